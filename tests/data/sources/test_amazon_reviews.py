from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.importing import import_store
from data.interactions import Interactions
from data.problems import DataError, Problems
from data.records import Interaction, Review
from data.sources.amazon_reviews import SOURCE
from data.store import Store

ROW = {
    "reviewerID": "A1", "reviewerName": "Ada\u200b", "asin": "B1", "overall": 4.0,
    "reviewText": "It is &#34;warm&#34;.\nI drink it.", "summary": "Warm", "unixReviewTime": 86400,
}  # fmt: skip


def written(folder: Path, *rows: object) -> Path:
    file = folder / "reviews_Tea_5.json"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_a_review_reaches_the_store_clean_with_its_headline_and_name(tmp_path: Path) -> None:
    import_store("amazon_reviews", written(tmp_path, ROW), tmp_path / "s")
    store = Store.open(tmp_path / "s")
    [event] = store.interactions
    assert event == Interaction("A1", "B1", 86400, 4.0, Review('It is "warm". I drink it.', "Warm", "Ada"))
    assert store.catalogue["B1"].title == "Product B1" and store.name == "Amazon reviews Tea"


def test_a_review_without_a_word_is_a_rating(tmp_path: Path) -> None:
    bare = {"reviewerID": "A1", "asin": "B1", "overall": 2}
    [event] = SOURCE.read(written(tmp_path, bare), Problems(), mapping={}, seed=0).interactions
    assert event == Interaction("A1", "B1", None, 2.0)


@pytest.mark.parametrize("wrong", [
    {"overall": 6}, {"overall": "5"}, {"overall": True}, {"asin": ""}, {"reviewerID": 3}, {"overall": float("nan")},
])  # fmt: skip
def test_a_row_that_is_no_review_is_a_problem(tmp_path: Path, wrong: dict[str, object]) -> None:
    problems = Problems()
    reading = SOURCE.read(written(tmp_path, ROW, ROW | wrong), problems, mapping={}, seed=0)
    assert len(reading.interactions) == 1 and problems.listed[0].line == 2


def test_the_order_of_the_file_does_not_tell_the_last_of_a_day(tmp_path: Path) -> None:
    """As published: sorted by product, and a user's reviews are of one day."""
    rows = [ROW | {"reviewerID": f"A{user}", "asin": f"B{item}"} for item in range(5) for user in range(60)]
    reading = SOURCE.read(written(tmp_path, *rows), Problems(), mapping={}, seed=0)
    cases = list(Interactions(reading.interactions).leave_one_out().cases("test"))
    assert sum(case.target == "B4" for case in cases) < 30
    assert sorted(item.id for item in reading.items) == [f"B{item}" for item in range(5)]


def test_a_folder_with_two_files_asks_which(tmp_path: Path) -> None:
    written(tmp_path, ROW)
    (tmp_path / "reviews_Mate_5.jsonl").write_text("")
    with pytest.raises(DataError, match=r"found reviews_Mate_5.jsonl, reviews_Tea_5.json; name a file"):
        SOURCE.read(tmp_path, Problems(), mapping={}, seed=0)
