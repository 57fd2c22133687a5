"""Titles in texts, found without the agent's linker."""

from __future__ import annotations

from data.catalogue import Catalogue
from data.records import Item
from eval.naming import Naming

NAMING = Naming(Catalogue([
    Item("heat", "Heat", 1995, attributes={"director": ("Michael Mann",), "keyword": ("heist",)}),
    Item("frank", "Frank", 2014, attributes={"director": ("Lenny Abrahamson",), "country": ("Ireland",)}),
    Item("life", "It's a Wonderful Life", 1946, attributes={"director": ("Frank Capra",), "genre": ("Drama",)}),
    Item("drama", "Drama", 2010),
    Item("it-1990", "It", 1990),
    Item("it-2017", "It", 2017),
]))


def said(text: str) -> list[set[str]]:
    return [set(ids) for ids in NAMING.said(text)]


def test_a_title_in_the_middle_of_a_sentence_is_named() -> None:
    assert said("You may like Heat.") == [{"heat"}]
    assert said("Watch It's a Wonderful Life, or Heat!") == [{"life"}, {"heat"}]
    assert said("Have you seen It?") == [{"it-1990", "it-2017"}]


def test_ordinary_words_are_no_titles() -> None:
    assert said("It is a hot one. Heat rises; the heat is on, it is.") == []


def test_people_and_genres_are_no_titles() -> None:
    assert said("By Frank Capra, a Drama about a heist.") == []


def test_a_user_is_heard_in_any_case() -> None:
    assert NAMING.heard("i loved HEAT and it's a wonderful life") >= {"heat", "life"}
    assert NAMING.heard("nothing of the sort") == frozenset()


def test_a_dated_title_that_does_not_exist_is_invented() -> None:
    assert NAMING.invented("How about Heat (1995) or It (2017)?") == ()
    assert NAMING.invented("How about Heat (1996)?") == ("How about Heat (1996)",)
    assert len(NAMING.invented("Nine Moons (1987) is good")) == 1
