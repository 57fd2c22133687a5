from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.faces.known import GROUPS, entries, without
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item

CATALOGUE = Catalogue([Item("heat", "Heat", 1995), Item("clue", "Clue", 1985)])
FULL = Preferences(
    liked=("heat",), disliked=("clue",), seen=("gone",),
    wanted=(Facet("genre", "Crime"),), avoided=(Facet("genre", "Horror"),),
    year_from=1990, year_to=1999, limits=(("minutes", None, 120.0),), wishes=("slow burn",),
)


def test_everything_known_is_listed_in_words() -> None:
    assert [(entry.group, entry.label) for entry in entries(FULL, CATALOGUE)] == [
        ("liked", "Heat (1995)"), ("disliked", "Clue (1985)"), ("seen", "gone"), ("wanted", "Crime"),
        ("avoided", "Horror"), ("bounds", "1990 to 1999"), ("bounds", "up to 120 minutes"), ("wishes", "slow burn"),
    ]
    assert {entry.group for entry in entries(FULL, CATALOGUE)} == set(GROUPS)


def test_every_entry_can_be_taken_back_alone() -> None:
    for entry in entries(FULL, CATALOGUE):
        left = entries(without(FULL, {entry.key}), CATALOGUE)
        assert [one for one in entries(FULL, CATALOGUE) if one != entry] == list(left)


def test_taking_everything_back_leaves_nothing() -> None:
    assert without(FULL, {entry.key for entry in entries(FULL, CATALOGUE)}).is_empty()


@given(st.sets(st.text(max_size=20)))
def test_strange_keys_change_nothing(keys: set[str]) -> None:
    assert without(FULL, keys - {entry.key for entry in entries(FULL, CATALOGUE)}) == FULL
