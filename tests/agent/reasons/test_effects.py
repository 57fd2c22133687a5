"""What moved an item: each thing that was said is left out once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.finding.query import Query
from agent.reasons.effects import effects, evidence_of, left_out
from agent.reply import Evidence
from agent.session import Facet, Preferences
from prompts.lm import Hit

DARK = Facet("mood", "dark")
TOLD = Query(Preferences(liked=("a", "b"), wanted=(DARK,), wishes=("trains",)), like=("c",))
CANDIDATES = ("x", "y", "z")


def ranked(queries: Sequence[Query], candidates: Sequence[str]) -> list[list[Hit]]:
    """x stands on "a", y on the wish, z on nothing."""
    scores = [
        {"x": 3.0 * ("a" in query.near()), "y": 2.0 * (DARK in query.preferences.wanted), "z": 1.0} for query in queries
    ]
    return [[Hit(item, score[item]) for item in candidates] for score in scores]


def test_what_an_item_stands_on_moved_it_and_nothing_else_did() -> None:
    found = effects(ranked, TOLD, CANDIDATES, evidence_of(TOLD, lambda item: 1.0))
    on, beside = Evidence("item", "a"), Evidence("item", "b")
    assert found.share(on, "x") == 1.0 and found.share(beside, "x") == 0.0
    assert found.moved(beside, "x") == 0.0 and found.share(Evidence("wanted", facet=DARK), "y") == 1.0
    assert found.place("x") == 1 and found.place("x", on) == 3 and found.place("y", on) == 1


def test_what_was_not_left_out_and_what_is_no_candidate_have_no_effect_and_no_place() -> None:
    found = effects(ranked, TOLD, CANDIDATES, [Evidence("item", "a")])
    assert found.moved(Evidence("item", "b"), "x") == 0.0 and found.place("x", Evidence("item", "b")) is None
    assert found.place("nobody") is None and found.moved(Evidence("item", "a"), "nobody") == 0.0


def test_of_many_liked_items_the_nearest_are_left_out_and_every_wish_is() -> None:
    many = Query(Preferences(liked=tuple("abcdefghijkl"), wanted=(DARK,), wishes=("trains",)))
    pieces = evidence_of(many, lambda item: float(item in "bdf"), most=5)
    assert pieces[:2] == [Evidence("words"), Evidence("wanted", facet=DARK)]
    assert {piece.item for piece in pieces[2:]} == {"b", "d", "f"}


@pytest.mark.parametrize("piece", evidence_of(TOLD, lambda item: 1.0), ids=lambda piece: piece.kind + piece.item)
def test_leaving_one_thing_out_keeps_all_others(piece: Evidence) -> None:
    without = left_out(TOLD, piece)
    assert set(evidence_of(without, lambda item: 1.0)) == set(evidence_of(TOLD, lambda item: 1.0)) - {piece}


def test_a_ranking_that_tells_nothing_apart_moves_nothing() -> None:
    same = [Hit("x", 5.0), Hit("y", 5.0)]
    flat = effects(lambda queries, items: [same] * len(queries), TOLD, "xy", [Evidence("words")])
    assert flat.moved(Evidence("words"), "x") == 0.0 and flat.share(Evidence("words"), "x") == 0.0
