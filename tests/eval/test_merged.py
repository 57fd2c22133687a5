"""Stores become one by title and year."""

from __future__ import annotations

from pathlib import Path

from data.records import Interaction, Item
from data.store import Store, write_store
from eval.merged import merged


def _store(folder: Path, items: list[Item], *events: Interaction) -> Store:
    return write_store(folder, items, events, name=folder.name, source="made up", item_noun="film")


def test_the_same_film_is_one_item_and_users_of_one_name_stay_two(tmp_path: Path) -> None:
    one = _store(tmp_path / "one", [Item("1", "Heat", 1995), Item("2", "Clue", 1985)], Interaction("u", "1", 3, 5.0))
    two = _store(
        tmp_path / "two", [Item("7", "HEAT", 1995), Item("1", "Heat", 1986)], Interaction("u", "7", 4, 9.0),
        Interaction("u", "1", 5),
    )
    both = merged([one, two], tmp_path / "both")
    assert [(item.id, item.label()) for item in both.catalogue] == [
        ("0-1", "Heat (1995)"), ("0-2", "Clue (1985)"), ("1-1", "Heat (1986)"),
    ]
    assert list(both.interactions) == [
        Interaction("0-u", "0-1", 3), Interaction("1-u", "0-1", 4), Interaction("1-u", "1-1", 5),
    ]
    assert merged([one, two], tmp_path / "both").card == both.card
    assert merged([one], tmp_path / "none") is one
