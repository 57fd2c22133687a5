"""Words that would give a title away are found, and only those."""

from __future__ import annotations

import pytest

from data.records import Item
from eval.simulation.giveaway import gives_away, is_everyday

FILM = Item("1", "The Hunt for Red October", attributes={"also_known_as": ("Jagd",)})
SHORT = Item("2", "Up")


@pytest.mark.parametrize("text", ["october", "hunting", "Red Hunters", "jagd", "the hunt for red october (1990)"])
def test_a_shared_word_or_its_beginning_gives_a_title_away(text: str) -> None:
    assert gives_away(text, FILM)


@pytest.mark.parametrize("text", ["submarine", "red", "the sea", "novel", "for"])
def test_other_words_do_not_unless_they_are_short_and_inside_the_title(text: str) -> None:
    assert gives_away(text, FILM) == (text in ("red", "for"))


def test_a_short_title_is_given_away_by_itself_alone() -> None:
    assert gives_away("growing up", SHORT)
    assert not gives_away("upper class", SHORT)


def test_a_title_of_everyday_words_would_be_said_by_chance() -> None:
    assert is_everyday(SHORT, {"up", "down"})
    assert not is_everyday(FILM, {"the", "for", "red"})
    assert is_everyday(FILM, {"jagd"})
