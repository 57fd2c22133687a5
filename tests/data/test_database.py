"""What is written is whole or not at all, and what is erased is on no page of the file nor of its log."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from data.database import Database


@pytest.fixture
def base(tmp_path: Path) -> Database:
    made = Database(tmp_path / "x.sqlite")
    made.log_ahead()
    with made.writing() as writing:
        writing.execute("CREATE TABLE said (who TEXT, words TEXT)")
        writing.execute("INSERT INTO said VALUES ('ada', 'canary-of-ada'), ('bo', 'canary-of-bo')")
    return made


def everywhere(base: Database) -> bytes:
    return b"".join(file.read_bytes() for file in Path(base.path).parent.iterdir())


def test_a_transaction_that_fails_is_undone_and_the_next_one_works(base: Database) -> None:
    with pytest.raises(RuntimeError), base.writing() as writing:
        writing.execute("DELETE FROM said")
        raise RuntimeError
    assert len(base.rows("SELECT * FROM said")) == 2
    with base.writing("FULL") as writing:
        writing.execute("INSERT INTO said VALUES ('cy', '')")
    assert base.rows("SELECT who FROM said WHERE words = ?", "") == [("cy",)]


def test_what_is_erased_is_nowhere_and_the_rest_stays(base: Database) -> None:
    assert b"canary-of-ada" in everywhere(base)
    with base.writing("FULL", erases=True) as writing:
        writing.execute("DELETE FROM said WHERE who = 'ada'")
    assert b"canary-of-ada" not in everywhere(base) and b"canary-of-bo" in everywhere(base)


def test_a_log_that_another_one_reads_is_emptied_by_the_next_write(base: Database) -> None:
    other = sqlite3.connect(base.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM said").fetchall()
    with base.writing(erases=True) as writing:
        writing.execute("PRAGMA busy_timeout = 0")
        writing.execute("DELETE FROM said WHERE who = 'ada'")
    assert b"canary-of-ada" in everywhere(base)
    other.close()
    with base.writing() as writing:
        writing.execute("INSERT INTO said VALUES ('cy', '')")
    assert b"canary-of-ada" not in everywhere(base)


def test_a_file_of_something_else_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no database" * 200)
    base = Database(tmp_path / "x")
    with pytest.raises(sqlite3.DatabaseError):
        base.log_ahead()
