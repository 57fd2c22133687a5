"""Amounts that bound a number of the catalogue, with a unit or where only one thing can be meant."""

from __future__ import annotations

import pytest

from agent.reading.limits import find_limits


def test_a_price_needs_no_unit_where_the_words_can_mean_nothing_else() -> None:
    (limit,) = find_limits("anything cheaper than 20?", ("price",))
    assert (limit.name, limit.least, limit.most) == ("price", None, 20.0)
    assert not find_limits("cheaper than 20", ("minutes",))


@pytest.mark.parametrize(("text", "least", "most"), [
    ("something under 100", None, 100.0), ("below €50 please", None, 50.0), ("over 20 €", 20.0, None),
    ("between 50 and 100 euros", 50.0, 100.0), ("from $20 to $40", 20.0, 40.0),
])  # fmt: skip
def test_a_shop_hears_prices_in_the_words_of_its_customers(text: str, least: float | None, most: float | None) -> None:
    (limit,) = find_limits(text, ("price", "rating"))
    assert (limit.name, limit.least, limit.most) == ("price", least, most)


@pytest.mark.parametrize("text", ["under 1999", "over 3 kilos", "between 2 and 4 people", "under 18s", "at most 2.5%"])
def test_what_is_no_price_is_none(text: str) -> None:
    assert not find_limits(text, ("price",))


def test_a_figure_alone_is_no_price_where_minutes_are_counted_too() -> None:
    assert not find_limits("under 100", ("price", "minutes"))
    assert [one.name for one in find_limits("under 100 €", ("price", "minutes"))] == ["price"]
