from __future__ import annotations

from agent.faces.items import find_items, near_titles
from data.catalogue import Catalogue
from data.records import Item

CATALOGUE = Catalogue([
    Item("a", "The Heat of the Night", 1967, "", {"cast": ("Sidney Poitier",)}),
    Item("b", "Heat", 1995, "", {"director": ("Michael Mann",), "genre": ("Crime",)}),
    Item("c", "Thief", 1981, "", {"director": ("Michael Mann",), "keyword": ("heat",)}),
    Item("d", "Amélie", 2001),
])


def test_titles_that_begin_with_the_words_come_first() -> None:
    assert [item.id for item in find_items(CATALOGUE, "heat")] == ["b", "a", "c"]


def test_every_word_must_be_there_somewhere() -> None:
    assert [item.id for item in find_items(CATALOGUE, "mann 1981")] == ["c"]
    assert find_items(CATALOGUE, "mann poitier") == []


def test_no_words_find_everything() -> None:
    assert len(find_items(CATALOGUE, "  ")) == 4


def test_near_titles_are_suggested_and_nothing_where_nothing_is_near() -> None:
    assert near_titles(CATALOGUE, "Heatt")[0] == "Heat (1995)"
    assert near_titles(CATALOGUE, "Amelie") == ("Amélie (2001)",)
    assert near_titles(CATALOGUE, "qqqqqqqq") == ()
