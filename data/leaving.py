"""A user leaves a store: their events and their profile are taken out of its files, all else stays as it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from data.atomic import replacing_folder
from data.store import CARD, Store, write_lines

_FILES = ("interactions.jsonl", "profiles.jsonl")


def leave(path: str | Path, user: str) -> dict[str, int]:
    """Take a user out of a store; how many lines of each file went. Until the last step the old store stays.

    What was made of the items stays, what was counted over all users is counted anew when the store is next opened, and
    models that were tuned before have been tuned on the user. Raises DataError where there is no store.
    """
    store = Store.open(path)
    lines = {name: _lines(store.path / name) for name in _FILES}
    kept = {name: [line for line in every if json.loads(line).get("user") != user] for name, every in lines.items()}
    gone = {name: len(every) - len(kept[name]) for name, every in lines.items()}
    if not any(gone.values()):
        return gone
    with replacing_folder(store.path) as fresh:
        for file in store.path.iterdir():
            if file.is_file() and file.name not in (CARD, *_FILES):
                shutil.copy2(file, fresh / file.name)
        files = {name: about for name, about in store.card["files"].items() if name not in _FILES}
        files |= {name: write_lines(fresh / name, own, str) for name, own in kept.items() if own}
        card = json.dumps({**store.card, "files": files}, ensure_ascii=False, indent=1)
        write_lines(fresh / CARD, (card,), str)
    return gone


def _lines(file: Path) -> list[str]:
    return [line.decode() for line in file.read_bytes().splitlines()] if file.is_file() else []
