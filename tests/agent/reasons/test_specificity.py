"""How much a claim tells is how few items it is as true of."""

from __future__ import annotations

import math

from agent.finding.co_liking import CoLiking
from agent.reasons.specificity import equally_true, specificity
from agent.reply import Claim
from agent.session import Preferences
from data.catalogue import Catalogue
from data.records import Interaction, Item

CATALOGUE = Catalogue([
    Item("a", "A", year=1995, attributes={"genre": ("Drama",), "director": ("Ann",)}),
    Item("b", "B", year=1996, attributes={"genre": ("Drama",), "director": ("Ann",)}),
    *(Item(f"n{n}", f"N{n}", year=2000 + n, attributes={"genre": ("Drama",)}) for n in range(6)),
])  # fmt: skip
LIKED = [Interaction(f"u{n}", item, n, 5.0) for n in range(4) for item in ("a", "b", "n0")[: 3 - n // 3]]
LIKING = CoLiking(CATALOGUE, LIKED)


def bits(*claims: Claim) -> float:
    return specificity(claims, "a", CATALOGUE, Preferences(liked=("b",)), LIKING)


def claim(kind: str, value: str, item: str = "a", **more: object) -> Claim:
    return Claim(kind, value, True, {"item": item, **more})


def test_what_holds_of_all_tells_nothing_and_what_holds_of_few_tells_much() -> None:
    assert bits(claim("genre", "Drama")) == 0.0 and bits(claim("listed", "A")) == 0.0
    assert bits(claim("director", "Ann")) == 2.0 and bits(claim("year", "1995")) == 3.0


def test_claims_together_tell_what_they_narrow_down_together_and_those_on_other_items_nothing() -> None:
    assert bits(claim("director", "Ann"), claim("year", "1995"), claim("liked", "B", item="b")) == 3.0


def test_a_count_of_people_is_as_true_of_whoever_more_people_back() -> None:
    together = claim("co_liked", "B", liked="b", count=3)
    assert equally_true([together], "a", CATALOGUE, Preferences(), LIKING).tolist() == [True] * 3 + [False] * 5
    assert bits(together) == math.log2(8 / 3)
