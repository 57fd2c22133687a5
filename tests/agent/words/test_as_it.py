"""A title that was just named is "it", unless the sentence speaks of another item whose name begins so."""

from __future__ import annotations

import pytest

from agent.words.as_it import as_it


@pytest.mark.parametrize(
    ("text", "other", "said"),
    [
        ("Heat is dark.", "", "It is dark."),
        ("Heat's star is Al Pacino.", "", "Its star is Al Pacino."),
        ("Heat 2 is dark, and so is Heat.", "Heat 2", "Heat 2 is dark, and so is Heat."),
        ("Like Alien, Heat is dark.", "Alien", "Like Alien, Heat is dark."),
        ("Heat is a film like It.", "It", "Heat is a film like It."),
        ("Heats up quickly.", "", "Heats up quickly."),
    ],
)
def test_the_title_in_front_becomes_it(text: str, other: str, said: str) -> None:
    assert as_it(text, "Heat", other) == said
