"""What a slot of a frame may say: (words, statement) options, true ones or false ones, of one item and one user."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from data.records import Item
from eval.planted.case import Stated
from eval.planted.other_slots import OTHER_ERRORS, OTHER_OPTIONS
from eval.planted.saying import decade_said, number, title_said
from eval.planted.scene import Option, Options, Scene
from eval.planted.truth import SHARES, apart, decade

_WRONG_SHARE = 1.8
"""How many times too large or too small a share must be to be planted as an error: one that nobody would let pass."""

ERRORS = {
    "director": "director", "cast": "cast", "genre": "genre", "genre_film": "genre", "mood": "mood",
    "theme": "keyword", "keyword": "keyword", "country": "country", "country_adj": "country", "year": "year",
    "decade": "year", "decade_bare": "year", "minutes": "length", "hours": "length", "liked": "liked",
    "shared_director": "comparison", "shared_cast": "comparison", "shared_genre": "comparison",
    "shared_mood": "comparison", "shared_theme": "comparison", "newer": "comparison", "after": "comparison",
    "longer": "comparison", "years_apart": "comparison", "minutes_apart": "comparison", "count": "behaviour",
    "many": "behaviour", "people": "behaviour", "wish": "wish", "wish_mood": "wish", "wish_decade": "wish",
    "avoided": "avoided", "avoided_genre": "avoided", "minute_long": "length",
    "predates": "comparison", "same_year": "comparison", "years_later": "comparison", "years_elder": "comparison",
    "outlasts": "comparison", "minutes_over": "comparison", "minutes_margin": "comparison",
    "minutes_beats": "comparison", "share": "behaviour", "wish_genre": "wish", "wish_cast": "wish",
    "wish_director": "wish", "wish_theme": "wish", "wish_country": "wish", **OTHER_ERRORS,
}  # fmt: skip
"""The kind of error that is planted in a slot. Slots that are not named here say nothing of their own."""

PLANTABLE = tuple(dict.fromkeys(ERRORS.values()))
_ALONE = {"popular"}
BESIDE = frozenset(
    slot for slot, error in ERRORS.items() if error in ("comparison", "behaviour", "liked") and slot not in _ALONE
) | {"other"}
"""Slots of a sentence about another film: all of them are about the same one."""


def options(slot: str, scene: Scene, *, true: bool) -> Iterator[Option]:
    """What a slot may say here, in an order drawn at random. True or false as asked; never of the other kind."""
    for words, stated in _OPTIONS[slot](scene, true):
        if words and scene.holds(stated) == true:
            yield words, stated


def _attribute(kind: str, form: str = "") -> Options:
    def made(scene: Scene, true: bool) -> Iterator[Option]:
        values = list(scene.item.values(kind)) if true else scene.foreign(kind) if scene.world.values[kind] else []
        scene.rng.shuffle(values)
        for value in values:
            yield scene.said(kind, value, form), Stated(kind, value)

    return made


def _shared(kind: str, form: str = "") -> Options:
    def made(scene: Scene, true: bool) -> Iterator[Option]:
        assert scene.other is not None
        theirs = scene.text_of(scene.other)
        values = list(scene.item.values(kind))
        scene.rng.shuffle(values)
        for value in values:
            if true or value.lower()[:5] not in theirs:
                yield scene.said(kind, value, form), Stated(f"shared:{kind}", value, scene.other.id)

    return made


def _year(scene: Scene, true: bool) -> Iterator[Option]:
    if scene.item.year:
        year = scene.item.year + (0 if true else scene.rng.choice((-15, -9, -6, -4, -3, -2, -1, 1, 2, 3, 4, 7, 11)))
        yield str(year), Stated("year", str(year))


def _decade(scene: Scene, true: bool) -> Iterator[Option]:
    if scene.item.year:
        start = decade(scene.item) + (0 if true else scene.rng.choice((-30, -20, -10, 10, 20)))
        yield decade_said(min(start, 2020), scene.rng), Stated("decade", str(min(start, 2020)))


def _minutes(scene: Scene, true: bool) -> Iterator[Option]:
    if held := scene.item.numbers.get("minutes"):
        minutes = round(held) + (0 if true else scene.rng.choice((-31, -17, -12, -8, 9, 14, 22, 35)))
        yield f"{minutes} minutes", Stated("minutes", str(minutes))


def _hours(scene: Scene, true: bool) -> Iterator[Option]:
    for _, stated in _minutes(scene, true):
        hours, rest = divmod(int(stated.value), 60)
        if hours in (1, 2, 3) and rest > 1:
            first = "an hour" if hours == 1 else f"{number(hours, scene.rng)} hours"
            yield f"{first} and {number(rest, scene.rng)} minutes", stated


def _minute_long(scene: Scene, true: bool) -> Iterator[Option]:
    yield from ((f"{stated.value}-minute", stated) for _, stated in _minutes(scene, true))


def _liked(scene: Scene, true: bool) -> Iterator[Option]:
    assert scene.other is not None
    yield title_said(scene.other, scene.rng), Stated("liked", scene.other.title, scene.other.id)


def _compared(kind: str, more: tuple[str, ...], less: tuple[str, ...]) -> Options:
    def made(scene: Scene, true: bool) -> Iterator[Option]:
        assert scene.other is not None
        difference = apart("years_apart" if kind == "newer" else "minutes_apart", scene.item, scene.other)
        if abs(difference) >= (1 if kind == "newer" else 3):
            up = (difference > 0) == true
            yield scene.rng.choice(more if up else less), Stated(kind, "more" if up else "less", scene.other.id)

    return made


def _apart(kind: str, more: str, less: str) -> Options:
    def made(scene: Scene, true: bool) -> Iterator[Option]:
        assert scene.other is not None
        if abs(difference := apart(kind, scene.item, scene.other)) > 1:
            said = difference if true else -difference
            words = (more if said > 0 else less).format(number(abs(said), scene.rng))
            yield words, Stated(kind, str(said), scene.other.id)

    return made


def _same_year(scene: Scene, true: bool) -> Iterator[Option]:
    if scene.other is not None and scene.item.year and scene.other.year:
        yield "the same year", Stated("years_apart", "0", scene.other.id)


def _together(scene: Scene, true: bool) -> Iterator[Option]:
    if (both := scene.both_liked()) is not None:
        said = both if true else scene.rng.choice([n for n in range(2, 2 * both + 12) if n != both])
        if said > 1 and scene.other is not None:
            yield number(said, scene.rng), Stated("together", str(said), scene.other.id)


def _behaviour(kind: str, phrases: tuple[str, ...]) -> Options:
    def made(scene: Scene, true: bool) -> Iterator[Option]:
        both = scene.both_liked()
        if both is not None and scene.other is not None and (both == 0 or true):
            yield scene.rng.choice(phrases), Stated(kind, "", scene.other.id)

    return made


def _share(scene: Scene, true: bool) -> Iterator[Option]:
    both = scene.both_liked()
    if both is None or scene.other is None:
        return
    percent = 100 * both / int(scene.world.liking.counts[scene.world.catalogue.row(scene.other.id)])
    for said, words in scene.rng.sample(sorted(SHARES.items()), len(SHARES)):
        if true or not said / _WRONG_SHARE < percent < said * _WRONG_SHARE:
            yield words, Stated("share", str(said), scene.other.id)


def _wish(scene: Scene, true: bool) -> Iterator[Option]:
    wanted = scene.preferences.wanted
    asked = " ".join(facet.value for facet in wanted).lower()
    for kind, (form, phrase) in scene.rng.sample(sorted(_WISHES.items()), len(_WISHES)):
        values = [v for v in scene.item.values(kind) if true or v.lower()[:5] not in asked]
        for value in scene.rng.sample(values, len(values)):
            if words := scene.said(kind, value, form):
                yield phrase.format(words, a="{a}"), Stated(f"wanted:{kind}", value)


def _wish_mood(scene: Scene, true: bool) -> Iterator[Option]:
    yield from ((one.value, one) for _, one in _wish(scene, true) if one.kind == "wanted:mood")


def _wish_of(kind: str, form: str = "") -> Options:
    def made(scene: Scene, true: bool) -> Iterator[Option]:
        asked = " ".join(facet.value for facet in scene.preferences.wanted).lower()
        values = [value for value in scene.item.values(kind) if true or value.lower()[:5] not in asked]
        for value in scene.rng.sample(values, len(values)):
            yield scene.said(kind, value, form), Stated(f"wanted:{kind}", value)

    return made


def _wish_decade(scene: Scene, true: bool) -> Iterator[Option]:
    if scene.item.year:
        start = decade(scene.item)
        yield decade_said(start, scene.rng), Stated("wanted_decade", str(start))


def _decade_bare(scene: Scene, true: bool) -> Iterator[Option]:
    yield from ((words.removeprefix("the "), stated) for words, stated in _decade(scene, true))


def _avoided_genre(scene: Scene, true: bool) -> Iterator[Option]:
    yield from (one for one in _avoided(scene, true) if one[1].kind == "avoided:genre")


def _avoided(scene: Scene, true: bool) -> Iterator[Option]:
    for facet in scene.rng.sample(scene.preferences.avoided, len(scene.preferences.avoided)):
        if words := scene.said(facet.kind, facet.value, "genre" if facet.kind == "genre" else ""):
            yield words, Stated(f"avoided:{facet.kind}", facet.value)


_WISHES = {
    "mood": ("", "something {}"), "genre": ("genre_film", "{a} {}"), "director": ("", "something by {}"),
    "cast": ("", "something with {}"), "keyword": ("theme", "something about {}"), "country": ("", "something from {}"),
}  # fmt: skip
_OPTIONS: dict[str, Options] = {
    "director": _attribute("director"), "cast": _attribute("cast"), "genre": _attribute("genre", "genre"),
    "genre_film": _attribute("genre", "genre_film"), "mood": _attribute("mood"), "keyword": _attribute("keyword"),
    "theme": _attribute("keyword", "theme"), "country": _attribute("country"),
    "country_adj": _attribute("country", "country_adj"),
    "year": _year, "decade": _decade, "minutes": _minutes, "hours": _hours, "liked": _liked,
    "shared_director": _shared("director"), "shared_cast": _shared("cast"), "shared_mood": _shared("mood"),
    "shared_genre": _shared("genre", "genre_film"), "shared_theme": _shared("keyword", "theme"),
    "newer": _compared("newer", ("newer", "more recent"), ("older",)),
    "after": _compared("newer", ("after", "later than"), ("before", "earlier than")),
    "longer": _compared("longer", ("longer",), ("shorter",)),
    "years_apart": _apart("years_apart", "{} years newer", "{} years older"),
    "minutes_apart": _apart("minutes_apart", "{} minutes longer", "{} minutes shorter"),
    "count": _together, "many": _behaviour("many", ("many", "plenty", "a lot")),
    "people": _behaviour("some", ("people", "viewers")),
    "wish": _wish, "wish_mood": _wish_mood, "wish_decade": _wish_decade, "avoided": _avoided,
    "avoided_genre": _avoided_genre, "decade_bare": _decade_bare,
    "minute_long": _minute_long, "same_year": _same_year, "share": _share,
    "predates": _compared("newer", ("postdates",), ("predates", "precedes")),
    "outlasts": _compared("longer", ("outlasts", "runs on past the length of"), ("is over sooner than",)),
    "years_later": _apart("years_apart", "{} years after", "{} years before"),
    "years_elder": _apart("years_apart", "the younger by {} years", "its senior by {} years"),
    "minutes_over": _apart("minutes_apart", "{} minutes more", "{} minutes less"),
    "minutes_margin": _apart("minutes_apart", "the longer by a margin of {} minutes", "the shorter by {} minutes"),
    "minutes_beats": _apart("minutes_apart", "beats it by {} minutes", "falls {} minutes short of it"),
    "wish_genre": _wish_of("genre", "genre_film"), "wish_theme": _wish_of("keyword", "theme"),
    "wish_cast": _wish_of("cast"), "wish_director": _wish_of("director"), "wish_country": _wish_of("country"),
    **OTHER_OPTIONS,
}  # fmt: skip
assert set(_OPTIONS) == set(ERRORS)


def reference(item: Item, noun: str, rng: Random, *, first: bool, clear: bool = False) -> str:
    """How the item itself is named: by its title more often when it is first spoken of, and never by a pronoun where
    that must be `clear`, as after another film."""
    if rng.random() < (0.6 if clear else 0.5 if first else 0.12):
        return title_said(item, rng)
    if not clear and rng.random() < (0.6 if first else 0.85):
        return "it"
    return rng.choice(("this one", f"this {noun}") if clear else ("this one", f"this {noun}", f"the {noun}"))
