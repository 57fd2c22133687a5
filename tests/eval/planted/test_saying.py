"""How one thing is said."""

from __future__ import annotations

from random import Random

import pytest

from data.catalogue import Catalogue
from data.records import Item
from eval.planted.saying import decade_said, finished, kept, name_said, number, value_said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it is {a} epic war film", "It is an epic war film"), ("{a} 1980s drama.", "A 1980s drama."),
        ("it is {a} British film", "It is a British film"), ("{a} “8½” fan", "An “8½” fan"),
        ("{a} unlikely friendship", "An unlikely friendship"), ("{a} uniform", "A uniform"),
        ("{a} underdog", "An underdog"), ("{a} '80s drama", "An '80s drama"), ("{a} hour", "An hour"),
    ],
)  # fmt: skip
def test_the_article_fits_the_next_word(text: str, said: str) -> None:
    assert finished(text) == said


def test_a_sentence_begins_large_and_a_title_ends_none() -> None:
    said = finished(f"you liked {kept('Airplane!')} and {kept('Dr. No')}. it's new")
    assert said == "You liked Airplane! and Dr. No. It's new"
    assert finished(f"it is {kept('Airplane!')}. {kept('Robert Downey Jr.')}.") == "It is Airplane! Robert Downey Jr."
    assert finished(f"there it is: {kept('Airplane!')}..") == "There it is: Airplane!"
    assert finished(f"{kept('Say Anything...')} is {kept('Say Anything...')}.") == "Say Anything... is Say Anything..."


def test_numbers_and_decades_are_said_in_digits_or_words() -> None:
    assert {number(42, Random(seed)) for seed in range(20)} == {"42", "forty-two"}
    assert {number(17, Random(seed)) for seed in range(20)} == {"17", "seventeen"}
    assert number(140, Random(0)) == "140"
    assert {decade_said(1990, Random(seed)) for seed in range(40)} == {"the 1990s", "the nineties", "the '90s"}
    assert decade_said(2010, Random(0)) == "the 2010s"


def test_a_last_name_stands_alone_only_where_nothing_else_has_it() -> None:
    rows = [("a", "Casey Affleck"), ("b", "Ben Affleck"), ("c", "Agnès Varda"), ("d", "Oliver Stone")]
    items = [Item(key, "Stone", attributes={"cast": (name,)}) for key, name in rows]
    said = {name: {name_said(name, Catalogue(items), Random(seed)) for seed in range(30)} for _, name in rows}
    assert said["Agnès Varda"] == {"Agnès Varda", "Varda"}
    assert all(said[name] == {name} for _, name in rows if name != "Agnès Varda")


def test_a_value_without_a_form_is_not_said() -> None:
    assert value_said("genre_film", "War", "film") == "war film"
    assert value_said("theme", "Talking Animals", "film") == "talking animals"
    assert value_said("theme", "heist", "film") == "{a} heist"
    assert value_said("theme", "no such theme", "film") == ""
