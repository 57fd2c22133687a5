"""A feature is a noun that many reviews judge, and its sentence is one of the review's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.features import Features, sentences
from data.opinions import Opinion
from data.synthetic import World

REVIEWS = [
    "The sound is clear. I play daily.", "Great sound for the price.I play loud.", "I like the sound. The price is ok!",
    "My neck is sore", "The price of it is great", "It played well and the sound was warm",
    "I play it at the market", "The strap of mine is long", "The sound of rain", "I sound odd",
]  # fmt: skip


def test_nouns_that_are_judged_are_the_features() -> None:
    assert set(Features.of(REVIEWS, least=3, often=1.0).weights) == {"sound", "price"}
    # Nobody says how good the market is.
    assert set(Features.of(["I play at the market"] * 5, least=3, often=1.0).weights) == set()


def test_the_most_telling_feature_brings_its_opinion_and_sentence() -> None:
    features = Features.of(REVIEWS, least=3, often=1.0)
    text = "The sound is loud. But the price was good!"
    assert features.weights["price"] > features.weights["sound"]
    assert features.find(text) == Opinion("price", "good", "But the price was good!", 1)
    assert [one.feature for one in features.all(text)] == ["sound", "price"]
    assert features.find("I just play. Bad price.") is None, "a sentence of two words explains nothing"
    assert features.find("") is None


def test_praise_and_blame_go_before_description() -> None:
    features = Features({"price": 2.0, "sound": 1.0})
    found = features.find("It has a big price range and all. The big sound is bad. The price is huge, so what.")
    assert found is not None and (found.feature, found.score) == ("sound", -1)


def test_what_everybody_says_or_hardly_anybody_is_no_feature() -> None:
    assert "sound" not in Features.of(REVIEWS, least=3, often=0.4).weights
    assert "sound" not in Features.of(REVIEWS, least=3, seldom=0.7, often=1.0).weights


def test_sentences_are_parted_where_a_blank_is_missing() -> None:
    said = ["It is fine.", "I like it!", "It cost 4.50 less", "ok"]
    assert list(sentences("It is fine.I like it! It cost 4.50 less\n\nok")) == said


def test_in_the_synthetic_world_opinions_are_found_and_praise_goes_with_liking(world: World) -> None:
    events = [event for event in world.interactions if event.review]
    features = Features.of(event.review.text for event in events if event.review)
    assert {"acting", "music", "story", "camera", "dialogue"} <= set(features.weights)
    found = [(event, features.find(event.review.text)) for event in events if event.review]
    heard = [(event, one) for event, one in found if one]
    assert len(heard) > len(events) / 3
    assert all((one.score > 0) == (event.value is None or event.value >= 4) for event, one in heard)


@pytest.mark.parametrize("text", ["’’’", "\x00\ud800 the \ud800 is", "a" * 100_000, ". ! ? \n" * 10_000])
def test_odd_text_is_no_trouble(text: str) -> None:
    assert Features.of(REVIEWS, least=3).find(text) is None


@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_sentence_is_always_part_of_its_review(texts: list[str]) -> None:
    features = Features.of(texts, least=1, often=1.0, noun=0.0)
    for text in texts:
        if found := features.find(text):
            assert found.sentence in text and found.feature in features.weights
