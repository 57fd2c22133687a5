"""Years and amounts in words."""

from __future__ import annotations

import pytest

from agent.reading.limits import find_limits
from agent.reading.years import find_years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from the 90s", 1990, 1999),
        ("the '80s", 1980, 1989),
        ("the sixties", 1960, 1969),
        ("late 1960s", 1966, 1969),
        ("before 2000", None, 1999),
        ("2010 or later", 2010, None),
        ("from the 90s or later", 1990, None),
        ("the 80s and earlier", None, 1989),
        ("since 1995", 1995, None),
        ("after 1995", 1996, None),
        ("between 1995 and 1980", 1980, 1995),
        ("the 80s or 90s", 1980, 1999),
        ("before the 80s", None, 1979),
        ("in 1999", 1999, 1999),
        ("something recent", 2013, None),
        ("old movies", None, 1979),
        ("older than 1990", None, 1989),
        ("this century", 2000, None),
    ],
)
def test_years_are_read(text: str, first: int | None, last: int | None) -> None:
    assert [(years.first, years.last) for years in find_years(text, newest=2023)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    ["something newer", "New York", "an old friend told me", "in 5 minutes", "", "too recent", "a bit more modern"],
)
def test_other_words_are_no_years(text: str) -> None:
    assert not find_years(text, newest=2023)


@pytest.mark.parametrize(
    ("text", "name", "least", "most"),
    [
        ("under two hours", "minutes", None, 120.0),
        ("shorter than 100 minutes", "minutes", None, 100.0),
        ("less than an hour and a half", "minutes", None, 90.0),
        ("at least 2.5 hours", "minutes", 150.0, None),
        ("under 20 dollars", "price", None, 20.0),
        ("less than $15", "price", None, 15.0),
        ("not too long", "minutes", None, 105.0),
    ],
)
def test_amounts_are_read(text: str, name: str, least: float | None, most: float | None) -> None:
    found = find_limits(text, {"minutes", "price"})
    assert [(limit.name, limit.least, limit.most) for limit in found] == [(name, least, most)]


def test_an_amount_of_what_the_catalogue_lacks_is_left_alone() -> None:
    assert not find_limits("under 20 dollars", {"minutes"})
