"""Whether what a text says is so: the catalogue, the counts and what the user said decide, and nothing else."""

from __future__ import annotations

from agent.finding.co_liking import CoLiking
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item
from eval.planted.case import Stated

MANY_SHARE, MANY_LEAST, SOME_LEAST = 0.2, 5, 3
"""Of the people who liked one film, "many" liked another too from this share and this number on; "people" did from so
many on. Below and above nobody at all, neither a true nor a false text says it."""
SHARES = {50: "half", 33: "a third", 25: "a quarter", 20: "one in five", 10: "one in ten"}
"""Round shares, in percent, of the people who liked one film that liked another too."""
_ROUND = 0.12
"""How far a share may lie from the round one that it is called, as a part of that."""


def holds(stated: Stated, item: Item, preferences: Preferences, catalogue: Catalogue, liking: CoLiking) -> bool:
    """Whether a statement about an item and a user is true. Raises ValueError for a kind that is not known here."""
    kind, _, facet = stated.kind.partition(":")
    other = catalogue[stated.item] if stated.item else None
    if kind == "liked":
        return stated.item in preferences.liked
    if kind == "wanted":
        return Facet(facet, stated.value) in preferences.wanted and stated.value in item.values(facet)
    if kind == "avoided":
        return Facet(facet, stated.value) in preferences.avoided and stated.value not in item.values(facet)
    if kind == "wanted_decade":
        start = int(stated.value)
        return (preferences.year_from, preferences.year_to) == (start, start + 9) and decade(item) == start
    if kind == "year":
        return item.year == int(stated.value)
    if kind == "decade":
        return decade(item) == int(stated.value)
    if kind == "minutes":
        return item.numbers.get("minutes") == float(stated.value)
    if kind == "popular":
        return int(liking.counts[catalogue.row(item.id)]) == int(stated.value)
    if other is None:
        return stated.value in item.values(kind)
    if kind == "disliked":
        return other.id in preferences.disliked
    if kind == "missing":
        return stated.value in other.values("cast") and stated.value not in item.values("cast")
    if kind == "other":
        return stated.value in other.values(facet)
    if kind == "other_year":
        return other.year == int(stated.value)
    if kind == "shared":
        return stated.value in item.values(facet) and stated.value in other.values(facet)
    if kind in ("years_apart", "minutes_apart"):
        return apart(kind, item, other) == int(stated.value)
    if kind in ("newer", "longer"):
        difference = apart("years_apart" if kind == "newer" else "minutes_apart", item, other)
        return difference > 0 if stated.value == "more" else difference < 0
    both = int(liking.together(catalogue.row(other.id))[catalogue.row(item.id)])
    if kind == "together":
        return both == int(stated.value)
    if kind == "nobody":
        return both == 0
    if kind == "share":
        told = int(stated.value)
        return abs(100 * both / int(liking.counts[catalogue.row(other.id)]) - told) <= _ROUND * told
    if kind == "some":
        return both >= SOME_LEAST
    if kind == "many":
        return both >= max(MANY_LEAST, MANY_SHARE * int(liking.counts[catalogue.row(other.id)]))
    raise ValueError(f"nobody knows whether {stated.kind!r} holds; known kinds stand in {__name__}")


def decade(item: Item) -> int:
    """The first year of the item's decade; 0 where it has no year."""
    return (item.year or 0) // 10 * 10


def apart(kind: str, item: Item, other: Item) -> int:
    """How many years newer or minutes longer the item is than the other one; 0 where either is not known."""
    if kind == "years_apart":
        return item.year - other.year if item.year and other.year else 0
    return round(item.numbers.get("minutes", 0) - other.numbers.get("minutes", 0)) if _timed(item, other) else 0


def _timed(item: Item, other: Item) -> bool:
    return bool(item.numbers.get("minutes") and other.numbers.get("minutes"))
