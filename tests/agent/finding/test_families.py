"""Keywords that stand for others: their other number, and what they are the head noun of."""

from __future__ import annotations

import pytest

from agent.finding.facets import facet_index
from agent.finding.families import has, stands_for
from agent.finding.filters import allowed
from agent.finding.relaxing import stages
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item

ANIMALS = Facet("keyword", "animals")


def _item(name: str, *keywords: str) -> Item:
    return Item(name, name, attributes={"keyword": keywords, "genre": ("Family",)})


ITEMS = Catalogue(
    [_item("a", "animals"), _item("b", "Talking Animals"), _item("c", "animal shelter"), _item("d", "animal")]
)


@pytest.mark.parametrize(
    ("asked", "value", "meant"),
    [
        ("animals", "talking animals", True), ("robot", "robots", True), ("robots", "giant robot", True),
        ("robot", "robot dog", False), ("heist", "bank heist", True), ("age", "coming of age", False),
        ("novel", "based on novel", False), ("talking animals", "animals", False),
        ("family", "dysfunctional family", True),
    ],
)  # fmt: skip
def test_a_keyword_stands_for_its_number_and_its_compounds(asked: str, value: str, meant: bool) -> None:
    assert stands_for(Facet("keyword", asked), value) is meant


def test_other_kinds_stand_for_themselves_alone() -> None:
    assert not stands_for(Facet("genre", "Comedy"), "Romantic Comedy")
    assert not stands_for(Facet("cast", "Lee"), "Bruce Lee")


def test_who_asks_for_animals_gets_every_kind_and_who_wants_none_gets_none() -> None:
    everything = facet_index(ITEMS).mask(Facet("genre", "Family"))
    found = stages(facet_index(ITEMS), Preferences(wanted=(ANIMALS,)), everything, 3)
    assert [ITEMS.items[row].id for row in found[0].mask.nonzero()[0]] == ["a", "b", "d"]
    assert allowed(ITEMS, Preferences(avoided=(ANIMALS,))) == {"c"}
    assert has(ITEMS["b"], ANIMALS) and not has(ITEMS["c"], ANIMALS)


def test_a_family_grows_with_the_catalogue() -> None:
    before = facet_index(ITEMS)
    assert len(before.family(ANIMALS)) == 3
    assert len(before.grown(Catalogue([*ITEMS, _item("e", "wild animal")])).family(ANIMALS)) == 4
    assert len(before.family(ANIMALS)) == 3
