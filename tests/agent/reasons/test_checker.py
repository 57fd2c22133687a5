"""The checker believes nothing that a claim says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.explainer import Explainer
from agent.finding.co_liking import CoLiking
from agent.reasons.checker import check
from agent.reply import Claim
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Interaction, Item

CATALOGUE = Catalogue([
    Item("heat", "Heat", 1995, "A thief and a detective circle each other.",
         {"genre": ("Crime", "Drama"), "director": ("Michael Mann",)}, {"minutes": 170.0}),
    Item("thief", "Thief", 1981, "A jewel thief wants one last job.",
         {"genre": ("Crime",), "director": ("Michael Mann",)}, {"minutes": 123.0}),
    Item("up", "Up", 2009, "A widower flies his house.", {"genre": ("Animation",)}, {"minutes": 96.0}),
    *(Item(f"other{number}", f"Other {number}", attributes={"genre": ("War",)}) for number in range(9)),
])
LIKING = CoLiking(CATALOGUE, [Interaction(str(n), item, value=5.0) for n in range(4) for item in ("heat", "thief")])
TOLD = Preferences(
    liked=("heat",), wanted=(Facet("genre", "crime"),), avoided=(Facet("genre", "Animation"),), year_from=1980,
    year_to=1989, limits=(("minutes", None, 130.0),), wishes=("a jewel job",),
)


def claims() -> list[Claim]:
    """True claims of every kind, as the explainer makes them."""
    reasons = [reason for item in ("thief", "heat") for reason in Explainer(CATALOGUE, LIKING).reasons(item, TOLD, 20)]
    return [claim for reason in reasons for claim in reason.claims]


TRUE = [
    Claim("director", "Michael Mann", False, {"item": "thief"}),
    Claim("genre", "CRIME", False, {"item": "thief"}),
    Claim("liked", "Heat", False, {"item": "heat"}),
    Claim("wanted", "Crime", False, {"item": "thief", "kind": "genre"}),
    Claim("avoided", "Animation", False, {"item": "thief", "kind": "genre"}),
    Claim("year", "1981", False, {"item": "thief"}),
    Claim("years", "1980-1989", False, {"item": "thief"}),
    Claim("decade", "1980s", False, {"item": "thief"}),
    Claim("limit", "123 minutes", False, {"item": "thief"}),
    Claim("mentioned", "jewel", False, {"item": "thief"}),
    Claim("co_liked", "Heat", False, {"item": "thief", "liked": "heat", "count": 4}),
    Claim("popular", "4", False, {"item": "thief"}),
    Claim("listed", "Thief", False, {"item": "thief"}),
]


@pytest.mark.parametrize("claim", TRUE, ids=lambda claim: claim.kind)
def test_a_true_claim_is_borne_out_and_not_for_another_item_or_value(claim: Claim) -> None:
    assert check(claim, CATALOGUE, TOLD, LIKING)
    assert not check(replace(claim, value=f"{claim.value}x"), CATALOGUE, TOLD, LIKING)
    assert not check(replace(claim, evidence={**claim.evidence, "item": "up"}), CATALOGUE, TOLD, LIKING)
    assert not check(replace(claim, evidence={**claim.evidence, "item": "gone"}), CATALOGUE, TOLD, LIKING)
    assert not check(replace(claim, supported=True, evidence={}), CATALOGUE, TOLD, LIKING)


@pytest.mark.parametrize("kind", ["liked", "wanted", "avoided", "years", "limit", "mentioned"])
def test_what_the_user_never_said_is_not_borne_out(kind: str) -> None:
    (claim,) = (one for one in TRUE if one.kind == kind)
    assert not check(claim, CATALOGUE, Preferences(), LIKING)


@pytest.mark.parametrize("kind", ["co_liked", "popular"])
def test_people_are_not_made_up(kind: str) -> None:
    (claim,) = (one for one in TRUE if one.kind == kind)
    assert not check(claim, CATALOGUE, TOLD, None)
    assert not check(claim, CATALOGUE, TOLD, CoLiking(CATALOGUE))
    assert not check(replace(claim, value="5", evidence={**claim.evidence, "count": 5}), CATALOGUE, TOLD, LIKING)


def test_choices_are_never_called_likes() -> None:
    chosen = CoLiking(CATALOGUE, [Interaction(str(n), item) for n in range(4) for item in ("heat", "thief")])
    likes = [one for one in TRUE if one.kind in ("co_liked", "popular")]
    assert not any(check(claim, CATALOGUE, TOLD, chosen) for claim in likes)
    assert check(Claim("chosen", "4", False, {"item": "heat"}), CATALOGUE, TOLD, chosen)


def test_a_number_outside_the_limit_is_not_borne_out() -> None:
    assert not check(Claim("limit", "170 minutes", False, {"item": "heat"}), CATALOGUE, TOLD, LIKING)


def test_whatever_the_explainer_claims_is_borne_out() -> None:
    made = claims()
    assert {"director", "genre", "liked", "wanted", "limit"} <= {claim.kind for claim in made}
    assert all(claim.supported and check(claim, CATALOGUE, TOLD, LIKING) for claim in made)
