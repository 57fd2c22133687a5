"""The files of a checkpoint folder: its card, what they should be, and whether they still are."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.atomic import write_file

FORMAT = 1
CARD = "promptrec.json"


class CheckpointError(RuntimeError):
    """A checkpoint is damaged, of another format or made for something else; the message names file and way out."""


def read_card(folder: Path) -> dict[str, Any]:
    """The content of promptrec.json. Raises CheckpointError where it is missing, damaged or of another format."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{folder} holds no readable {CARD}: {error}; tune or copy the model again") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        found = card.get("format") if isinstance(card, dict) else card
        raise CheckpointError(
            f"{folder / CARD} has format {found!r}; this version reads format {FORMAT}: tune the model again"
        )
    return card


def write_card(folder: Path, card: Mapping[str, Any]) -> None:
    """Write promptrec.json with the sha256 of every other file, and see to it that all of them are safely on disk."""
    files = {str(file.relative_to(folder)): file for file in sorted(folder.rglob("*")) if _counts(file)}
    for file in files.values():
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
    sealed = {**card, "files": {name: _sha256(file) for name, file in files.items()}}
    write_file(folder / CARD, (json.dumps(sealed, indent=1, sort_keys=True) + "\n").encode())


def check_files(folder: Path, card: Mapping[str, Any]) -> None:
    """Raise CheckpointError where a file is missing or another than was saved. Cards without hashes are believed."""
    files = card.get("files", {})
    if not isinstance(files, dict):
        raise CheckpointError(f"{folder / CARD} is damaged: files is {type(files).__name__}; copy the model again")
    for name, known in files.items():
        try:
            found = _sha256(folder / name)
        except OSError as error:
            raise CheckpointError(f"{folder / name} cannot be read: {error}; copy the model again") from error
        if found != known:
            raise CheckpointError(
                f"{folder / name} is damaged or was changed: its sha256 is {found}, {CARD} says {known}; copy it again"
            )


def _counts(file: Path) -> bool:
    """Notes for people may be edited; all else is what the model is."""
    return file.is_file() and file.name != CARD and file.suffix.lower() not in (".md", ".txt")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
