"""An index that grew is the index that would have been made anew."""

from __future__ import annotations

import gc

import numpy as np

from agent.finding.facets import facet_index
from data.catalogue import Catalogue
from data.records import Item
from tests.agent.films import FILMS

NEW = (
    Item("new", "New", 2026, "A heist of glass.", {"genre": ("Crime", "Solarpunk"), "director": ("michael mann",)}),
    Item("bare", "Bare"),
)


def test_an_index_that_grew_is_that_of_the_whole_catalogue() -> None:
    assert facet_index(FILMS).word_bits("heist") > 0
    grown = facet_index(FILMS.grown(NEW[:1]).grown(NEW[1:]))
    after_one = FILMS.grown(NEW[:1])
    facet_index(after_one)
    both = facet_index(after_one.grown(NEW[1:]))
    anew = facet_index(Catalogue([*FILMS, *NEW]))
    for found in (grown, both):
        assert found.size == anew.size and np.allclose(found.years, anew.years, equal_nan=True)
        for row in range(anew.size):
            assert found.facets(row) == anew.facets(row)
            assert np.allclose(found.similarity(row), anew.similarity(row))
        for word in ("heist", "glass", "nowhere"):
            assert found.word_bits(word) == anew.word_bits(word)


def test_a_catalogue_does_not_keep_what_it_grew_from() -> None:
    first = Catalogue(NEW[:1])
    second = first.grown(NEW[1:])
    assert second.origin is first
    del first
    gc.collect()
    assert second.origin is None and second.ids == ("new", "bare")
