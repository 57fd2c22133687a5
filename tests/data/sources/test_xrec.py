from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.importing import import_store
from data.problems import DataError, Problems
from data.records import Interaction, Item, Review
from data.sources.xrec import SOURCE
from data.store import Store

ROW = {
    "uid": 7, "iid": 3, "title": "Green\u200b tea", "user_summary": "Likes  tea.", "item_summary": "A tea.",
    "explanation": "The user would buy it because they like tea.",
}  # fmt: skip


def written(folder: Path, *rows: object, name: str = "tea.test.jsonl") -> Path:
    file = folder / name
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_what_is_told_of_user_and_item_reaches_the_store_clean(tmp_path: Path) -> None:
    import_store("xrec", written(tmp_path, ROW), tmp_path / "s")
    store = Store.open(tmp_path / "s")
    [event] = store.interactions
    assert event == Interaction("7", "3", review=Review(str(ROW["explanation"])), profile="Likes tea.")
    assert store.catalogue["3"] == Item("3", "Green tea", description="A tea.") and store.name == "XRec tea"


def test_an_item_is_one_however_many_rows_name_it_and_is_called_by_its_number_without_a_title(tmp_path: Path) -> None:
    rows = [{**ROW, "title": ""}, {**ROW, "uid": "8"}]
    reading = SOURCE.read(written(tmp_path, *rows), Problems(), mapping={}, seed=0)
    assert [item.title for item in reading.items] == ["Item 3"]
    assert [event.user for event in reading.interactions] == ["7", "8"]


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    written(tmp_path, ROW)
    written(tmp_path, {**ROW, "uid": 9}, name="tea.train.jsonl")
    reading = SOURCE.read(tmp_path, Problems(), mapping={}, seed=0)
    assert {event.user for event in reading.interactions} == {"7", "9"} and len(reading.files) == 2
    with pytest.raises(DataError, match="looked for"):
        SOURCE.read(tmp_path / "nowhere", Problems(), mapping={}, seed=0)


@pytest.mark.parametrize("wrong", [{"uid": True}, {"iid": -1}, {"explanation": " "}, {"user_summary": None}])
def test_a_row_that_is_no_explanation_is_a_problem(tmp_path: Path, wrong: dict[str, object]) -> None:
    problems = Problems()
    reading = SOURCE.read(written(tmp_path, ROW, ROW | wrong), problems, mapping={}, seed=0)
    assert len(reading.interactions) == 1 and problems.listed[0].line == 2
