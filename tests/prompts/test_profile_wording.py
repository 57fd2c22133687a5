"""What is told of a user and an item becomes phrases of their own, and a sentence that says nothing else of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.features import Features
from prompts.profile_wording import ProfileWording, Told, phrases

LIKES = "This user is likely to enjoy historical romance with witty banter, slow trains, and mysteries set in Wales."
HAS = "Fans of slow trains and family secrets would enjoy The Late Train. It features a clever heroine."


def wording(count: int = 3) -> ProfileWording:
    features = Features({"story": 1.0, "heroine": 1.0}, longest=60)
    said = "The user would buy the book because it offers a great story of love, making it a great read."
    return ProfileWording([Told(LIKES, HAS, "The Late Train", said)] * count, features)


def test_phrases_are_what_is_enjoyed_or_offered() -> None:
    assert phrases(LIKES) == ["historical romance with witty banter", "slow trains", "mysteries"]
    assert phrases(HAS, frozenset({"train"})) == ["family secrets", "clever heroine"]
    assert phrases("The user wrote three reviews.") == []


def test_what_both_have_is_said_and_nothing_that_neither_has() -> None:
    text = wording().say(Told(LIKES, HAS.replace("The Late Train", "It"), "It"))
    assert text.startswith("The user would buy the book because") and text.endswith(".")
    assert "historical romance" in text and ("clever heroine" in text or "family secrets" in text)
    assert text.count("slow trains") == 1, "what is shared is said once"


def test_fiction_alone_tells_a_story() -> None:
    plain = Told("They enjoy steam engines and old bridges.", "Fans of steel bridges would enjoy it.")
    assert "story" not in wording().say(plain) and "steel bridges" in wording().say(plain)
    assert "story of" in wording().say(Told(plain.profile, "Fans of steel bridges in mystery novels would enjoy it."))


def test_who_is_told_of_in_no_words_gets_none() -> None:
    assert wording().say(Told("", "")) == "" == ProfileWording([], Features({})).say(Told("?", "!"))
    assert "steel bridges" in wording().say(Told("", "It features steel bridges."))
    assert "steel bridges" in wording().say(Told("They enjoy steel bridges.", ""))


@pytest.mark.parametrize("seed", range(3))
def test_a_sentence_depends_on_its_own_texts_and_the_training_ones_alone(seed: int) -> None:
    told = Told(LIKES, HAS, "The Late Train", f"{seed} secret words")
    assert wording().say(told) == wording().say(Told(LIKES, HAS, "The Late Train"))


@given(st.text(max_size=80), st.text(max_size=80))
def test_odd_texts_are_no_trouble(profile: str, about: str) -> None:
    said = wording(1).say(Told(f"They enjoy {profile}", f"It features {about}", about))
    assert said == "" or said.endswith(".")
