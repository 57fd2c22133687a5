from pathlib import Path

import pytest

from data.importing import import_store
from data.problems import DataError
from data.store import Store

GOOD = "id,title,year\n1,Heat,1995\n2,Ronin,1998\n"


def write(folder: Path, text: str) -> Path:
    (folder / "films.csv").write_text(text)
    return folder / "films.csv"


def test_a_failed_import_leaves_the_old_store_untouched(tmp_path: Path) -> None:
    import_store("table", write(tmp_path, GOOD), tmp_path / "s")
    before = {file.name: file.read_bytes() for file in (tmp_path / "s").iterdir()}
    with pytest.raises(DataError, match="line 4"):
        import_store("table", write(tmp_path, GOOD + "3\n"), tmp_path / "s", strict=True)
    with pytest.raises(DataError, match="no item could be read"):
        import_store("table", write(tmp_path, "id,title\n1,\u200b\n"), tmp_path / "s")
    with pytest.raises(DataError, match="nothing at"):
        import_store("table", tmp_path / "nowhere", tmp_path / "s")
    assert {file.name: file.read_bytes() for file in (tmp_path / "s").iterdir()} == before


def test_the_report_counts_what_was_left_out_and_shows_where(tmp_path: Path) -> None:
    report = import_store("table", write(tmp_path, GOOD + "3\n" * 30), tmp_path / "s")
    assert (report.items, report.skipped, len(report.problems)) == (2, 30, 30)
    said = str(report)
    assert "2 items" in said and "30 problems" in said
    assert "films.csv, line 4: found \"['3']\", expected 3 cells" in said
    assert "... and 10 more" in said
    assert "columns: id <- id, title <- title, year <- year" in said


def test_invisible_characters_are_stripped_everywhere_and_counted(tmp_path: Path) -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    text = f"id,title,genre\n1\u200b,Heat{hidden},Cri\ufe0fme\n2,Ronin,Crime\n"
    report = import_store("table", write(tmp_path, text), tmp_path / "s")
    store = Store.open(tmp_path / "s")
    assert report.stripped == store.card["stripped_characters"] == 6
    assert [(item.id, item.title, item.values("genre")) for item in store.catalogue] == [
        ("1", "Heat", ("Crime",)), ("2", "Ronin", ("Crime",)),
    ]
    assert "6 invisible characters" in str(report)


def test_ids_that_only_invisible_characters_tell_apart_are_one(tmp_path: Path) -> None:
    report = import_store("table", write(tmp_path, "id,title\n1,Heat\n1\u200b,Ronin\n2,Up\n"), tmp_path / "s")
    assert (report.items, report.skipped) == (2, 1)
    assert "a new id" in str(report)


def test_fields_have_bounds(tmp_path: Path) -> None:
    text = f"id,title,plot\n1,{'long title ' * 100},{'a tale ' * 5_000}\n{'9' * 500},Heat,short\n2,Ronin,x\n"
    report = import_store("table", write(tmp_path, text), tmp_path / "s", mapping={"description": "plot"})
    first, second = Store.open(tmp_path / "s").catalogue
    assert len(first.title) <= 300 and first.title.endswith("…")
    assert len(first.description) <= 2_000 and first.description.endswith("…")
    assert second.id == "2" and report.skipped == 1


def test_an_option_that_a_source_does_not_know_is_refused_with_those_it_does(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no option 'title'.*facts"):
        import_store("redial", tmp_path, tmp_path / "s", mapping={"title": "x"})
    with pytest.raises(DataError, match="it takes none"):
        import_store("movielens", tmp_path, tmp_path / "s", mapping={"title": "x"})
