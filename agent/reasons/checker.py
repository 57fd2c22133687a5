"""Checks a claim against the catalogue, the preferences and the interactions; what it says of itself is not believed.

`evidence` only tells where to look ("item" names the row, "liked" another one): values are read again from the source.
"""

from __future__ import annotations

from collections.abc import Callable

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


def check(claim: Claim, catalogue: Catalogue, preferences: Preferences, interactions: CoLiking | None = None) -> bool:
    """Whether the claim is borne out. A claim that names no item, or one that is not in the catalogue, is not.

    A kind that is not in the table below is an attribute kind: the item must have the value.
    """
    item_id = claim.evidence.get("item")
    if not isinstance(item_id, str) or item_id not in catalogue:
        return False
    verify = _CHECKS.get(claim.kind, _attribute)
    return verify(claim, catalogue[item_id], preferences, interactions)


def _attribute(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    return claim.value.lower() in (value.lower() for value in item.values(claim.kind))


def _liked(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    return item.id in preferences.liked and claim.value == item.title


def _wanted(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    return _stands_in(preferences.wanted, claim) and _has(claim, item)


def _avoided(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    return _stands_in(preferences.avoided, claim) and not _has(claim, item)


def _year(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    return item.year is not None and claim.value == str(item.year)


def _years(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    first, last = preferences.year_from, preferences.year_to
    if item.year is None or (first, last) == (None, None) or claim.value != years(first, last):
        return False
    return (first is None or first <= item.year) and (last is None or item.year <= last)


def _decade(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    return item.year is not None and claim.value == decade(item.year)


def _limit(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    for name, least, most in preferences.limits:
        number = item.numbers.get(name)
        if number is not None and claim.value == amount(name, number):
            return (least is None or least <= number) and (most is None or number <= most)
    return False


def _mentioned(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    said = {token for wish in preferences.wishes for token in tokens(wish)}
    words = tokens(claim.value)
    return bool(words) and said.issuperset(words) and set(tokens(item.description)).issuperset(words)


def _together(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    other = claim.evidence.get("liked")
    if liking is None or not isinstance(other, str) or other not in liking.catalogue or item.id not in liking.catalogue:
        return False
    if claim.kind != TOGETHER[liking.said] or claim.value != liking.catalogue[other].title:
        return False
    count = int(liking.together(liking.catalogue.row(other))[liking.catalogue.row(item.id)])
    return other != item.id and count > 0 and claim.evidence.get("count") == count


def _counted(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
    if liking is None or item.id not in liking.catalogue or claim.kind != ALONE[liking.said]:
        return False
    count = int(liking.counts[liking.catalogue.row(item.id)])
    return count > 0 and claim.value == str(count)


def _listed(claim: Claim, item: Item, preferences: Preferences, liking: CoLiking | None) -> bool:
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


_CHECKS: dict[str, Callable[[Claim, Item, Preferences, CoLiking | None], bool]] = {
    "liked": _liked, "wanted": _wanted, "avoided": _avoided, "year": _year, "years": _years, "decade": _decade,
    "limit": _limit, "mentioned": _mentioned, "co_liked": _together, "co_chosen": _together, "co_named": _together,
    "popular": _counted, "chosen": _counted, "named": _counted, "listed": _listed,
}
RESERVED = frozenset(_CHECKS)
"""Claim kinds with a meaning of their own: an attribute kind of the same name makes no claims."""
