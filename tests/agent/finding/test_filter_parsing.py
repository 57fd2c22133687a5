"""Filters of a caller are understood whole or refused with the way out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.finding.filter_parsing import parse_filters
from agent.finding.filters import Filters
from agent.session import Facet
from data.catalogue import Catalogue
from data.records import Item

CATALOGUE = Catalogue([
    Item("a", "A", attributes={"genre": ("Comedy", "Drama"), "director": ("Ann Lee",)}, numbers={"minutes": 90.0}),
    Item("b", "B", attributes={"genre": ("Horror",)}),
])
json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(["genre", "director", "year_from", "year_to", "max_minutes", "min_minutes", "not"]) | st.text()


def test_everything_at_once_is_understood_with_the_catalogues_own_spelling() -> None:
    given_filters = {
        "genre": ["comedy", "HORROR"], "director": "ann lee", "year_from": 1990, "year_to": 1999,
        "max_minutes": 120, "min_minutes": 60.5, "not": {"genre": "drama"},
    }
    assert parse_filters(CATALOGUE, given_filters) == Filters(
        required=((Facet("genre", "Comedy"), Facet("genre", "Horror")), (Facet("director", "Ann Lee"),)),
        avoided=(Facet("genre", "Drama"),),
        year_from=1990,
        year_to=1999,
        limits=(("minutes", None, 120.0), ("minutes", 60.5, None)),
    )
    assert parse_filters(CATALOGUE, None) == parse_filters(CATALOGUE, {}) == Filters()


@pytest.mark.parametrize(
    ("filters", "named"),
    [
        ({"gnere": "Comedy"}, "'genre'"),
        ({"genre": "Comdy"}, "'Comedy'"),
        ({"not": {"genre": ["Horor"]}}, "'Horror'"),
        ({"not": {"dirctor": ["x"]}}, "'director'"),
        ({"not": ["Horror"]}, '{"genre": ["Horror"]}'),
        ({"max_minuts": 3}, "'max_minutes'"),
        ({"max_minutes": "two hours"}, "give a number"),
        ({"year_from": True}, "give a number"),
        ({"year_from": 1990.5}, "whole year"),
        ({"year_from": 2001, "year_to": 1999}, "swap"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(filters: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match="filter|genre|kind|year") as caught:
        parse_filters(CATALOGUE, filters)
    assert named in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(keys, json, max_size=3))
def test_any_mapping_is_understood_or_refused_with_a_value_error(filters: dict[str, Any]) -> None:
    try:
        assert isinstance(parse_filters(CATALOGUE, filters), Filters)
    except ValueError as error:
        assert len(str(error)) < 1_000
