import json
from pathlib import Path

import pytest

from data.interactions import Interactions
from data.problems import DataError, Problems
from data.reading import Reading
from data.records import Interaction
from data.sources.amazon import SOURCE

ITEMS = "item_id\tasin\ttitle\tcategories\tattribute_names\ttextual_id\n"


def read(path: Path, *, seed: int = 0, **mapping: str) -> tuple[Reading, Problems]:
    problems = Problems()
    return SOURCE.read(path, problems, mapping=mapping, seed=seed), problems


def test_products_are_called_by_asin_with_brand_and_categories(tmp_path: Path) -> None:
    (tmp_path / "Tea.txt").write_text("1 2 1\n")
    (tmp_path / "Tea.items.tsv").write_text(
        ITEMS
        + "1\tB1\tSencha\tFood > Tea\tItoen | Food | Tea\tsencha\n"
        + "2\tB2\t\t\tFood | Tea\tpu erh cake\n3\tB3\t\t\tUnknown | Food\t\n"
    )
    (tmp_path / "Tea.users.tsv").write_text("user_id\treviewerID\n1\tA1\n")
    reading, problems = read(tmp_path)
    items = {item.id: item for item in reading.items}
    assert items["B1"].attributes == {"brand": ("Itoen",), "category": ("Food", "Tea")}
    assert (items["B2"].title, items["B2"].attributes) == ("pu erh cake", {"category": ("Food", "Tea")})
    assert items["B3"].title == "B3"
    assert reading.interactions == (Interaction("A1", "B2", 0), Interaction("A1", "B1", 1))
    assert problems.count == 0


def test_neither_rows_nor_numbers_tell_what_comes_next(tmp_path: Path) -> None:
    # As published: items numbered by first appearance, so every user's next item is one more than the last.
    (tmp_path / "Tea.txt").write_text("".join(f"{u} {' '.join(str(5 * u + n) for n in range(5))}\n" for u in range(80)))
    reading, _ = read(tmp_path)
    row = {item.id: place for place, item in enumerate(reading.items)}
    cases = list(Interactions(reading.interactions).leave_one_out().cases("test"))
    assert len(cases) == 80
    by_row = sum(row[case.target] == max(row[item] for item in case.history) + 1 for case in cases)
    by_number = sum(int(case.target) == max(map(int, case.history)) + 1 for case in cases)
    assert by_row < 8 and by_number < 8
    assert reading.items == read(tmp_path)[0].items != read(tmp_path, seed=1)[0].items


def test_without_an_items_file_s3recs_attributes_are_kept(tmp_path: Path) -> None:
    (tmp_path / "Tea.txt").write_text("1 7 8\n")
    (tmp_path / "Tea_item2attributes.json").write_text(json.dumps({"8": [2, 1]}))
    (tmp_path / "Tea_attribute_names.json").write_text(json.dumps({"1": "Green", "2": "Leaf"}))
    reading, _ = read(tmp_path)
    second = reading.interactions[1].item
    kept = {item.id: dict(item.attributes) for item in reading.items}
    assert kept[second] == {"attribute": ("Leaf", "Green")}
    assert len(reading.files) == 3


def test_a_folder_with_two_sets_asks_which_and_takes_the_answer(tmp_path: Path) -> None:
    for name in ("Tea", "Mate"):
        (tmp_path / f"{name}.txt").write_text("1 1 2\n")
    with pytest.raises(DataError, match=r"Mate\.txt, Tea\.txt; give the file"):
        read(tmp_path)
    assert read(tmp_path, name="Mate")[0].name == "Amazon Mate"
    assert read(tmp_path / "Tea.txt")[0].name == "Amazon Tea"


def test_items_that_are_not_listed_are_reported(tmp_path: Path) -> None:
    (tmp_path / "Tea.txt").write_text("1 1 9\n2\n")
    (tmp_path / "Tea.items.tsv").write_text(ITEMS + "1\tB1\tSencha\t\tx\tx\n1\tB2\tDouble\t\tx\tx\n")
    reading, problems = read(tmp_path)
    assert len(reading.interactions) == 1
    assert [(problem.file, problem.line) for problem in problems.listed] == [
        ("Tea.items.tsv", 3), ("Tea.txt", 1), ("Tea.txt", 2),
    ]
