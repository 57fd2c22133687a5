"""BM25 over item texts."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.records import Item
from eval.word_search import WordSearch

SEARCH = WordSearch(Catalogue([
    Item("1", "Ghost Ship", description="A ghost haunts a ship."), Item("2", "Wedding Bells"), Item("3", "The")
]))


def test_items_that_share_words_come_first() -> None:
    assert SEARCH.scores("a ghost on board").argmax() == 0
    assert SEARCH.scores("wedding").argmax() == 1


def test_a_catalogue_without_words_scores_nothing() -> None:
    assert WordSearch(Catalogue([Item("1", "The"), Item("2", "?")])).scores("the ghost").tolist() == [0.0, 0.0]


@pytest.mark.parametrize("text", ["", "the of a", "xyzzy", "?!", "\x00"])
def test_a_query_without_a_known_word_scores_nothing(text: str) -> None:
    assert SEARCH.scores(text).tolist() == [0.0, 0.0, 0.0]
