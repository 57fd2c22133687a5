"""A user leaves a store: their events and their profile are taken out of its files, all else stays as it is."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from data.atomic import replacing_folder
from data.store import CARD, Store

_FILES = ("interactions.jsonl", "profiles.jsonl")


def leave(path: str | Path, user: str) -> dict[str, int]:
    """Take a user out of a store; how many lines of each file went. Until the last step the old store stays.

    What was made of the items stays, what was counted over all users is counted anew when the store is next opened, and
    models that were tuned before have been tuned on the user. Raises DataError where there is no store.
    """
    store = Store.open(path)
    gone = {name: sum(_is_of(line, user) for line in _lines(store.path / name)) for name in _FILES}
    if not any(gone.values()):
        return gone
    with replacing_folder(store.path) as fresh:
        files = dict(store.card["files"])
        for file in store.path.iterdir():
            if file.is_file() and file.name not in (CARD, *_FILES):
                shutil.copy2(file, fresh / file.name)
        for name in _FILES:
            kept = [line for line in _lines(store.path / name) if not _is_of(line, user)]
            files.pop(name, None)
            if kept:
                files[name] = _write(fresh / name, kept)
        card = json.dumps({**store.card, "files": files}, ensure_ascii=False, indent=1)
        _write(fresh / CARD, [card.encode() + b"\n"])
    return gone


def _lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True) if file.is_file() else []


def _is_of(line: bytes, user: str) -> bool:
    told: Any = json.loads(line)
    return isinstance(told, dict) and told.get("user") == user


def _write(file: Path, lines: list[bytes]) -> dict[str, Any]:
    data = b"".join(lines)
    with file.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return {"lines": len(lines), "sha256": hashlib.sha256(data).hexdigest()}
