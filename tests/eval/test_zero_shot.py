"""A prompted system gets no help from how its candidates are kept, and cases are what the paper says they are."""

from __future__ import annotations

import numpy as np
import pytest

from agent.prompted_ranker import Means
from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.records import Interaction, Item
from data.synthetic import make_world
from eval.choosing import drawn_candidates, places
from eval.like_dislike import like_dislike
from eval.zero_shot import zero_shot
from prompts.lm import ScriptedLM
from prompts.prompt import Prompt

WORLD = make_world(0)
CASES = list(WORLD.interactions.leave_one_out().cases("test"))
ROWS = drawn_candidates(WORLD.catalogue, CASES, 9, seed=0)


@pytest.mark.parametrize("answer", ["", "I cannot say."])
@pytest.mark.parametrize("name", ["llmrank", "nir"])
def test_a_model_that_says_nothing_finds_what_chance_finds(name: str, answer: str) -> None:
    """The sought item is the first of its row: a system that keeps an order would find it always."""
    pick = zero_shot(name, Means(WORLD.catalogue, ScriptedLM([answer]), noun="film"))
    found = places(pick, CASES, ROWS, seed=0)
    assert (found == 1).mean() == pytest.approx(0.1, abs=0.06)
    assert found.mean() == pytest.approx(5.5, abs=0.6)


def test_a_model_that_names_the_sought_item_is_heard() -> None:
    said = [f"1. {WORLD.catalogue[case.target].label()}" for case in CASES for _ in range(3)]
    pick = zero_shot("llmrank", Means(WORLD.catalogue, ScriptedLM(said), noun="film"))
    assert (places(pick, CASES, ROWS, seed=0) == 1).all()


def test_what_is_shown_depends_on_seed_and_user_alone() -> None:
    def listings(cases: list[Case], rows: np.ndarray, seed: int) -> list[Prompt]:
        lm = ScriptedLM()
        zero_shot("llmrank", Means(WORLD.catalogue, lm, seed=seed))(cases, rows)
        return lm.calls

    whole = listings(CASES[:4], ROWS[:4], 0)
    assert listings(CASES[2:4], ROWS[2:4], 0) == whole[6:]
    assert listings(CASES[:4], ROWS[:4], 1) != whole


def test_one_liked_item_is_among_four_disliked_ones_and_none_of_the_five_that_are_given() -> None:
    catalogue = Catalogue([Item(str(n), f"film {n}") for n in range(60)])
    ratings = {user: {n: 5.0 if n < 21 else 2.0 if n < 26 else 4.0 for n in range(40)} for user in "abc"}
    ratings["few"] = {n: 5.0 for n in range(30)}
    events = Interactions(
        Interaction(user, str(n), n, value) for user, own in ratings.items() for n, value in own.items()
    )
    cases, rows, disliked = like_dislike(events, catalogue, users=10, seed=0)
    assert disliked and [case.user for case in cases] == ["a", "b", "c"] and rows.shape == (3, 5)
    for case, (target, *others) in zip(cases, rows.tolist(), strict=True):
        assert len({*case.history, case.target}) == 6 and catalogue.row(case.target) == target < 21
        assert all(int(item) < 21 for item in case.history) and len(set(others)) == 4
        assert set(others) <= set(range(21, 26))
    assert len({case.history for case in cases}) == 3
    again = like_dislike(events, catalogue, users=2, seed=0)
    assert len(again[0]) == 2 and set(again[0]) < set(cases)


def test_without_dislikes_the_others_are_items_never_met_and_it_is_told() -> None:
    cases, rows, disliked = like_dislike(WORLD.interactions, WORLD.catalogue, users=40, seed=0)
    assert not disliked and len(cases) > 20
    for case, (_, *others) in zip(cases, rows.tolist(), strict=True):
        met = {WORLD.catalogue.row(event.item) for event in WORLD.interactions.history(case.user)}
        assert not met & set(others)


def test_a_store_in_which_nobody_likes_six_items_is_refused() -> None:
    events = Interactions([Interaction("u", item.id, 1, 1.0) for item in WORLD.catalogue])
    with pytest.raises(ValueError, match="--store with ratings"):
        like_dislike(events, WORLD.catalogue, users=10, seed=0)
