"""Checks a claim against the catalogue, the preferences and the interactions; what it says of itself is not believed.

`evidence` only tells where to look ("item" names the row, "liked" another one): values are read again from the source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.finding.co_liking import CoLiking
from agent.finding.facets import tokens
from agent.reply import Claim
from agent.session import Facet, Preferences
from agent.words.spoken import amount
from data.catalogue import Catalogue
from data.records import Item

TOGETHER = {"liked": "co_liked", "chose": "co_chosen", "named": "co_named"}
ALONE = {"liked": "popular", "chose": "chosen", "named": "named"}
"""What is counted -> the kind of a claim about a pair of items, and about one."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What claims are held against."""

    catalogue: Catalogue
    preferences: Preferences
    liking: CoLiking | None


_Check = Callable[[Claim, Item, _Ground], bool]


def check(claim: Claim, catalogue: Catalogue, preferences: Preferences, interactions: CoLiking | None = None) -> bool:
    """Whether the claim is borne out. A claim that names no item, or one that is not in the catalogue, is not.

    A kind that is not in the table below is an attribute kind: the item must have the value.
    """
    item_id = claim.evidence.get("item")
    if not isinstance(item_id, str) or item_id not in catalogue:
        return False
    verify = _CHECKS.get(claim.kind, _attribute)
    return verify(claim, catalogue[item_id], _Ground(catalogue, preferences, interactions))


def _attribute(claim: Claim, item: Item, ground: _Ground) -> bool:
    return claim.value.lower() in (value.lower() for value in item.values(claim.kind))


def _liked(claim: Claim, item: Item, ground: _Ground) -> bool:
    return item.id in ground.preferences.liked and claim.value == item.title


def _wanted(claim: Claim, item: Item, ground: _Ground) -> bool:
    return _stands_in(ground.preferences.wanted, claim) and _has(claim, item)


def _avoided(claim: Claim, item: Item, ground: _Ground) -> bool:
    return _stands_in(ground.preferences.avoided, claim) and not _has(claim, item)


def _year(claim: Claim, item: Item, ground: _Ground) -> bool:
    return item.year is not None and claim.value == str(item.year)


def _years(claim: Claim, item: Item, ground: _Ground) -> bool:
    first, last = ground.preferences.year_from, ground.preferences.year_to
    if item.year is None or (first, last) == (None, None) or claim.value != years(first, last):
        return False
    return (first is None or first <= item.year) and (last is None or item.year <= last)


def _decade(claim: Claim, item: Item, ground: _Ground) -> bool:
    return item.year is not None and claim.value == decade(item.year)


def _limit(claim: Claim, item: Item, ground: _Ground) -> bool:
    for name, least, most in ground.preferences.limits:
        number = item.numbers.get(name)
        if number is not None and claim.value == amount(name, number):
            return (least is None or least <= number) and (most is None or number <= most)
    return False


def _mentioned(claim: Claim, item: Item, ground: _Ground) -> bool:
    said = {token for wish in ground.preferences.wishes for token in tokens(wish)}
    words = tokens(claim.value)
    return bool(words) and said.issuperset(words) and set(tokens(item.description)).issuperset(words)


def _together(claim: Claim, item: Item, ground: _Ground) -> bool:
    other = claim.evidence.get("liked")
    liking = ground.liking
    if liking is None or not isinstance(other, str) or other not in liking.catalogue:
        return False
    if item.id not in liking.catalogue or claim.value != liking.catalogue[other].title:
        return False
    if claim.kind != TOGETHER[liking.said]:
        return False
    count = int(liking.together(liking.catalogue.row(other))[liking.catalogue.row(item.id)])
    return other != item.id and count > 0 and claim.evidence.get("count") == count


def _untogether(claim: Claim, item: Item, ground: _Ground) -> bool:
    other, liking = claim.evidence.get("liked"), ground.liking
    if not liking or not isinstance(other, str) or not all(one in liking.catalogue for one in (other, item.id)):
        return False
    return other != item.id and not liking.together(liking.catalogue.row(other))[liking.catalogue.row(item.id)]


def _counted(claim: Claim, item: Item, ground: _Ground) -> bool:
    if ground.liking is None or item.id not in ground.liking.catalogue or claim.kind != ALONE[ground.liking.said]:
        return False
    count = int(ground.liking.counts[ground.liking.catalogue.row(item.id)])
    return count > 0 and claim.value == str(count)


def _disliked(claim: Claim, item: Item, ground: _Ground) -> bool:
    return item.id in ground.preferences.disliked and claim.value == item.title


def _absent(claim: Claim, item: Item, ground: _Ground) -> bool:
    return bool(item.values(str(claim.evidence.get("kind")))) and not _has(claim, item)


def _dated(claim: Claim, item: Item, ground: _Ground) -> bool:
    first, last = (claim.evidence.get(name) for name in ("first", "last"))
    return item.year is not None and isinstance(first, int) and isinstance(last, int) and first <= item.year <= last


def _number(claim: Claim, item: Item, ground: _Ground) -> bool:
    number = item.numbers.get(str(claim.evidence.get("number")))
    least, most = (claim.evidence.get(name) for name in ("least", "most"))
    return number is not None and isinstance(least, float) and isinstance(most, float) and least <= number <= most


def _compared(name: str | None, sign: int) -> _Check:
    """Whether an item's year (`name` None) or number lies above (`sign` 1), below (-1) or at (0) another's, and by as
    much as is claimed."""

    def verify(claim: Claim, item: Item, ground: _Ground) -> bool:
        other = ground.catalogue[str(claim.evidence.get("other"))]
        ours, theirs = ((one.year if name is None else one.numbers.get(name)) for one in (item, other))
        by = claim.evidence.get("by")
        if ours is None or theirs is None or claim.value != other.title:
            return False
        gap = float(ours) - float(theirs)
        return (gap == 0 if sign == 0 else gap * sign > 0) and (by is None or abs(gap) == by)

    return verify


def _shared(claim: Claim, item: Item, ground: _Ground) -> bool:
    other = ground.catalogue[str(claim.evidence.get("other"))]
    ours, theirs = ({value.lower() for value in one.values(claim.value)} for one in (item, other))
    return bool(ours & theirs)


def _apart(claim: Claim, item: Item, ground: _Ground) -> bool:
    other = ground.catalogue[str(claim.evidence.get("other"))]
    if item.year is None or other.year is None:
        return False
    return abs(item.year - other.year) == claim.evidence.get("by")


def _nobody(claim: Claim, item: Item, ground: _Ground) -> bool:
    return False


def _listed(claim: Claim, item: Item, ground: _Ground) -> bool:
    return claim.value == item.title


def years(first: int | None, last: int | None) -> str:
    """A range of years as a claim's value: "1990-1999", "from 1990", "up to 1999"."""
    if first is None:
        return f"up to {last}"
    return f"from {first}" if last is None else f"{first}-{last}"


def decade(year: int) -> str:
    """The decade of a year: "1990s"."""
    return f"{year // 10 * 10}s"


def _stands_in(facets: tuple[Facet, ...], claim: Claim) -> bool:
    return any(facet.kind == claim.evidence.get("kind") and _same(facet.value, claim.value) for facet in facets)


def _has(claim: Claim, item: Item) -> bool:
    return any(_same(value, claim.value) for value in item.values(str(claim.evidence.get("kind"))))


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


_CHECKS: dict[str, _Check] = {
    "liked": _liked, "wanted": _wanted, "avoided": _avoided, "year": _year, "years": _years, "decade": _decade,
    "limit": _limit, "mentioned": _mentioned, "co_liked": _together, "co_chosen": _together, "co_named": _together,
    "untogether": _untogether,
    "popular": _counted, "chosen": _counted, "named": _counted, "listed": _listed,
    "disliked": _disliked, "absent": _absent, "dated": _dated, "number": _number, "name": _nobody, "shared": _shared,
    "comparison": _nobody,
    "newer": _compared(None, 1), "older": _compared(None, -1), "same_year": _compared(None, 0), "apart": _apart,
    "longer": _compared("minutes", 1), "shorter": _compared("minutes", -1), "same_length": _compared("minutes", 0),
}
RESERVED = frozenset(_CHECKS)
"""Claim kinds with a meaning of their own: an attribute kind of the same name makes no claims."""
