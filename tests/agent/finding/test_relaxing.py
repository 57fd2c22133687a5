"""Wishes are let go in order, never constraints."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.finding.facets import FacetIndex
from agent.finding.relaxing import stages
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item

CATALOGUE = Catalogue([
    Item("both", "Both", attributes={"genre": ("Comedy", "Romance"), "cast": ("Bill",)}),
    Item("comedy", "Comedy", attributes={"genre": ("Comedy",), "cast": ("Ann",)}),
    Item("bill", "Bill", attributes={"genre": ("Western",), "cast": ("Bill",)}),
    Item("other", "Other", attributes={"genre": ("War",), "cast": ("Cay",), "mood": ("dark",)}),
])
INDEX = FacetIndex(CATALOGUE)
ALL = np.ones(4, dtype=np.bool_)
COMEDY, ROMANCE, BILL, DARK = (
    Facet("genre", "Comedy"), Facet("genre", "Romance"), Facet("cast", "Bill"), Facet("mood", "dark"),
)
facets = st.lists(st.sampled_from([COMEDY, ROMANCE, BILL, DARK, Facet("keyword", "none has it")]), max_size=5)


def rows(mask: np.ndarray) -> set[str]:
    return {CATALOGUE.items[row].id for row in np.flatnonzero(mask)}


def test_enough_items_for_every_wish_relax_nothing() -> None:
    (only,) = stages(INDEX, Preferences(wanted=(COMEDY,)), ALL, 2)
    assert rows(only.mask) == {"both", "comedy"} and not only.dropped


def test_one_value_of_a_kind_is_enough_before_any_kind_is_dropped() -> None:
    strict, loose = stages(INDEX, Preferences(wanted=(COMEDY, ROMANCE)), ALL, 2)
    assert rows(strict.mask) == {"both"} and rows(loose.mask) == {"both", "comedy"}
    assert loose.loosened and not loose.dropped


def test_a_genre_goes_before_a_person_and_as_little_as_possible_goes() -> None:
    found = stages(INDEX, Preferences(wanted=(COMEDY, BILL)), ALL, 3)
    assert [stage.dropped for stage in found] == [(), (COMEDY,), (BILL,)]
    assert [rows(stage.mask) for stage in found] == [{"both"}, {"both", "bill"}, {"both", "comedy"}]


@settings(max_examples=100, deadline=None)
@given(facets, st.lists(st.booleans(), min_size=4, max_size=4), st.integers(1, 5))
def test_hard_constraints_are_never_relaxed_and_nothing_allowed_is_withheld_in_need(
    wanted: list[Facet], kept: list[bool], k: int
) -> None:
    mask = np.asarray(kept)
    found = stages(INDEX, Preferences(wanted=tuple(wanted)), mask, k)
    union = np.logical_or.reduce([stage.mask for stage in found])
    assert not (union & ~mask).any()
    assert union.sum() >= min(k, mask.sum())
