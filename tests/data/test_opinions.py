"""An opinion is heard on the feature it is on, with its sign, and nothing is heard where nothing is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.opinion_words import BAD, DISLIKING, GOOD, LIKE, LIKING, PLAIN, TROUBLE, TURNING
from data.opinions import Opinion, opinions

FEATURES = frozenset("tone sound quality price strings tuner strap guitar drivers unit".split())


def heard(sentence: str) -> list[tuple[str, str, int]]:
    return [(one.feature, one.word, one.score) for one in opinions(sentence, FEATURES)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It has a great, warm tone.", [("tone", "warm", 1)]),
        ("The tone is not very good", [("tone", "good", -1)]),
        ("The tone isn’t bad at all", [("tone", "bad", 1)]),
        ("I love the tone, and I like the price", [("tone", "love", 1), ("price", "like", 1)]),
        ("I don't like the tone", [("tone", "like", -1)]),
        ("I had no problems with the tuner", [("tuner", "problems", 1)]),
        ("I have issues with the drivers.", [("drivers", "issues", -1)]),
        ("You will not find a better unit", [("unit", "better", 1)]),
        ("well worth the price", [("price", "worth", 1)]),
        ("The strap is long", [("strap", "long", 0)]),
        ("The strap is too long", [("strap", "long", -1)]),
        ("Great strings at a low price.", [("strings", "great", 1), ("price", "low", 1)]),
        ("cheap strap", [("strap", "cheap", -1)]),
        ("not only good strings", [("strings", "good", 1)]),
    ],
)
def test_the_opinion_word_and_its_sign_are_heard(sentence: str, expected: list[tuple[str, str, int]]) -> None:
    assert heard(sentence) == expected


def test_the_sound_quality_is_about_the_sound_and_high_is_praise() -> None:
    assert heard("It has a high sound quality") == [("sound", "high", 1)]
    assert heard("The quality is low") == [("quality", "low", -1)]


def test_praise_of_the_last_noun_of_a_phrase_is_no_praise_of_those_before_it() -> None:
    assert heard("a nice guitar strap") == [("strap", "nice", 1)]


@pytest.mark.parametrize(
    "sentence",
    ["It sounds like a bell", "We sound good", "I bought a guitar", "strings, nice", "For this price you will be happy",
     "", "’’’ ,,", "the sound of it"],
)  # fmt: skip
def test_nothing_is_heard_where_nothing_is_said_of_a_feature(sentence: str) -> None:
    assert heard(sentence) == []


def test_no_word_praises_and_blames() -> None:
    kinds = (GOOD, BAD, PLAIN, LIKING, DISLIKING, LIKE, TROUBLE)
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))
    assert not TURNING & frozenset().union(*kinds)


@given(st.lists(st.sampled_from([*FEATURES, *"the is not great bad too i like of , and with problems love".split()])))
def test_an_opinion_stands_in_its_sentence(words: list[str]) -> None:
    sentence = " ".join(words)
    for one in opinions(sentence, FEATURES):
        assert one.feature in words and one.word in words and one.score in (-1, 0, 1)
        assert isinstance(one, Opinion) and one.sentence == sentence
