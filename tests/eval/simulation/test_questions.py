"""What a question is about is read from its words, whoever asks."""

from __future__ import annotations

import pytest

from eval.simulation.questions import ANY, LIKES, REFUSED, asked_about

KINDS = ("genre", "director", "cast", "mood", "country", "keyword")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Which genre do you like?", "genre"), ("Who should have directed it?", "director"),
        ("From which decade should it be?", "year"), ("How long may it be?", "minutes"),
        ("Is there anything you want to avoid?", REFUSED), ("Which film did you love lately?", LIKES),
        ("What are you in the mood for?", "mood"), ("Tell me something to start with.", ANY), ("Hm?", ANY),
        ("What would you like?", ANY),
    ],
)
def test_a_question_asks_for_a_kind_of_fact(text: str, first: str) -> None:
    assert asked_about(text, KINDS, listing=False)[0] == first


@pytest.mark.parametrize("text", ["How about Heat?", "Here are five films.", "", "Shall I suggest Alien?"])
def test_an_offer_and_a_statement_ask_for_nothing(text: str) -> None:
    assert asked_about(text, KINDS, listing=True) == ()


def test_beside_a_list_only_a_question_for_a_fact_is_one() -> None:
    assert asked_about("Do you like these?", KINDS, listing=True) == ()
    assert "country" in asked_about("Here you are. Which country should it be from?", KINDS, listing=True)
