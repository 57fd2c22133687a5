"""Two items side by side: every word is the catalogue's, and what one has alone the other has not."""

from __future__ import annotations

import itertools
from collections import Counter

from agent.finding.facets import facet_index
from agent.words.comparing import side_by_side
from data.catalogue import Catalogue
from data.records import Item, ItemRef
from tests.agent.films import FILMS

INDEX = facet_index(FILMS)


def values(item: Item) -> set[tuple[str, str]]:
    return {(kind, value.lower()) for kind in item.attributes for value in item.values(kind)}


def test_what_is_said_of_both_and_of_one_alone_is_so() -> None:
    for one, other in itertools.combinations(FILMS, 2):
        told: dict[str, str] = {}
        about = "both"
        for piece in side_by_side(one, other, INDEX):
            if isinstance(piece, ItemRef):
                about = piece.item
            else:
                told[about] = told.get(about, "") + piece.lower()
        counts = Counter(value for _, value in values(one) | values(other))
        # What is a genre of one and a keyword of the other tells nothing here.
        plain = {value for value, count in counts.items() if count == 1}
        shared = {value for _, value in values(one) & values(other)} & plain
        assert not any(f" {value}," in told.get("both", "") for value in plain - shared)
        for item, rival in ((one, other), (other, one)):
            alone = told.get(item.id, "")
            assert f"from {item.year}" in alone and not any(f" {value}," in alone for value in shared)
            strange = {value for _, value in values(rival) - values(item)} & plain
            assert not any(f" {value}," in alone for value in strange)


def test_where_nothing_is_known_that_is_said() -> None:
    bare = Catalogue([Item("a", "A", None, "", {}), Item("b", "B", None, "", {})])
    assert side_by_side(bare["a"], bare["b"], facet_index(bare)) == (" My catalogue says nothing of either.",)
