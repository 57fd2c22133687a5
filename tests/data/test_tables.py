from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import data.tables
from data.problems import DataError, Problems
from data.tables import Row, open_table


def rows(file: Path, problems: Problems | None = None) -> list[Row]:
    return list(open_table(file, problems or Problems(strict=True)).rows)


def write(folder: Path, text: str, name: str = "a.csv") -> Path:
    (folder / name).write_bytes(text.encode())
    return folder / name


@pytest.mark.parametrize("mark", data.tables.SEPARATORS)
def test_the_separator_is_found(tmp_path: Path, mark: str) -> None:
    file = write(tmp_path, f"id{mark}name{mark}price\n1{mark}Heat{mark}4\n2{mark}Ronin{mark}5\n")
    assert rows(file)[1] == (3, {"id": "2", "name": "Ronin", "price": "5"})


def test_decimal_commas_do_not_pass_for_separators(tmp_path: Path) -> None:
    file = write(tmp_path, "user;film;stars\nann;Heat;4,5\nbob;Ronin;3,5\n")
    assert rows(file)[0] == (2, {"user": "ann", "film": "Heat", "stars": "4,5"})


def test_quoted_cells_may_hold_separators_quotes_and_newlines(tmp_path: Path) -> None:
    file = write(tmp_path, 'id,plot\n1,"One, ""two""\nthree"\n2,four\n')
    assert rows(file) == [(2, {"id": "1", "plot": 'One, "two"\nthree'}), (4, {"id": "2", "plot": "four"})]


def test_rows_of_another_width_are_reported_with_their_line(tmp_path: Path) -> None:
    problems = Problems()
    file = write(tmp_path, 'id,name\n1,"a\nb"\n2\n\n3,x,y\n4,z\n')
    assert [row["id"] for _, row in rows(file, problems)] == ["1", "4"]
    assert [problem.line for problem in problems.listed] == [4, 6]


@pytest.mark.parametrize("mark", [",", "\t"])
def test_an_open_quote_swallows_no_other_row(tmp_path: Path, mark: str) -> None:
    lines = [f"id{mark}name{mark}year"] + [f"{n}{mark}Film {n}{mark}1990" for n in range(40)]
    lines[3] = f'2{mark}"Open{mark}1990'
    lines[9] = f'8{mark}"Quoted"{mark}1990'
    lines[20] = f'19{mark}"Half" quoted{mark}1990'
    found = rows(write(tmp_path, "\n".join(lines) + "\n"), problems := Problems())
    assert [row["id"] for _, row in found] == [str(n) for n in range(40)]
    assert problems.count == 0


def test_a_cell_of_ten_megabytes_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    for text in ("x" * 10_000_000, '"' + "x\n" * 200_000 + '"'):
        problems = Problems()
        found = rows(write(tmp_path, f"id,name\n1,{text}\n2,Heat\n"), problems)
        assert found[-1][1] == {"id": "2", "name": "Heat"}
        assert problems.count >= 1 and len(problems.listed) <= 1_000


def test_columns_without_a_header_are_numbered(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, "1\t242\t3\t881250949\n2\t3\t4\t1\n", "u.tsv"), Problems())
    assert (table.columns, table.named) == (("column 1", "column 2", "column 3", "column 4"), False)
    assert len(list(table.rows)) == 2


def test_the_row_number_that_some_programs_write_has_a_name(tmp_path: Path) -> None:
    table = open_table(write(tmp_path, ",title\n0,Heat\n"), Problems())
    assert (table.columns, table.named) == (("column 1", "title"), True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{"t": "Heat", "y": 1995}\n\n{"t": "Ronin"}\n'),
        ("a.json", '[{"t": "Heat", "y": 1995}, {"t": "Ronin"}]'),
        ("b.json", '{"t": "Heat", "y": 1995}\n{"t": "Ronin"}\n'),
        ("c.json", '{"count": 2, "films": [{"t": "Heat", "y": 1995}, {"t": "Ronin"}]}'),
    ],
)
def test_json_and_json_lines_are_read(tmp_path: Path, name: str, text: str) -> None:
    table = open_table(write(tmp_path, text, name), Problems(strict=True))
    assert table.columns == ("t", "y")
    assert [row for _, row in table.rows] == [{"t": "Heat", "y": 1995}, {"t": "Ronin"}]


def test_json_lines_that_are_no_objects_are_reported(tmp_path: Path) -> None:
    problems = Problems()
    found = rows(write(tmp_path, '{"t": 1}\n[3]\n{broken\n{"t": 2}\n', "a.jsonl"), problems)
    assert [number for number, _ in found] == [1, 4]
    assert sorted(problem.line for problem in problems.listed) == [2, 3]


def test_parquet_is_read_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1, 2], "genres": [["Crime"], None]}), tmp_path / "a.parquet")
    assert rows(tmp_path / "a.parquet") == [(1, {"id": 1, "genres": ["Crime"]}), (2, {"id": 2, "genres": None})]
    (tmp_path / "b.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    with pytest.raises(DataError, match="b.parquet is not a Parquet file"):
        rows(tmp_path / "b.parquet")


def test_a_parquet_whose_rows_unfold_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data.tables, "_BATCH_BYTES", 1_000_000)
    pq.write_table(pa.table({"title": ["x" * 100_000] * 500}), tmp_path / "a.parquet", use_dictionary=True)
    assert (tmp_path / "a.parquet").stat().st_size < 100_000
    with pytest.raises(DataError, match="after row 0"):
        rows(tmp_path / "a.parquet")


def test_other_files_are_refused_with_the_endings_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\.csv, .*\.parquet"):
        open_table(write(tmp_path, "", "a.xlsx"), Problems())
    with pytest.raises(DataError, match="is empty"):
        open_table(write(tmp_path, "\n\n"), Problems())
    with pytest.raises(DataError, match="no objects"):
        open_table(write(tmp_path, "[1, 2]", "a.json"), Problems())
