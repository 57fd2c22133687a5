"""Every sentence can be said with the fields it is given."""

from __future__ import annotations

import pytest

from eval.simulation import wording
from eval.simulation.point import Point, bound, decade, direction, more, refusal, wish, word

KINDS = ("genre", "mood", "keyword", "director", "cast", "actor", "author", "country", "brand")
POINTS = [
    *(make(kind, "Zorblax") for kind in KINDS for make in (wish, more, refusal)),
    decade(1994), word("lighthouse"), bound("minutes", 90, most=True), bound("minutes", 90, most=False),
    *(direction(name, 9.0, upwards=up) for name in ("year", "minutes", "price") for up in (True, False)),
]  # fmt: skip


@pytest.mark.parametrize("point", POINTS)
def test_every_sentence_has_the_fields_it_needs(point: Point) -> None:
    for sentence in point.sentences:
        said = sentence.format(noun="film", nouns="films", **point.fields)
        assert "{" not in said and all(value in said for name, value in point.fields.items() if name != "kind")


def test_a_number_without_words_of_its_own_is_no_point() -> None:
    assert direction("weight", 2.0, upwards=True) is None
    assert bound("weight", 2, most=True) is None


def test_the_words_of_sentences_are_those_of_no_field() -> None:
    assert {"film", "zorblax", "value", "noun"} & wording.words() == set()
    assert {"something", "older", "fifth", "favourites"} <= wording.words()
