"""An aspect is a noun that many reviews use, and its sentence is one of the review's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.features import Features, sentences
from data.synthetic import World

REVIEWS = [
    "The sound is clear. I play daily.", "Great sound for the price.I play loud.", "I like the sound. The price is ok!",
    "My neck is sore", "The price of it surprised me", "It played well and the sound was warm",
    "I play it at the market", "The strap of mine is long",
]  # fmt: skip


def test_words_that_behave_like_nouns_are_the_aspects() -> None:
    assert set(Features.of(REVIEWS, least=3, often=1.0).weights) == {"sound", "price"}


def test_the_most_telling_aspect_is_the_rarer_one_and_brings_its_sentence() -> None:
    features = Features.of(REVIEWS, least=3, often=1.0)
    assert features.find("The sound is loud. But the price was high!") == ("price", "But the price was high!")
    assert features.find("I just play. Bad price.") is None, "a sentence of two words explains nothing"
    assert features.find("") is None


def test_what_everybody_says_or_hardly_anybody_is_no_aspect() -> None:
    assert "sound" not in Features.of(REVIEWS, least=3, often=0.4).weights
    assert "sound" not in Features.of(REVIEWS, least=3, seldom=0.6, often=1.0).weights


def test_sentences_are_parted_where_a_blank_is_missing() -> None:
    said = ["It is fine.", "I like it!", "It cost 4.50 less", "ok"]
    assert list(sentences("It is fine.I like it! It cost 4.50 less\n\nok")) == said


def test_in_the_synthetic_world_the_aspects_are_found(world: World) -> None:
    reviews = [event.review.text for event in world.interactions if event.review]
    features = Features.of(reviews)
    assert {"acting", "music", "story", "camera", "dialogue"} <= set(features.weights)
    assert sum(features.find(review) is not None for review in reviews) == len(reviews)


@pytest.mark.parametrize("text", ["’’’", "\x00\ud800 the \ud800 is", "a" * 100_000, ". ! ? \n" * 10_000])
def test_odd_text_is_no_trouble(text: str) -> None:
    assert Features.of(REVIEWS, least=3).find(text) is None


@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_sentence_is_always_part_of_its_review(texts: list[str]) -> None:
    features = Features.of(texts, least=1, often=1.0, noun=0.0)
    for text in texts:
        if found := features.find(text):
            assert found[1] in text and found[0] in features.weights
