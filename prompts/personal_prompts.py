"""Soft prompts of single users, a few kilobytes each, in one SQLite file beside the model and apart from it.

A prompt is kept, looked up, exported and erased alone; what is erased is overwritten on the disk. At most so many are
in memory, the last used ones. A file belongs to one model: rows mean nothing to another.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from data.database import Database

MOST = 1024
"""Prompts in memory."""
_ROWS = "rows"
_TABLES = """
CREATE TABLE IF NOT EXISTS made_for (model TEXT NOT NULL, length INTEGER NOT NULL, width INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS prompt (user TEXT PRIMARY KEY, rows BLOB NOT NULL) WITHOUT ROWID;
"""


class PersonalPromptsError(RuntimeError):
    """The file of the prompts, or one prompt, cannot be used: the message says why and what to do."""


class PersonalPrompts:
    """Rows (length, width) by user. Safe for threads. `path` may be ":memory:"; `model` names what reads the rows.

    Raises PersonalPromptsError where the file is no such file, or of another model or shape.
    """

    def __init__(self, path: str | Path, model: str, length: int, width: int, *, most: int = MOST) -> None:
        self.path, self.model, self.shape, self.most = str(path), model, (length, width), most
        self._lock = threading.RLock()
        self._near: OrderedDict[str, Tensor] = OrderedDict()
        try:
            self._base = Database(self.path)
            self._base.log_ahead()
            with self._base.writing() as base:
                for statement in _TABLES.split(";"):
                    base.execute(statement)
                base.execute(
                    "INSERT INTO made_for SELECT ?, ?, ? WHERE NOT EXISTS (SELECT * FROM made_for)",
                    (model, length, width),
                )
            (found,) = self._base.rows("SELECT model, length, width FROM made_for")
        except sqlite3.Error as error:
            raise PersonalPromptsError(f"cannot keep prompts in {self.path}: {error}; name another file") from error
        if found != (model, length, width):
            said = f"{self.path} holds prompts of {found[1]} rows of {found[2]} for the model {found[0]!r}"
            raise PersonalPromptsError(f"{said}, not {length} of {width} for {model!r}; name another file")

    @classmethod
    def existing(cls, path: str | Path) -> PersonalPrompts:
        """A file of prompts that is there, for whatever model. Raises PersonalPromptsError where there is none."""
        found = None
        if Path(path).is_file():
            try:
                with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as base:
                    found = base.execute("SELECT model, length, width FROM made_for").fetchone()
            except sqlite3.Error:
                pass
        if found is None:
            raise PersonalPromptsError(f"{path} is no file of prompts; `promptrec people prompt` makes one")
        return cls(path, *found)

    @property
    def bytes_each(self) -> int:
        """Bytes of one prompt, on the disk without what SQLite adds."""
        return 2 * self.shape[0] * self.shape[1]

    @property
    def in_memory(self) -> int:
        """How many prompts are in memory now."""
        return len(self._near)

    def __len__(self) -> int:
        return int(self._base.rows("SELECT COUNT(*) FROM prompt")[0][0])

    def __contains__(self, user: object) -> bool:
        return isinstance(user, str) and self.get(user) is not None

    def keep(self, users: Sequence[str], rows: Tensor) -> None:
        """Keep prompts (n, length, width) of users in place of their earlier ones, all or none of them."""
        if rows.shape != (len(users), *self.shape) or not bool(torch.isfinite(rows).all()):
            said = f"prompts of shape {tuple(rows.shape)} or not finite"
            raise PersonalPromptsError(f"{said}; expected finite ({len(users)}, {self.shape[0]}, {self.shape[1]})")
        halves = rows.detach().cpu().half()
        if unnamed := [user for user in users if not _storable(user)]:
            raise PersonalPromptsError(f"{unnamed[0]!r} is no name that can be kept; give it in whole characters")
        named = [(user, one.numpy().tobytes()) for user, one in zip(users, halves, strict=True)]
        with self._lock, self._base.writing() as base:
            base.executemany("INSERT OR REPLACE INTO prompt VALUES (?, ?)", named)
            for user in users:
                self._near.pop(user, None)

    def get(self, user: str) -> Tensor | None:
        """A user's prompt (length, width); None where there is none."""
        with self._lock:
            if user in self._near:
                self._near.move_to_end(user)
                return self._near[user]
            found = self._base.rows("SELECT rows FROM prompt WHERE user = ?", user) if _storable(user) else []
            if not found:
                return None
            rows = torch.frombuffer(bytearray(found[0][0]), dtype=torch.float16).view(self.shape).float()
            self._near[user] = rows
            while len(self._near) > self.most:
                self._near.popitem(last=False)
            return rows

    def forget_near(self) -> None:
        """Empty the memory; the file keeps all."""
        with self._lock:
            self._near.clear()

    def erase(self, user: str) -> bool:
        """Erase a user's prompt from memory and disk; whether there was one."""
        if not _storable(user):
            return False
        with self._lock, self._base.writing("FULL", erases=True) as base:
            self._near.pop(user, None)
            return base.execute("DELETE FROM prompt WHERE user = ?", (user,)).rowcount > 0

    def export(self, user: str) -> bytes | None:
        """A user's prompt as a safetensors file that names its model; None where there is none."""
        rows = self.get(user)
        return None if rows is None else save({_ROWS: rows.half().contiguous()}, {"model": self.model})

    def take(self, user: str, data: bytes) -> None:
        """Keep an exported prompt as a user's. Raises PersonalPromptsError for what is none, or none of this model."""
        try:
            rows = load(data)[_ROWS]
            header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
            model = header["__metadata__"]["model"]
        except (SafetensorError, KeyError) as error:
            raise PersonalPromptsError(f"this is no exported prompt: {error}") from error
        if model != self.model:
            raise PersonalPromptsError(f"this prompt was not made for the model {self.model!r}")
        self.keep([user], rows.float().unsqueeze(0))

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def _storable(user: str) -> bool:
    """Whether a name is text that a file can hold: half of a surrogate pair is none."""
    return not any("\ud800" <= letter <= "\udfff" for letter in user)
