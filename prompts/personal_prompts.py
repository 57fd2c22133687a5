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
            self._base = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA secure_delete = ON")
            self._base.executescript(_TABLES)
            found = self._base.execute("SELECT model, length, width FROM made_for").fetchone()
        except sqlite3.Error as error:
            raise PersonalPromptsError(f"cannot keep prompts in {self.path}: {error}; name another file") from error
        if found is None:
            self._base.execute("INSERT INTO made_for VALUES (?, ?, ?)", (model, length, width))
        elif tuple(found) != (model, length, width):
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
        with self._lock:
            return int(self._base.execute("SELECT COUNT(*) FROM prompt").fetchone()[0])

    def __contains__(self, user: object) -> bool:
        return isinstance(user, str) and self.get(user) is not None

    def keep(self, users: Sequence[str], rows: Tensor) -> None:
        """Keep prompts (n, length, width) of users in place of their earlier ones, all or none of them."""
        if rows.shape != (len(users), *self.shape) or not bool(torch.isfinite(rows).all()):
            said = f"prompts of shape {tuple(rows.shape)} or not finite"
            raise PersonalPromptsError(f"{said}; expected finite ({len(users)}, {self.shape[0]}, {self.shape[1]})")
        halves = rows.detach().cpu().half()
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            for user, one in zip(users, halves, strict=True):
                self._base.execute("INSERT OR REPLACE INTO prompt VALUES (?, ?)", (user, one.numpy().tobytes()))
                self._near.pop(user, None)
            self._base.execute("COMMIT")

    def get(self, user: str) -> Tensor | None:
        """A user's prompt (length, width); None where there is none."""
        with self._lock:
            if user in self._near:
                self._near.move_to_end(user)
                return self._near[user]
            found = self._base.execute("SELECT rows FROM prompt WHERE user = ?", (user,)).fetchone()
            if found is None:
                return None
            rows = torch.frombuffer(bytearray(found[0]), dtype=torch.float16).view(self.shape).float()
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
        with self._lock:
            self._near.pop(user, None)
            gone = self._base.execute("DELETE FROM prompt WHERE user = ?", (user,)).rowcount > 0
            # The log still holds the pages as they were.
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone

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
        with self._lock:
            self._base.close()
