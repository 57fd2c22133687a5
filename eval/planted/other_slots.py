"""Slots that say something of the film beside the item, of the item beside it the other way round, or of nobody."""

from __future__ import annotations

from collections.abc import Iterator

from eval.planted.case import Stated
from eval.planted.saying import number, title_said
from eval.planted.scene import Option, Options, Scene
from eval.planted.truth import apart, decade

OTHER_ERRORS = {
    "other_director": "comparison", "other_cast": "comparison", "other_genre": "comparison",
    "other_mood": "comparison", "other_theme": "comparison", "other_year": "comparison", "other_newer": "comparison",
    "other_after": "comparison", "other_longer": "comparison", "other_years": "comparison",
    "other_missing": "comparison", "other_long_after": "comparison", "long_after": "comparison",
    "disliked": "disliked", "popular": "behaviour", "nobody": "behaviour", "wish_range": "wish",
}  # fmt: skip
"""The kind of error that is planted in each."""


_LONG_AFTER = ("long after", "well after", "some time after", "not long after", "years later than", "in the wake of")
_LONG_BEFORE = ("long before", "well before", "some time before", "not long before", "years earlier than", "ahead of")


def _of_other(kind: str, form: str = "") -> Options:
    def made(scene: Scene, true: bool) -> Iterator[Option]:
        assert scene.other is not None
        values = list(scene.other.values(kind)) if true else scene.foreign(kind) if scene.world.values[kind] else []
        scene.rng.shuffle(values)
        for value in values:
            yield scene.said(kind, value, form), Stated(f"other:{kind}", value, scene.other.id)

    return made


def _other_missing(scene: Scene, true: bool) -> Iterator[Option]:
    """Who acts in the other film and not in the item; as an error one who acts in both."""
    assert scene.other is not None
    ours = set(scene.item.values("cast"))
    for name in scene.rng.sample(scene.other.values("cast"), len(scene.other.values("cast"))):
        if (name not in ours) == true:
            yield scene.said("cast", name), Stated("missing", name, scene.other.id)


def _other_year(scene: Scene, true: bool) -> Iterator[Option]:
    if scene.other is not None and scene.other.year:
        year = str(scene.other.year + (0 if true else scene.rng.choice((-7, -3, -2, -1, 1, 2, 4, 9))))
        yield year, Stated("other_year", year, scene.other.id)


def _than_item(kind: str, more: tuple[str, ...], less: tuple[str, ...]) -> Options:
    """How the other film compares with the item: more of it is less of the item."""

    def made(scene: Scene, true: bool) -> Iterator[Option]:
        assert scene.other is not None
        difference = apart("years_apart" if kind == "newer" else "minutes_apart", scene.item, scene.other)
        if abs(difference) >= (1 if kind == "newer" else 3):
            up = (difference < 0) == true
            yield scene.rng.choice(more if up else less), Stated(kind, "less" if up else "more", scene.other.id)

    return made


def _other_years(scene: Scene, true: bool) -> Iterator[Option]:
    assert scene.other is not None
    if abs(difference := apart("years_apart", scene.item, scene.other)) > 1:
        told = difference if true else -difference
        words = f"{number(abs(told), scene.rng)} years {'older' if told > 0 else 'newer'}"
        yield words, Stated("years_apart", str(told), scene.other.id)


def _disliked(scene: Scene, true: bool) -> Iterator[Option]:
    preferences, catalogue = scene.preferences, scene.world.catalogue
    drawn = scene.rng.sample(scene.world.titles, 4)
    for one in preferences.disliked if true else [one for one in drawn if one not in preferences.known()]:
        if one != scene.item.id:
            yield title_said(catalogue[one], scene.rng), Stated("disliked", catalogue[one].title, one)


def _popular(scene: Scene, true: bool) -> Iterator[Option]:
    liking = scene.world.liking
    if liking and liking.said == "liked":
        count = int(liking.counts[scene.world.catalogue.row(scene.item.id)])
        told = count if true else count + scene.rng.choice((-3, -2, -1, 1, 2, 5, 9))
        if told > 1:
            yield number(told, scene.rng), Stated("popular", str(told))


def _nobody(scene: Scene, true: bool) -> Iterator[Option]:
    if scene.both_liked() is not None and scene.other is not None:
        yield scene.rng.choice(("nobody", "no one", "not one person")), Stated("nobody", "", scene.other.id)


def _wish_range(scene: Scene, true: bool) -> Iterator[Option]:
    if scene.item.year:
        start = decade(scene.item)
        yield f"{start} {scene.rng.choice(('to', 'and'))} {start + 9}", Stated("wanted_decade", str(start))


OTHER_OPTIONS: dict[str, Options] = {
    "other_director": _of_other("director"), "other_cast": _of_other("cast"), "other_mood": _of_other("mood"),
    "other_genre": _of_other("genre", "genre_film"), "other_theme": _of_other("keyword", "theme"),
    "other_year": _other_year, "other_years": _other_years,
    "other_newer": _than_item("newer", ("newer", "more recent"), ("older",)),
    "other_after": _than_item("newer", ("after", "later than"), ("before", "earlier than")),
    "other_longer": _than_item("longer", ("longer",), ("shorter",)),
    "other_missing": _other_missing,
    "other_long_after": _than_item("newer", _LONG_AFTER, _LONG_BEFORE),
    # The same of the item: its words the other way round.
    "long_after": _than_item("newer", _LONG_BEFORE, _LONG_AFTER),
    "disliked": _disliked, "popular": _popular, "nobody": _nobody, "wish_range": _wish_range,
}  # fmt: skip
