"""Goals and topics are judged over every class, and guessed by those who know the turns before."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.records import Dialogue, Item, ItemRef, Turn
from eval.classes import macro
from eval.planned_turns import Guess, planned_turns, without_leaks

TALK = Dialogue("d", (
    Turn("user", ("hi",), "Greet", "Hello!"), Turn("agent", ("hi",), "Greet", "Hello!"),
    Turn("user", ("a film ?",), "Ask", "films"), Turn("agent", ("see ", ItemRef("1")), "Recommend", "Heat"),
    Turn("user", ("no",)), Turn("agent", ("bye",), intents=("say_bye",)),
))  # fmt: skip


def test_every_class_that_occurs_counts() -> None:
    found = macro(["a", "a", "b", "c"], ["a", "b", "b", "d"])
    assert found == {
        "P": pytest.approx((1 + 1 / 2) / 4), "R": pytest.approx((1 / 2 + 1) / 4),
        "F1": pytest.approx((2 / 3 + 2 / 3) / 4), "accuracy": pytest.approx(2 / 4),
    }
    assert macro([], []) == {"P": 0, "R": 0, "F1": 0, "accuracy": 0}


def test_a_constant_guess_is_right_as_often_as_its_class_and_poor_over_all() -> None:
    found = macro(["a"] * 8 + ["b", "c"], ["a"] * 10)
    assert found["accuracy"] == 0.8 and found["F1"] < 0.3


def test_only_labelled_turns_of_the_agent_are_cases() -> None:
    assert [case.place for case in planned_turns([TALK], "goal")] == [1, 3, 5]
    assert [case.place for case in planned_turns([TALK], "topic")] == [1, 3]
    assert planned_turns([TALK], "goal")[1].context == TALK.turns[:3]


def test_guesses_know_the_turns_before_and_what_follows_them() -> None:
    goals = planned_turns([TALK], "goal")
    guess = Guess([TALK, TALK], "goal")
    assert [guess.bigram(case) for case in goals] == ["greet", "recommend", "saybye"]
    assert [guess.repeat(case) for case in goals[:2]] == ["greet", "ask"]
    assert len({guess.most_frequent(case) for case in goals}) == 1
    assert Guess([], "goal").bigram(goals[0]) == "greet" and Guess([], "goal").most_frequent(goals[0]) == ""


def test_a_profile_that_names_what_the_talk_is_about_leaves_the_dialogue_out() -> None:
    catalogue = Catalogue([Item("1", "Heat"), Item("2", "Ran")])
    said = Dialogue("d", TALK.turns, profile={"Accepted films": ("heat!",)})
    about = Dialogue("d", (Turn("agent", ("old",), "Chat", "Ran"),), profile={"Accepted films": ("Ran",)})
    other = Dialogue("d", TALK.turns, profile={"Accepted films": ("Ran",), "Name": ("films",)})
    assert without_leaks([said, about, other, TALK], catalogue) == [other, TALK]
