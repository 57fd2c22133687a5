"""A store: one folder that holds a catalogue, with interactions, dialogues, facts and profiles where there are any.

Plain JSON lines (see `data.codec`), readable by any tool, with `store.json` beside them that says what they are and
where they come from. A store is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from data.atomic import finish_swap, replacing_folder
from data.catalogue import Catalogue
from data.codec import (
    dialogue_line,
    interaction_line,
    item_line,
    profile_line,
    read_dialogue,
    read_interaction,
    read_item,
    read_profile,
    read_triple,
    triple_line,
)
from data.dialogues import Dialogues
from data.interactions import Interactions
from data.knowledge import Knowledge, Triple
from data.problems import DataError
from data.records import Dialogue, Interaction, Item, Profile

FORMAT = 1
CARD = "store.json"
ITEMS = "items.jsonl"
_CHUNK = 4_096
T = TypeVar("T")


class Store:
    """A store on disk, read when asked. `card` is the content of store.json.

    Every reader raises DataError with file and line where a line is damaged or names an item that is not there.
    """

    def __init__(self, path: Path, card: Mapping[str, Any]) -> None:
        self.path = path
        self.card = card

    @staticmethod
    def open(path: str | Path) -> Store:
        """The store of a folder. Raises DataError where there is none, or one of a format that is not known here."""
        folder = Path(path)
        finish_swap(folder)
        file = folder / CARD
        if not file.is_file():
            raise DataError(f"no store at {folder}: it has no {CARD}; make one with `promptrec import`")
        try:
            card = json.loads(file.read_bytes())
        except ValueError as error:
            raise DataError(f"{file} is damaged ({error}); import the data again") from error
        if not isinstance(card, dict) or card.get("format") != FORMAT:
            found = card.get("format") if isinstance(card, dict) else card
            raise DataError(f"{file} has format {found!r}; this version reads {FORMAT}: import the data again")
        return Store(folder, card)

    @property
    def name(self) -> str:
        """What to call it: the data set's own name."""
        return str(self.card.get("name") or self.path.name)

    @property
    def item_noun(self) -> str:
        """What one item is called in a sentence: "film", "product"; "item" where nobody said."""
        return str(self.card.get("item_noun") or "item")

    @property
    def began_as(self) -> str:
        """The fingerprint of the catalogue before anything was appended: what tells this store from others."""
        return str(self.card.get("began_as") or self.catalogue.fingerprint)

    def counted(self, name: str) -> int:
        """How many lines of a file belong to the store."""
        return int(self.card.get("files", {}).get(name, {}).get("lines", 0))

    @cached_property
    def catalogue(self) -> Catalogue:
        """All items, in the order of the file."""
        # What stands after the lines that the card counts is an append that is not finished: see `data.appending`.
        most = self.counted(ITEMS) if ITEMS in self.card.get("files", {}) else None
        return Catalogue(self._read(ITEMS, read_item, most=most))

    @cached_property
    def interactions(self) -> Interactions:
        """All interactions; empty where the store has none."""
        made = Interactions(self._read("interactions.jsonl", read_interaction))
        if made.items.issubset(self.catalogue.ids):
            return made
        # Read again to say in which line: to look at each event at once would cost a second a million.
        return Interactions(self._known("interactions.jsonl", read_interaction, lambda event: (event.item,)))

    @cached_property
    def dialogues(self) -> Dialogues:
        """All dialogues; empty where the store has none."""
        return Dialogues(self._known("dialogues.jsonl", read_dialogue, _named))

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge graph; made of the items' attributes where the store has none."""
        return Knowledge(self._known("knowledge.jsonl", read_triple, Triple.items)) or Knowledge.of(self.catalogue)

    @cached_property
    def profiles(self) -> Mapping[str, Profile]:
        """What is known of users besides events, by their ids; empty where the store has none."""
        return {profile.user: profile for profile in self._read("profiles.jsonl", read_profile)}

    def _known(self, name: str, read: Callable[[Any], T], items: Callable[[T], Iterable[str]]) -> Iterator[T]:
        for number, record in enumerate(self._read(name, read), 1):
            for item in items(record):
                if item not in self.catalogue:
                    raise DataError(f"{self.path / name}, line {number}: item {item!r} is not in items.jsonl")
            yield record

    def _read(self, name: str, read: Callable[[Any], T], *, most: int | None = None) -> Iterator[T]:
        file = self.path / name
        if not file.is_file():
            if self.card.get("files", {}).get(name):
                raise DataError(f"{file} is gone, though {CARD} names it; import the data again")
            return
        count = 0
        with file.open("rb") as lines:
            while chunk := list(islice(lines, _CHUNK if most is None else min(_CHUNK, most - count))):
                for row in _rows(chunk, file, count):
                    count += 1
                    try:
                        yield read(row)
                    except ValueError as error:
                        raise DataError(f"{file}, line {count}: {error}") from error
        said = self.card.get("files", {}).get(name, {}).get("lines", count)
        if said != count:
            raise DataError(f"{file} holds {count} lines where {CARD} says {said}: cut off or edited; import it again")


def write_store(
    path: str | Path,
    items: Iterable[Item],
    interactions: Iterable[Interaction] = (),
    dialogues: Iterable[Dialogue] = (),
    *,
    name: str,
    source: str,
    item_noun: str = "item",
    licence: str = "",
    files: Iterable[Path] = (),
    stripped: int = 0,
    notes: Iterable[str] = (),
    knowledge: Iterable[Triple] = (),
    profiles: Iterable[Profile] = (),
) -> Store:
    """Write a store, in place of the one that is there, and open it. Until the last step the old one stays.

    `source` is the name of what read it, `files` the data files it was read from (their sha256 is kept), `stripped` how
    many invisible characters were taken out. Files without a row are not written. Raises DataError where a record names
    an unknown item, an id comes twice, or the folder holds something that is not a store.
    """
    target = Path(path)
    finish_swap(target)
    if target.exists() and not (target / CARD).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise DataError(f"{target} is there and is not a store; choose another place, or empty it first")
    known: set[str] = set()
    with replacing_folder(target) as fresh:
        events = _checked(interactions, known, lambda event: (event.item,))
        written = {
            "items.jsonl": write_lines(fresh / "items.jsonl", _noting(items, known), item_line),
            "interactions.jsonl": write_lines(fresh / "interactions.jsonl", events, interaction_line),
            "dialogues.jsonl": write_lines(
                fresh / "dialogues.jsonl", _checked(dialogues, known, _named), dialogue_line
            ),
            "knowledge.jsonl": write_lines(
                fresh / "knowledge.jsonl", _checked(knowledge, known, Triple.items), triple_line
            ),
            "profiles.jsonl": write_lines(fresh / "profiles.jsonl", profiles, profile_line),
        }
        card = {
            "format": FORMAT,
            "name": name,
            "item_noun": item_noun,
            "source": source,
            "licence": licence,
            "files": {file: about for file, about in written.items() if about["lines"]},
            "read_from": [{"name": file.name, "sha256": _sha256(file)} for file in files],
            "stripped_characters": stripped,
            "notes": list(notes),
        }
        write_lines(fresh / CARD, (json.dumps(card, ensure_ascii=False, indent=1),), str)
    return Store.open(path)


def _named(dialogue: Dialogue) -> Iterator[str]:
    for turn in dialogue.turns:
        yield from turn.items()
    yield from dialogue.marks


def _noting(items: Iterable[Item], known: set[str]) -> Iterator[Item]:
    for item in items:
        if item.id in known:
            raise DataError(f"item id {item.id!r} comes twice; give every item an id of its own")
        known.add(item.id)
        yield item


def _checked(records: Iterable[T], known: set[str], items: Callable[[T], Iterable[str]]) -> Iterator[T]:
    for record in records:
        for item in items(record):
            if item not in known:
                raise DataError(f"item {item!r} is named by {str(record)[:120]} but not among the {len(known)} items")
        yield record


def write_lines(file: Path, records: Iterable[T], line: Callable[[T], str]) -> dict[str, Any]:
    """Write records as lines, safely on disk; how many, and their sha256. A file without lines is not left behind."""
    count, digest = 0, hashlib.sha256()
    with file.open("wb") as out:
        for record in records:
            count += 1
            data = (line(record) + "\n").encode()
            digest.update(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if not count:
        file.unlink()
    return {"lines": count, "sha256": digest.hexdigest()}


def _rows(lines: list[bytes], file: Path, before: int) -> list[Any]:
    """The JSON values of some lines: parsed as one list, which is twice as fast, or one by one where that fails."""
    try:
        rows: list[Any] = json.loads(b"[" + b",".join(lines) + b"]")
        if len(rows) == len(lines):
            return rows
    except (ValueError, RecursionError):
        pass
    rows = []
    for number, line in enumerate(lines, before + 1):
        try:
            rows.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise DataError(f"{file}, line {number}: not a JSON object ({error}); import the data again") from error
    return rows


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
