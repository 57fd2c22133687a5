"""What a text names, and whether it may."""

from __future__ import annotations

import pytest

from agent.grounding import Grounding
from agent.reading.linking import NOUNS, Linker
from agent.reading.vocabulary import Vocabulary
from data.records import ItemRef
from tests.agent.films import FILMS, named

GROUNDING = Grounding(Linker(FILMS), Vocabulary(FILMS), NOUNS)


def test_namesakes_are_named_with_their_year() -> None:
    assert GROUNDING.name(named("It", 1990)) == "It (1990)"
    assert GROUNDING.name(named("Heat")) == "Heat"


def test_pieces_become_text() -> None:
    assert GROUNDING.text(("How about ", ItemRef(named("Up")), "?")) == "How about Up?"


def test_an_item_that_is_not_there_cannot_be_named() -> None:
    with pytest.raises(KeyError, match="zorblax"):
        GROUNDING.text((ItemRef("zorblax"),))


def test_a_title_inside_the_title_that_is_spoken_of_is_no_reference() -> None:
    first, second = named("Toy Story"), named("Toy Story 2")
    pieces = GROUNDING.referenced("Toy Story 2 and Toy Story share a theme.", [first], beside=second)
    assert pieces == ("Toy Story 2", " and ", ItemRef(first), " share a theme.")


def test_titles_in_a_reason_become_references() -> None:
    pieces = GROUNDING.referenced(
        "It shares Al Pacino with Heat, not with The Heat.", (named("Heat"), named("The Heat"))
    )
    assert [piece.item for piece in pieces if isinstance(piece, ItemRef)] == [named("Heat"), named("The Heat")]
    assert GROUNDING.text(pieces) == "It shares Al Pacino with Heat, not with The Heat."


@pytest.mark.parametrize(
    "text", ["How about Inception then?", "A fine film by Nolan.", "It is a horror film.", "Tom Hanks is good."]
)
def test_names_of_the_catalogue_are_found(text: str) -> None:
    assert GROUNDING.foreign_names(text)


@pytest.mark.parametrize("text", ["How about X?", "I would start with X, a film for tonight.", "Have a look at X."])
def test_plain_words_name_nothing(text: str) -> None:
    assert not GROUNDING.foreign_names(text)
