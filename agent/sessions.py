"""Conversations that survive: sessions, recommendations and feedback in one SQLite file.

A chat turn is kept when the process dies, feedback when the power fails. Payloads are JSON. Of what is forgotten no
word stays on the disk (`data.database`).
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.session import Session
from agent.session_codec import session_from_json, session_to_json
from data.database import Database

VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, saved REAL NOT NULL, payload TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS recommendation (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, made REAL NOT NULL, items TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY, session TEXT NOT NULL, recommendation TEXT, item TEXT NOT NULL, kind TEXT NOT NULL,
    given REAL NOT NULL);
CREATE INDEX IF NOT EXISTS recommendation_session ON recommendation (session);
CREATE INDEX IF NOT EXISTS feedback_session ON feedback (session);
"""


class SessionsError(RuntimeError):
    """The file of the sessions cannot be used: the message says why and what to do."""


class Sessions:
    """The durable store of sessions. Safe for threads, and for several processes on one file.

    `path` may be ":memory:". Raises SessionsError where the file is not ours or of a later version.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        if self.path != ":memory:":
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        try:
            self._base = Database(self.path)
        except sqlite3.Error as error:
            raise SessionsError(f"cannot use {self.path} for sessions: {error}; name another file") from error
        try:
            self._open()
        except (sqlite3.Error, SessionsError) as error:
            self._base.close()
            if isinstance(error, SessionsError):
                raise
            raise SessionsError(f"cannot use {self.path} for sessions: {error}; name another file") from error

    def load(self, session_id: str) -> Session | None:
        """The session as last saved; None where there is none. Raises SessionsError where it is damaged."""
        rows = self._base.rows("SELECT payload FROM session WHERE id = ?", session_id)
        if not rows:
            return None
        try:
            return session_from_json(json.loads(rows[0][0]))
        except ValueError as error:
            raise SessionsError(f"session {session_id!r} in {self.path} is damaged: {error}") from error

    def save(self, session: Session) -> None:
        """Keep a session in place of its earlier state."""
        payload = json.dumps(session_to_json(session), ensure_ascii=False)
        with self._base.writing() as base:
            base.execute(
                "INSERT INTO session VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET saved = excluded.saved, payload = excluded.payload",
                (session.id, time.time(), payload),
            )

    def record(self, recommendation_id: str, session_id: str, items: Sequence[str]) -> None:
        """Keep which items a recommendation held, in order. The same id again replaces the list."""
        with self._base.writing() as base:
            base.execute(
                "INSERT OR REPLACE INTO recommendation VALUES (?, ?, ?, ?)",
                (recommendation_id, session_id, time.time(), json.dumps(list(items), ensure_ascii=False)),
            )

    def feedback(self, session_id: str, recommendation_id: str | None, item: str, kind: str) -> None:
        """Keep what the user did with an item; on the disk when this returns.

        Raises ValueError where the recommendation was made in another session.
        """
        rows = self._base.rows("SELECT session FROM recommendation WHERE id = ?", recommendation_id)
        if rows and rows[0][0] != session_id:
            raise ValueError(f"recommendation {recommendation_id!r} was not made in session {session_id!r}")
        with self._base.writing("FULL") as base:
            base.execute(
                "INSERT INTO feedback (session, recommendation, item, kind, given) VALUES (?, ?, ?, ?, ?)",
                (session_id, recommendation_id, item, kind, time.time()),
            )

    def forget(self, session_id: str) -> None:
        """Erase everything of a session, also from the log of the file."""
        with self._base.writing("FULL", erases=True) as base:
            base.execute("DELETE FROM session WHERE id = ?", (session_id,))
            base.execute("DELETE FROM recommendation WHERE session = ?", (session_id,))
            base.execute("DELETE FROM feedback WHERE session = ?", (session_id,))

    def of_user(self, user: str) -> tuple[str, ...]:
        """The ids of all sessions of a user who was named in them."""
        found = self._base.rows(
            "SELECT id FROM session WHERE json_extract(payload, '$.user') = ? ORDER BY saved, id", user
        )
        return tuple(row[0] for row in found)

    def export(self, session_id: str) -> dict[str, Any]:
        """All that is kept of a session as JSON values: `session` (or None), `recommendations`, `feedback`."""
        session = self.load(session_id)
        made = self._base.rows(
            "SELECT id, made, items FROM recommendation WHERE session = ? ORDER BY made, id", session_id
        )
        given = self._base.rows(
            "SELECT recommendation, item, kind, given FROM feedback WHERE session = ? ORDER BY number", session_id
        )
        return {
            "session": None if session is None else session_to_json(session),
            "recommendations": [{"id": name, "made": at, "items": json.loads(items)} for name, at, items in made],
            "feedback": [
                {"recommendation_id": name, "item": item, "kind": kind, "given": at} for name, item, kind, at in given
            ],
        }

    def close(self) -> None:
        """Close the file; nothing can be asked afterwards."""
        self._base.close()

    def _open(self) -> None:
        with self._base.writing("FULL") as base:
            (version,) = base.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise SessionsError(f"{self.path} has version {version}, this one reads {VERSION}: update promptrec")
            if version == 0 and base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise SessionsError(f"{self.path} is the database of another program; name another file")
            for statement in _TABLES.split(";"):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {VERSION}")
        self._base.log_ahead()
