"""One SQLite file that keeps what is written whole, and no word of what is erased.

Write-ahead logging. What is deleted is overwritten in the file, and the log, which still holds the pages as they were,
is emptied after it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

BUSY_MS = 5_000


class Database:
    """A file, or ":memory:". Safe for threads, and for several processes on one file. Raises sqlite3.Error."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self._lock = threading.RLock()
        self._log_holds_erased = False
        self._base = sqlite3.connect(
            self.path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            self._base.execute("PRAGMA secure_delete = ON")
        except sqlite3.Error:
            self._base.close()
            raise

    def log_ahead(self) -> None:
        """Write ahead from now on: once it is known that the file is ours."""
        with self._lock:
            self._base.execute("PRAGMA journal_mode = WAL")

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a question."""
        with self._lock:
            return self._base.execute(statement, values).fetchall()

    @contextmanager
    def writing(
        self, synced: Literal["NORMAL", "FULL"] = "NORMAL", *, erases: bool = False
    ) -> Iterator[sqlite3.Connection]:
        """One transaction, undone where it fails. NORMAL is kept when the process dies, FULL when the power fails;
        one that `erases` empties the log as well.
        """
        with self._lock:
            self._base.execute(f"PRAGMA synchronous = {synced}")
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
                self._base.execute("COMMIT")
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            if erases or self._log_holds_erased:
                # Another process that reads may hold the log: then the next write tries again.
                busy, *_ = self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._log_holds_erased = bool(busy)

    def close(self) -> None:
        """Close the file; nothing can be asked afterwards."""
        with self._lock:
            self._base.close()
