"""Hard constraints hold for every item, whatever else is wished."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.finding.filters import Filters, allowed
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item

GENRES = ("Drama", "Horror", "Comedy")
years = st.none() | st.integers(1950, 2020)
items = st.builds(
    Item,
    id=st.uuids().map(str),
    title=st.just("T"),
    year=years,
    attributes=st.lists(st.sampled_from(GENRES), unique=True).map(lambda genres: {"genre": tuple(genres)}),
    numbers=st.none().map(lambda _: {}) | st.floats(1, 300).map(lambda minutes: {"minutes": minutes}),
)
catalogues = st.lists(items, max_size=12, unique_by=lambda item: item.id).map(Catalogue)


@settings(max_examples=100, deadline=None)
@given(catalogues, years, years, st.sets(st.sampled_from(GENRES)), st.none() | st.floats(1, 300), st.data())
def test_an_item_is_allowed_exactly_when_it_keeps_to_every_constraint(
    catalogue: Catalogue,
    first: int | None,
    last: int | None,
    avoided: set[str],
    most: float | None,
    data: st.DataObject,
) -> None:
    seen = data.draw(st.sets(st.sampled_from(catalogue.ids))) if len(catalogue) else set()
    preferences = Preferences(
        seen=tuple(seen),
        avoided=tuple(Facet("genre", genre.upper()) for genre in avoided),
        year_from=first,
        year_to=last,
        limits=() if most is None else (("minutes", None, most),),
    )
    expected = {
        item.id
        for item in catalogue
        if item.id not in seen
        and not avoided & set(item.values("genre"))
        and (first is None or (item.year is not None and item.year >= first))
        and (last is None or (item.year is not None and item.year <= last))
        and (most is None or item.numbers.get("minutes", 1e9) <= most)
    }
    assert allowed(catalogue, preferences) == expected


def test_filters_join_kinds_by_and_and_values_by_or() -> None:
    catalogue = Catalogue([
        Item("a", "A", 1999, attributes={"genre": ("Drama",), "country": ("France",)}),
        Item("b", "B", 1999, attributes={"genre": ("Horror",), "country": ("France",)}),
        Item("c", "C", 1999, attributes={"genre": ("Drama",), "country": ("Japan",)}),
    ])
    filters = Filters(required=((Facet("genre", "drama"), Facet("genre", "horror")), (Facet("country", "France"),)))
    assert allowed(catalogue, Preferences(), filters=filters) == {"a", "b"}
    assert allowed(catalogue, Preferences(), exclude={"a", "gone"}, filters=filters) == {"b"}
