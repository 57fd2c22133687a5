"""What can truthfully be said for an item: points, each with the claims behind it and how specific it is in bits.

A point that few items could make is worth more than one that many could: a shared director of four films tells 8 bits
more than a genre of half the catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agent.finding.co_liking import CoLiking
from agent.finding.facets import FacetIndex, tokens
from agent.finding.query import LATEST
from agent.reading.vocabulary import NAMES_OF_ITEMS
from agent.reasons.checker import ALONE, RESERVED, TOGETHER, decade, years
from agent.reply import Claim, Evidence
from agent.session import Facet, Preferences
from agent.words.spoken import amount, listing, spoken
from data.records import Item

_WORDED = frozenset({"director", "cast", "genre", "keyword", "mood", "country"})
"""Kinds with wordings of their own; the others share the situations `*_other`."""

_AVOIDED = frozenset({"mood", "country", "cast", "director"})
"""Kinds whose absence has wordings of its own."""

_LISTED = {"keyword": 3, "genre": 2, "mood": 2}
"""How many shared values of a kind one sentence may list; 1 for other kinds."""

_WANTED_BONUS = 2.0
_RARE_WORD = 4.0
"""Bits from which a word of a description is no filler: one description in sixteen."""

_FEW_PEOPLE = 3
"""Fewer people than this are a coincidence, and no reason."""

_MANY_PEOPLE = 20
_LAST_RESORT = 0.01
_PLAIN = {"director": 5, "genre": 4, "mood": 2, "cast": 2, "keyword": 1, "country": 1}
"""Which attribute introduces an item best, where nothing links it to the user."""



@dataclass(frozen=True, slots=True)
class Point:
    """One reason before it is worded: a situation of `explanation.toml`, its fields, its claims (not yet checked)."""

    situation: str
    fields: Mapping[str, str]
    claims: tuple[Claim, ...]
    bits: float
    leans: Evidence | None = field(default=None)
    """What the user gave that the point leans on; None where it says something of the item alone."""

    @property
    def near(self) -> str:
        """The id of the other item that the point names; empty where it names none."""
        return self.leans.item if self.leans is not None else ""


def points(
    index: FacetIndex, item: Item, preferences: Preferences, near: tuple[str, ...], liking: CoLiking
) -> Iterator[Point]:
    """Every point for an item, in no order. `near` are items to compare with that the user did not say they like."""
    if item.id in preferences.liked:
        yield Point("liked_directly", {}, (_liked(item),), 0.5)
    yield from _asked(index, item, preferences)
    for other_id in dict.fromkeys(preferences.liked[-LATEST:] + near[-LATEST:]):
        if other_id in index.catalogue and other_id != item.id:
            other, stated = index.catalogue[other_id], other_id in preferences.liked
            yield from _shared(index, item, other, stated)
            yield from _together(index, item, other, stated, liking)
    yield from _plain(index, item, liking)


def _asked(index: FacetIndex, item: Item, preferences: Preferences) -> Iterator[Point]:
    for facet in preferences.wanted:
        if value := _value(item, facet):
            claims = (_attribute(item, facet.kind, value), _said("wanted", item, facet))
            bits = index.bits(facet.kind, value) + _WANTED_BONUS
            leans = Evidence("wanted", facet=facet)
            yield Point(f"wanted_{_group(facet.kind)}", _fields(facet.kind, value), claims, bits, leans)
    for facet in preferences.avoided:
        if not _value(item, facet):
            share = len(index.rows(facet)) / max(index.size, 1)
            bits = -math.log2(max(1 - share, 1 / max(index.size, 1)))
            situation = f"avoided_{facet.kind}" if facet.kind in _AVOIDED else "avoided"
            yield Point(situation, _fields(facet.kind, facet.value), (_said("avoided", item, facet),), bits)
    first, last = preferences.year_from, preferences.year_to
    if item.year is not None and (first, last) != (None, None):
        bounds = Claim("years", years(first, last), False, {"item": item.id, "year_from": first, "year_to": last})
        yield Point("year", {"value": str(item.year)}, (_year(item), bounds), 1.0)
    for name, least, most in preferences.limits:
        if (number := item.numbers.get(name)) is not None:
            evidence = {"item": item.id, "number": name, "value": number, "least": least, "most": most}
            value = amount(name, number)
            yield Point("limit", {"value": value}, (Claim("limit", value, False, evidence),), 1.0)
    described = set(tokens(item.description)) if preferences.wishes else set()
    for word in dict.fromkeys(token for wish in preferences.wishes for token in tokens(wish)):
        if len(word) > 3 and word in described and (bits := index.word_bits(word)) >= _RARE_WORD:
            evidence = {"item": item.id, "description": item.description, "said": preferences.wishes}
            claim = Claim("mentioned", word, False, evidence)
            yield Point("mentioned", {"value": word}, (claim,), bits / 2, Evidence("words"))


def _shared(index: FacetIndex, item: Item, other: Item, stated: bool) -> Iterator[Point]:
    opening = "shared" if stated else "near"
    beside = (_liked(other),) if stated else ()
    leans = Evidence("item", other.id)
    for kind in item.attributes:
        if kind in NAMES_OF_ITEMS or kind in RESERVED:
            continue
        theirs = {value.lower() for value in other.values(kind)}
        both = dict.fromkeys(value for value in item.values(kind) if value.lower() in theirs)
        told = sorted(both, key=lambda value: (-index.bits(kind, value), value))[: _LISTED.get(kind, 1)]
        if not told:
            continue
        claims = tuple(_attribute(one, kind, value) for value in told for one in (item, other)) + beside
        bits = index.bits(kind, told[0]) + 0.3 * sum(index.bits(kind, value) for value in told[1:])
        fields = {"liked": other.id, **_fields(kind, *told)}
        yield Point(f"{opening}_{_group(kind)}", fields, claims, bits * (0.5 if kind == "country" else 1.0), leans)
    if stated and item.year is not None and other.year is not None and decade(item.year) == decade(other.year):
        shared = decade(item.year)
        claims = tuple(Claim("decade", shared, False, _of(one, one.year)) for one in (item, other)) + beside
        yield Point("shared_year", {"liked": other.id, "value": shared}, claims, 0.5, leans)


def _together(index: FacetIndex, item: Item, other: Item, stated: bool, liking: CoLiking) -> Iterator[Point]:
    if not stated or not liking:
        return
    row, column = index.catalogue.row(other.id), index.catalogue.row(item.id)
    count = int(liking.together(row)[column])
    if count < _FEW_PEOPLE:
        return
    kind = TOGETHER[liking.said]
    evidence = {"item": item.id, "liked": other.id, "count": count, "of": int(liking.counts[row])}
    claims = (Claim(kind, other.title, False, evidence), _liked(other))
    bits = liking.lift(row, column) * count / (count + _MANY_PEOPLE)
    yield Point(kind, {"liked": other.id, "count": f"{count:,}"}, claims, bits, Evidence("item", other.id))


def _plain(index: FacetIndex, item: Item, liking: CoLiking) -> Iterator[Point]:
    """What holds of the item alone: last resorts, so that no item stands without a reason."""
    count = int(liking.counts[index.catalogue.row(item.id)])
    if count >= _FEW_PEOPLE:
        kind = ALONE[liking.said]
        claim = Claim(kind, str(count), False, {"item": item.id, "count": count})
        yield Point(kind, {"count": f"{count:,}"}, (claim,), 10 * _LAST_RESORT)
    for kind in item.attributes:
        if kind not in NAMES_OF_ITEMS and kind not in RESERVED and item.values(kind):
            value = item.values(kind)[0]
            bits = _LAST_RESORT * _PLAIN.get(kind, 3)
            yield Point(f"about_{_group(kind)}", _fields(kind, value), (_attribute(item, kind, value),), bits)
    if item.year is not None:
        yield Point("about_year", {"value": str(item.year)}, (_year(item),), _LAST_RESORT / 2)
    yield Point("listed", {}, (Claim("listed", item.title, False, {"item": item.id, "title": item.title}),), 0.0)


def _group(kind: str) -> str:
    return kind if kind in _WORDED else "other"


def _fields(kind: str, *values: str) -> dict[str, str]:
    said = listing(tuple(spoken(kind, value) for value in values))
    return {"value": said} if kind in _WORDED else {"value": said, "kind": kind.replace("_", " ")}


def _value(item: Item, facet: Facet) -> str | None:
    return next((value for value in item.values(facet.kind) if value.lower() == facet.value.lower()), None)


def _of(item: Item, stated: object) -> dict[str, object]:
    return {"item": item.id, "title": item.title, "stated": stated}


def _attribute(item: Item, kind: str, value: str) -> Claim:
    return Claim(kind, value, False, _of(item, item.values(kind)))


def _year(item: Item) -> Claim:
    return Claim("year", str(item.year), False, _of(item, item.year))


def _liked(item: Item) -> Claim:
    return Claim("liked", item.title, False, {"item": item.id, "said": "liked"})


def _said(what: str, item: Item, facet: Facet) -> Claim:
    return Claim(what, facet.value, False, {"item": item.id, "kind": facet.kind, "stated": item.values(facet.kind)})
