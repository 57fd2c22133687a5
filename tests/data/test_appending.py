"""An append is there or not, whenever it is cut off; nothing that waits is lost, nothing damaged is taken in."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from data import appending
from data.appending import KnownItemError, append_items, appended_since
from data.problems import DataError
from data.records import Item
from data.store import Store, write_store

NEW = Item("new", "New", 2026, "Text", {"genre": ("Drama",)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_store(tmp_path / "s", [Item("a", "Alpha"), Item("b", "Beta")], name="s", source="test").path


def ids(folder: Path) -> tuple[str, ...]:
    return Store.open(folder).catalogue.ids


def test_an_append_is_counted_and_hashed_by_the_card(folder: Path) -> None:
    assert append_items(folder, [NEW]) == (NEW,)
    about = Store.open(folder).card["files"]["items.jsonl"]
    data = (folder / "items.jsonl").read_bytes()
    assert about == {"lines": 3, "sha256": hashlib.sha256(data).hexdigest()}
    assert ids(folder) == ("a", "b", "new") and Store.open(folder).catalogue["new"] == NEW


def test_a_writer_that_dies_before_the_card_leaves_the_old_store_and_the_next_one_finishes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(appending, "write_file", _dies)
        with pytest.raises(SystemExit):
            append_items(folder, [NEW])
    assert ids(folder) == ("a", "b")
    append_items(folder, [Item("next", "Next")])
    assert ids(folder) == ("a", "b", "new", "next")


@pytest.mark.parametrize("kept", [1, 20, 60])
def test_a_writer_that_dies_within_a_line_leaves_the_old_store(folder: Path, kept: int) -> None:
    file, before = folder / "items.jsonl", (folder / "items.jsonl").read_bytes()
    append_items(folder, [NEW])
    card = json.loads((folder / "store.json").read_bytes())
    card["files"]["items.jsonl"] = {"lines": 2, "sha256": hashlib.sha256(before).hexdigest()}
    (folder / "store.json").write_text(json.dumps(card))
    file.write_bytes(before + file.read_bytes()[len(before) :][:kept])
    assert ids(folder) == ("a", "b")
    append_items(folder, [Item("next", "Next")])
    assert ids(folder) == ("a", "b", "next")


def test_what_cannot_be_taken_in_is_named_and_changes_nothing(folder: Path) -> None:
    with pytest.raises(KnownItemError, match="'b'"):
        append_items(folder, [NEW, Item("b", "Again")])
    with pytest.raises(DataError, match="title"):
        append_items(folder, [Item("c", "\u200b")])
    with (folder / "items.jsonl").open("a") as lines:
        lines.write('{"id": "c"}\n')
    with pytest.raises(DataError, match="line 3.*'title' is missing"):
        append_items(folder, [NEW])
    assert ids(folder) == ("a", "b")


def test_lines_of_others_are_cleaned_as_they_are_taken_in(folder: Path) -> None:
    with (folder / "items.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "c", "title": "Ga\u202emma  x"}))
    assert [item.title for item in append_items(folder)] == ["Gamma x"]
    assert append_items(folder) == () and ids(folder) == ("a", "b", "c")


def test_a_store_that_was_replaced_is_not_followed(folder: Path) -> None:
    store = Store.open(folder)
    assert appended_since(store) is None
    write_store(folder, [Item("x", "Other"), Item("y", "Store"), Item("z", "More")], name="o", source="test")
    with pytest.raises(DataError, match="replaced"):
        appended_since(store)


def _dies(path: Path, data: bytes) -> None:
    raise SystemExit
