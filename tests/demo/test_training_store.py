"""Three sources become one catalogue: the same film once, and every rating and mention with it."""

from __future__ import annotations

from pathlib import Path

from data.records import Dialogue, Interaction, Item, ItemRef, Mark, Turn
from data.store import Store, write_store
from demo.training_store import merge


def store(folder: Path, items: list[Item], events: list[Interaction], talks: list[Dialogue]) -> Store:
    return write_store(folder, items, events, talks, name=folder.name, source="test")


def test_the_same_film_is_one_item_with_our_own_facts(tmp_path: Path) -> None:
    ours = store(tmp_path / "demo", [
        Item("amelie", "Amélie", 2001, "A premise.", {"genre": ("Comedy",)}), Item("alien", "Alien", 1979),
    ], [], [])  # fmt: skip
    redial = store(tmp_path / "redial", [
        Item("1", "AMELIE", 2002, "theirs", {"genre": ("Horror",)}), Item("2", "The Fly", 1986), Item("3", "Fly", None),
    ], [], [Dialogue("d", (Turn("user", ("see ", ItemRef("1"), ItemRef("2"))),), {"2": Mark(liked=True)})])  # fmt: skip
    ratings = store(tmp_path / "mt", [
        Item("1", "Amelie", 2001, "theirs", {"genre": ("War",), "cast": ("X",)}), Item("9", "Fly, the", 1958),
        Item("2", "The Fly!", 1987, "", {"genre": ("Horror",)}),
    ], [Interaction("u", "1", 1, 9.0), Interaction("u", "9", 2, 7.0)], [])  # fmt: skip
    items, events, dialogues = merge(ours, redial, ratings)
    made = {item.id: item for item in items}
    assert set(made) == {"amelie", "alien", "mt:9", "mt:2", "redial:3"}
    assert made["amelie"] == ours.catalogue["amelie"]
    assert [event.item for event in events] == ["amelie", "mt:9"]
    assert dialogues[0].turns[0].items() == ("amelie", "mt:2") and set(dialogues[0].marks) == {"mt:2"}
    assert made["mt:2"].attributes == {"genre": ("Horror",)} and made["redial:3"].attributes == {}


def test_what_others_wrote_is_not_taken(tmp_path: Path) -> None:
    bare = store(tmp_path / "demo", [Item("a", "A Film", 2000)], [], [])
    theirs = Item("1", "Their Film", 1990, "plot", {"cast": ("X",)}, {"minutes": 3.0})
    redial = store(tmp_path / "redial", [theirs], [], [])
    ratings = store(tmp_path / "mt", [Item("2", "Rated", 1991, "plot", {"genre": ("War",), "cast": ("Y",)})], [], [])
    items, _, _ = merge(bare, redial, ratings)
    assert [(item.description, dict(item.attributes), dict(item.numbers)) for item in items[1:]] == [
        ("", {"genre": ("War",)}, {}), ("", {}, {}),
    ]  # fmt: skip
