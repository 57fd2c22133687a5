"""New items for a store that is there: durable, one writer at a time, and either there or not.

The card decides: an item is in the store once `store.json` counts its line. Lines are written and synced first, the
card is replaced last; a reader with the old card reads the old store, whatever stands after the lines it counts. So a
writer that is killed leaves the old store or the new one. Complete lines that the card does not count yet, of such a
writer or of a program that appended to `items.jsonl` itself, are taken in with the next append or by a running server.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from data.atomic import write_file
from data.cleaning import clean_reading
from data.codec import item_line, read_item
from data.problems import DataError, Problems
from data.reading import Reading
from data.records import Item
from data.store import CARD, ITEMS, Store


class KnownItemError(DataError):
    """An item whose id is taken; `items` are the ids."""

    def __init__(self, items: Collection[str]) -> None:
        names = ", ".join(repr(item[:100]) for item in list(items)[:3])
        super().__init__(f"{names} is in the catalogue already; give a new item an id of its own, or none")
        self.items = tuple(items)


def append_items(
    path: str | Path, items: Iterable[Item] = (), *, known: Store | None = None
) -> tuple[Item, ...]:
    """Append items, cleaned as an import cleans them, and take in lines that wait; what was added, in order.

    `known` is the store as the caller has read it: where nothing changed since, its items are not read again.

    Raises KnownItemError, or DataError for an item or a waiting line that is none; the store is then as it was.
    """
    folder = Path(path)
    with _locked(folder):
        store = Store.open(folder)
        if known is not None and known.card == store.card:
            store = known
        file = folder / ITEMS
        data = file.read_bytes() if file.is_file() else b""
        end = _end_of(data, store.counted(ITEMS))
        taken = set(store.catalogue.ids)
        waiting = _cleaned(store, _waiting(data[end:], file, store.counted(ITEMS)), taken)
        given = _cleaned(store, items, taken)
        added = (*waiting, *given)
        if not added:
            return ()
        counted, lines = data[:end], [(item_line(item) + "\n").encode() for item in added]
        whole = counted + b"".join(lines)
        if whole.startswith(data):
            _write_end(file, whole[len(data) :])
        else:
            write_file(file, whole)
        about = {"lines": store.counted(ITEMS) + len(added), "sha256": hashlib.sha256(whole).hexdigest()}
        card = {**store.card, "files": {**store.card.get("files", {}), ITEMS: about}, "began_as": store.began_as}
        write_file(folder / CARD, (json.dumps(card, ensure_ascii=False, indent=1) + "\n").encode())
    return added


def appended_since(store: Store) -> Store | None:
    """The store with what was appended to it since it was opened, read without what is known; None where nothing was.

    Raises DataError where the folder holds another store by now.
    """
    fresh, counted = Store.open(store.path), store.counted(ITEMS)
    if fresh.card == store.card:
        return None
    data = (store.path / ITEMS).read_bytes()
    end, last = _end_of(data, counted), _end_of(data, fresh.counted(ITEMS))
    said = store.card.get("files", {}).get(ITEMS, {}).get("sha256")
    if last < end or (said is not None and hashlib.sha256(data[:end]).hexdigest() != said):
        raise DataError(f"{store.path} was replaced by another store; start again to serve that one")
    items = tuple(read_item(json.loads(line)) for line in data[end:last].splitlines())
    if not items:
        return None
    fresh.catalogue = store.catalogue.grown(items)
    fresh.interactions = store.interactions
    return fresh


def waits(store: Store) -> bool:
    """Whether a store's file of items goes on after the lines that its card counts now."""
    data = (store.path / ITEMS).read_bytes()
    return len(data) > _end_of(data, Store.open(store.path).counted(ITEMS))


def new_id(item: Item) -> str:
    """An id for an item that came without one: the same for the same title, year and description."""
    text = json.dumps([item.title, item.year, item.description], ensure_ascii=False)
    return "new-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which other processes respect too and which a killed one lets go."""
    if not (folder / CARD).is_file():
        Store.open(folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _end_of(data: bytes, lines: int) -> int:
    """Where the counted lines end."""
    end = 0
    for _ in range(lines):
        end = data.find(b"\n", end) + 1
        if not end:
            return len(data)
    return end


def _waiting(tail: bytes, file: Path, counted: int) -> Iterator[Item]:
    """The items of the lines that the card does not count; an unfinished last line is none."""
    lines = tail.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield read_item(json.loads(line))
        except (ValueError, RecursionError) as error:
            if number == len(lines):
                return
            raise DataError(f"{file}, line {counted + number}, was added and is no item: {error}; mend it") from error


def _cleaned(store: Store, items: Iterable[Item], taken: set[str]) -> tuple[Item, ...]:
    """The items as an import would store them; their ids are added to `taken`."""
    given, problems = tuple(items), Problems()
    reading, _ = clean_reading(Reading(store.name, given), problems)
    if problems.count:
        raise DataError(str(problems.listed[0]))
    if twice := [item.id for item in reading.items if item.id in taken]:
        raise KnownItemError(twice)
    taken.update(item.id for item in reading.items)
    return reading.items


def _write_end(file: Path, data: bytes) -> None:
    with file.open("ab") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
