import gzip
import json
from pathlib import Path

import pytest

import data.opening
from data.opening import find, need, open_lines, read_json
from data.problems import DataError, Problems


def lines(path: Path, problems: Problems | None = None) -> list[tuple[int, str]]:
    return list(open_lines(path, problems or Problems()))


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
def test_packed_and_plain_files_read_the_same(tmp_path: Path, name: str) -> None:
    data = b"one\ntwo\r\nthree"
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert lines(tmp_path / name) == [(1, "one\n"), (2, "two\r\n"), (3, "three")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_with_and_without_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a").write_bytes("title\nAmélie 你好\n".encode(encoding))
    assert lines(tmp_path / "a") == [(1, "title\n"), (2, "Amélie 你好\n")]


def test_a_line_that_is_not_utf8_is_read_as_windows_1252_and_noted_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"plain\nAm\xe9lie \x96 1\nL\xe9on\n")
    problems = Problems()
    assert lines(tmp_path / "a", problems) == [(1, "plain\n"), (2, "Amélie – 1\n"), (3, "Léon\n")]
    assert problems.notes == ["a: line 2 is not UTF-8; such lines were read as Windows-1252"]


def test_lines_ended_by_carriage_returns_alone_are_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\rtwo")
    assert lines(tmp_path / "a") == [(1, "one\n"), (2, "two")]


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert lines(tmp_path / "a") == []


@pytest.mark.parametrize("last", [False, True])
def test_a_line_of_ten_megabytes_is_passed_over_and_reported(tmp_path: Path, last: bool) -> None:
    (tmp_path / "a").write_bytes(b"one\n" + b"x" * 10_000_000 + (b"" if last else b"\nthree\n"))
    problems = Problems()
    assert lines(tmp_path / "a", problems) == [(1, "one\n")] + ([] if last else [(3, "three\n")])
    assert [problem.line for problem in problems.listed] == [2]
    assert len(problems.listed[0].value) < 1_000


def test_a_file_that_unpacks_to_far_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data.opening, "_FREE", 2**20)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"0\n" * 4_000_000))
    with pytest.raises(DataError, match="not a data file"):
        lines(tmp_path / "bomb.gz")


def test_a_damaged_or_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"abc\n" * 1000)[:-9])
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8bnot gzip at all")
    for name in ("cut.gz", "bad.gz", "missing"):
        with pytest.raises(DataError, match=f"cannot read {name}"):
            lines(tmp_path / name)


def test_json_is_read_whole_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(json.dumps({"a": [1]}).encode()))
    assert read_json(tmp_path / "a.json.gz") == {"a": [1]}
    (tmp_path / "b.json").write_text("[" * 200_000)
    with pytest.raises(DataError, match="b.json is not JSON"):
        read_json(tmp_path / "b.json")
    monkeypatch.setattr(data.opening, "JSON_BYTES", 5)
    with pytest.raises(DataError, match="more than 5 bytes"):
        read_json(tmp_path / "a.json.gz")


def test_what_was_looked_for_is_said(tmp_path: Path) -> None:
    (tmp_path / "u.item.gz").write_bytes(b"")
    assert find(tmp_path, "u.data", "u.item") == tmp_path / "u.item.gz"
    with pytest.raises(DataError, match="no films: looked for u.film"):
        need(tmp_path, "u.film", what="films")
