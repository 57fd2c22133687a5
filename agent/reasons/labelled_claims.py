"""From what a mark is read to say (a label) to the claims that this makes of item, user and other people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from agent.finding.co_liking import CoLiking
from agent.reading.vocabulary import PEOPLE_KINDS
from agent.reasons.checker import ALONE, TOGETHER, years
from agent.reasons.direction import OPPOSITE, direction
from agent.reasons.figures import Figure
from agent.reasons.marks import Mark
from agent.reasons.mentions import Mention
from agent.reply import Claim
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item

_PLAYERS = ("cast", "actor")
_MAKERS = tuple(kind for kind in PEOPLE_KINDS if kind not in _PLAYERS)
_ROLES = {"director": _MAKERS, "both_director": _MAKERS, "cast": _PLAYERS, "both_cast": _PLAYERS}
_DIFFERENCES = {
    "years_newer": "newer", "years_older": "older", "minutes_longer": "longer", "minutes_shorter": "shorter",
}  # fmt: skip
_FEW = 3
"""So many people are meant at least where a text only says "people" or "many"."""

_SHARE_SLACK = 0.12
"""How far a share may lie from the one that is said, as a part of it."""

_BOUNDS = (
    (re.compile(r"\b(?:under|below|less than|shy of|fewer than|at most|no more than|within|inside|up to)\s+(?:an? )?$"),
     0.0, 1.0),
    (re.compile(r"\b(?:over|above|more than|upwards of|at least|no fewer than|no less than)\s+(?:an? )?$"),
     1.0, float("inf")),
    (re.compile(r"\b(?:about|around|roughly|nearly|almost|some|close to)\s+(?:an? )?$"), 0.9, 1.1),
)
"""Words before an amount -> between which multiples of it the truth may lie."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text is about and is read against. `titles` holds, for each mark that is another item's title, the
    probabilities of its labels."""

    catalogue: Catalogue
    item: Item
    preferences: Preferences
    liking: CoLiking | None
    text: str
    marks: Sequence[Mark]
    titles: Mapping[int, Mapping[str, float]]

    def named(self, number: int) -> Item:
        """The item that a mark names: of those with one title, the one the user spoke of."""
        mark = self.marks[number]
        ids = mark.items if isinstance(mark, Mention) else ()
        return self.catalogue[next((one for one in ids if one in self.preferences.known()), ids[0])]

    def beside(self, number: int, how: str) -> Item | None:
        """The other item that a value is shared or compared with: of those in the nearest sentence the likeliest."""

        def far(one: int) -> tuple[int, float, int]:
            sentences, characters = self._apart(number, one)
            return sentences, -round(self.titles[one][how], 1), characters

        found = min(self.titles, key=far, default=None)
        return None if found is None else self.named(found)

    def direction(self, number: int) -> str | None:
        """Which way the words beside another item's title compare the item with it, where they tell."""
        mark = self.marks[number]
        behind = (one for one in self.marks if isinstance(one, Mention) and one.start > mark.end)
        own = next((one for one in behind if one.sort == "self"), None)
        place = None if own is None else (own.start - mark.end, own.end - mark.end)
        return direction(self.text[: mark.start], self.text[mark.end :], place)

    def dates(self, number: int) -> Item | None:
        """The item whose title a year stands behind in brackets, "Heat (1995)"; None for any other mark."""
        mark = self.marks[number]
        before = self.marks[number - 1] if number else None
        if not (isinstance(mark, Figure) and mark.sort == "year" and isinstance(before, Mention) and before.items):
            return None
        between = self.text[before.end : mark.start].strip("\"'”’»* ")
        return self.named(number - 1) if between == "(" and self.text[mark.end : mark.end + 1] == ")" else None

    def sentence(self, number: int) -> str:
        """The sentence that a mark stands in."""
        mark = self.marks[number]
        start = max((found.end() for found in re.finditer(r"[.!?]\s", self.text[: mark.start])), default=0)
        end = re.search(r"[.!?](?:\s|$)", self.text[mark.end :])
        return self.text[start : mark.end + (len(self.text) if end is None else end.end())]

    def _apart(self, one: int, other: int) -> tuple[int, int]:
        first, last = sorted((self.marks[one], self.marks[other]), key=lambda mark: mark.start)
        between = self.text[first.end : last.start]
        return len(re.findall(r"[.!?](?:\s|$)", between)), len(between)


def value_claims(ground: Ground, number: int, label: str) -> tuple[Claim, ...]:
    """The claims of a value, a person or a figure under a label of `LABELS.of_values`; none for "none"."""
    mark, item = ground.marks[number], ground.item
    if (dated := ground.dates(number)) is not None:
        return (_held(ground, number, dated, None),)
    if label == "none":
        return ()
    if label in ("own", "director", "cast"):
        return (_held(ground, number, item, _ROLES.get(label)),)
    if label == "avoid":
        return (_spared(ground, mark),) if isinstance(mark, Mention) else ()
    if label == "wish":
        return (_wished(ground, number),)
    if label == "crowd":
        return _crowd(ground, number)
    how = "compared" if label in _DIFFERENCES else "shared"
    other = ground.beside(number, how)
    if other is None:
        return () if label in _DIFFERENCES else (_held(ground, number, item, _ROLES.get(label)),)
    if label in _DIFFERENCES:
        return (_difference(ground, mark, label, other),) if isinstance(mark, Figure) else ()
    both = (other,) if label == "other" else (item, other)
    return tuple(_held(ground, number, one, _ROLES.get(label)) for one in both)


def title_claims(ground: Ground, number: int, label: str) -> tuple[Claim, ...]:
    """The claims of another item's title under a label of `LABELS.of_titles`; "shared" and "compared" make none."""
    make = _TITLES.get(label)
    return () if make is None else (make(ground, ground.named(number)),)


def _difference(ground: Ground, mark: Figure, label: str, other: Item) -> Claim:
    """How far the item is from another one, and which way: as the words beside its title tell, else as was read."""
    kind = _DIFFERENCES[label]
    named = [number for number in ground.titles if ground.named(number) is other]
    told = next((way for number in named if (way := ground.direction(number)) in (kind, OPPOSITE[kind])), kind)
    return _compared(told, ground.item, other, by=mark.first)


def _held(ground: Ground, number: int, item: Item, kinds: Sequence[str] | None) -> Claim:
    mark = ground.marks[number]
    if isinstance(mark, Mention):
        return _attribute(item, mark.facets, kinds if mark.sort == "person" else None)
    if mark.sort == "length":
        low, high = _bounds(ground.text[: mark.start])
        evidence = _of(item, number="minutes", least=low * mark.first, most=high * mark.first)
        return Claim("number", f"{mark.first:g}", False, evidence)
    first, last = int(mark.first), int(mark.last)
    setting = Facet("keyword", f"{first}s")
    if mark.sort == "decade" and not first <= (item.year or 0) <= last and _has(item, setting):
        return _attribute(item, [setting], None)
    if mark.sort in ("year", "decade"):
        kind = "year" if first == last else "dated"
        value = str(first) if first == last else f"{first}-{last}"
        return Claim(kind, value, False, _of(item, first=first, last=last))
    return Claim("comparison", ground.text[mark.start : mark.end], False, _of(item))


def _attribute(item: Item, facets: Sequence[Facet], kinds: Sequence[str] | None) -> Claim:
    allowed = [facet for facet in facets if kinds is None or facet.kind in kinds]
    meant = next((one for one in allowed if _has(item, one)), (allowed or list(facets))[0])
    kind = meant.kind if allowed else (kinds or (meant.kind,))[0]
    return Claim(kind, meant.value, False, _of(item, stated=item.values(kind)))


def _wished(ground: Ground, number: int) -> Claim:
    mark, wanted = ground.marks[number], ground.preferences.wanted
    if isinstance(mark, Mention):
        return _said("wanted", wanted, mark.facets, ground.item)
    setting = Facet("keyword", f"{int(mark.first)}s")
    if mark.sort == "decade" and setting in wanted:
        return _said("wanted", wanted, (setting,), ground.item)
    if mark.sort not in ("year", "decade"):
        return _held(ground, number, ground.item, None)
    first, last = _range(ground, number)
    return Claim("years", years(first, last), False, _of(ground.item, year_from=first, year_to=last))


def _range(ground: Ground, number: int) -> tuple[int | None, int | None]:
    """The years that were asked for: a decade, one year, two years with "to" between, or one open end."""
    mark = ground.marks[number]
    assert isinstance(mark, Figure)
    before, after = ground.text[: mark.start].lower(), ground.text[mark.end :].lower()
    first: int | None = int(mark.first)
    last: int | None = int(mark.last)
    near = [one for one in ground.marks if isinstance(one, Figure) and one.sort in ("year", "decade") and one != mark]
    for one in near:
        between = ground.text[min(one.end, mark.end) : max(one.start, mark.start)]
        if re.fullmatch(r"\s*(?:to|and|until|through|-|–)\s*(?:the\s+)?", between):
            return int(min(one.first, mark.first)), int(max(one.last, mark.last))
    if re.search(r"\b(?:after|post)\s+(?:the\s+)?$", before):
        return (last or 0) + 1, None
    if re.search(r"\b(?:before|older than|pre)\s+(?:the\s+)?$", before):
        return None, (first or 0) - 1
    if re.search(r"\b(?:since|newer than)\s+(?:the\s+)?$", before) or re.match(r"\s*(?:on|or later|or newer)", after):
        return first, None
    return (None if re.search(r"\b(?:up to|until)\s+(?:the\s+)?$", before) else first), last


def _spared(ground: Ground, mark: Mention) -> Claim:
    avoided = ground.preferences.avoided
    if any(_same(one, facet) for one in avoided for facet in mark.facets):
        return _said("avoided", avoided, mark.facets, ground.item)
    meant = next((one for one in mark.facets if _has(ground.item, one)), mark.facets[0])
    return Claim("absent", meant.value, False, _of(ground.item, kind=meant.kind))


def _crowd(ground: Ground, number: int) -> tuple[Claim, ...]:
    mark, liking = ground.marks[number], ground.liking
    if not isinstance(mark, Figure) or mark.sort not in ("count", "share"):
        return ()
    other = ground.beside(number, "crowd")
    if other is None or not ground.titles:
        if mark.sort == "share":
            return ()
        kind = ALONE[liking.said] if liking is not None else "popular"
        return (Claim(kind, f"{mark.first:g}", False, _of(ground.item, count=int(mark.first))),)
    kind = TOGETHER[liking.said] if liking is not None else "co_liked"
    true, everyone = _counts(ground, other)
    said: int | None
    if mark.sort == "share":
        held = bool(everyone) and abs(100 * true / everyone - mark.first) <= _SHARE_SLACK * mark.first
        said = true if held else None
    else:
        low, high = _bounds(ground.text[: mark.start])
        count = int(mark.first)
        out_of = count in (everyone, _alone(ground)) and count != true and _has_smaller(ground, number)
        said = true if out_of or low * count <= true <= high * count else count
    return (Claim(kind, other.title, False, _of(ground.item, liked=other.id, count=said)),)


def _has_smaller(ground: Ground, number: int) -> bool:
    """Whether another count is named too: "17 of the 352 people who liked Heat"."""
    mark = ground.marks[number]
    most = mark.first if isinstance(mark, Figure) else 0.0
    return any(isinstance(one, Figure) and one.sort == "count" and one.first < most for one in ground.marks)


def _together(ground: Ground, other: Item) -> Claim:
    true, _ = _counts(ground, other)
    kind = TOGETHER[ground.liking.said] if ground.liking is not None else "co_liked"
    counted = any(isinstance(one, Figure) and one.sort in ("count", "share") for one in ground.marks)
    count = true if true >= _FEW or counted else None
    return Claim(kind, other.title, False, _of(ground.item, liked=other.id, count=count))


def _counts(ground: Ground, other: Item) -> tuple[int, int]:
    """How many liked both items, and the other one at all."""
    liking, item = ground.liking, ground.item
    if liking is None or any(one.id not in liking.catalogue for one in (item, other)):
        return 0, 0
    row = liking.catalogue.row(other.id)
    return int(liking.together(row)[liking.catalogue.row(item.id)]), int(liking.counts[row])


def _alone(ground: Ground) -> int:
    liking = ground.liking
    known = liking is not None and ground.item.id in liking.catalogue
    return int(liking.counts[liking.catalogue.row(ground.item.id)]) if known and liking is not None else 0


def _compared(kind: str, item: Item, other: Item, by: float | None = None) -> Claim:
    return Claim(kind, other.title, False, _of(item, other=other.id, by=by))


def _beside(kind: str, ground: Ground, other: Item) -> Claim:
    return _compared(kind, ground.item, other)


def _bounds(before: str) -> tuple[float, float]:
    return next(((low, high) for words, low, high in _BOUNDS if words.search(before.lower())), (1.0, 1.0))


def _said(kind: str, said: Sequence[Facet], facets: Sequence[Facet], item: Item) -> Claim:
    meant = next((facet for facet in facets if any(_same(one, facet) for one in said)), facets[0])
    return Claim(kind, meant.value, False, _of(item, kind=meant.kind, stated=item.values(meant.kind)))


def _same(one: Facet, other: Facet) -> bool:
    return one.kind == other.kind and one.value.lower() == other.value.lower()


def _has(item: Item, facet: Facet) -> bool:
    return facet.value.lower() in (value.lower() for value in item.values(facet.kind))


def _of(item: Item, **more: object) -> dict[str, object]:
    return {"item": item.id, "title": item.title, **more}


_TITLES: dict[str, Callable[[Ground, Item], Claim]] = {
    "liked": lambda ground, other: Claim("liked", other.title, False, _of(other, said="liked")),
    "disliked": lambda ground, other: Claim("disliked", other.title, False, _of(other)),
    "crowd": _together,
    "nobody": lambda ground, other: Claim("untogether", other.title, False, _of(ground.item, liked=other.id)),
    **{kind: partial(_beside, kind) for kind in ("newer", "older", "longer", "shorter", "same_year")},
}
