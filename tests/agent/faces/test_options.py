from __future__ import annotations

import pytest

from agent.faces.options import filters, pairs


def test_filters_of_a_command_line_are_those_of_the_api() -> None:
    given = ["genre=Comedy", "genre=Drama", "year_from=1990", "max_minutes=120", "not.genre=War", "director=A = B"]
    assert filters(given) == {
        "genre": ["Comedy", "Drama"], "year_from": 1990, "max_minutes": 120, "not": {"genre": ["War"]},
        "director": ["A = B"],
    }


@pytest.mark.parametrize("text", ["genre", "=Comedy", "year_from=soon"])
def test_a_wrong_filter_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        filters([text])


def test_the_last_pair_of_a_key_counts() -> None:
    assert pairs("--set", ["a=1", "a=2", "b="]) == {"a": "2", "b": ""}
