"""Amazon 2014 5-core sequences as S3-Rec and P5 use them: one user a line, then items in time order.

    NAME.txt                    user item item item ...
    NAME.items.tsv              item_id, asin, title, categories, attribute_names, textual_id
    NAME.users.tsv              user_id, reviewerID
    NAME_item2attributes.json   item -> numbers of attributes, named in NAME_attribute_names.json

The files number items by first appearance in whole sequences, held-out items included: "the largest number so far,
plus one" answers 4 % of Beauty's test without learning anything. Items are therefore put in an order drawn from the
seed, and numbered anew where there is no ASIN to call them by.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from data.interactions import Interactions
from data.opening import find, open_lines, read_object
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Interaction, Item

_COLUMNS = ["item_id", "asin", "title", "categories", "attribute_names", "textual_id"]
_UNKNOWN = {"", "Unknown"}


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """A NAME.txt, packed or not, or a folder that holds one such file; the other files are looked for beside it."""
    file = _sequences(path, mapping.get("name"))
    name = file.name.removesuffix(".gz").removesuffix(".txt")
    users_file, items_file = find(file.parent, f"{name}.users.tsv"), find(file.parent, f"{name}.items.tsv")
    users = {row[0]: row[1] for _, row in _rows(users_file, problems, 2)} if users_file else {}
    items = _listed(items_file, problems) if items_file else {}
    events = _events(file, users, items, problems, listed=bool(items_file))
    files = [file, *(found for found in (users_file, items_file) if found)]
    if not items_file:
        events, items, more = _numbered(events, file.parent, name, seed)
        files += more
    order = sorted(items.values(), key=lambda item: item.id)
    random.Random(seed).shuffle(order)
    return Reading(f"Amazon {name.replace('_', ' ')}", tuple(order), events, files=tuple(files))


def _sequences(path: Path, name: str | None) -> Path:
    if path.is_file():
        return path
    found = sorted(file for file in path.glob("*.txt*") if file.name.endswith((".txt", ".txt.gz")))
    if name:
        found = [file for file in found if file.name.split(".")[0] == name]
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        raise DataError(f"{path} should hold one NAME.txt and holds {names}; give the file, or --map name=NAME")
    return found[0]


def _rows(file: Path, problems: Problems, width: int) -> list[tuple[int, list[str]]]:
    """The rows of a table with tabs, without its header."""
    rows = []
    for number, line in open_lines(file, problems):
        row = line.rstrip("\r\n").split("\t")
        if len(row) != width:
            problems.add(file, number, "", line, f"{width} columns")
        elif number > 1:
            rows.append((number, row))
    return rows


def _listed(file: Path, problems: Problems) -> dict[str, Item]:
    items: dict[str, Item] = {}
    asins: set[str] = set()
    rows = _rows(file, problems, len(_COLUMNS))
    # The first name is the brand, but where a product has none it is the first category.
    known = {name for _, row in rows for name in row[4].split(" | ")[1:]} | _UNKNOWN
    for line, (number, asin, title, categories, names, text) in rows:
        if not asin or asin in asins or number in items:
            problems.add(file, line, "item_id, asin", f"{number} {asin}", "a number and an asin that are new")
            continue
        asins.add(asin)
        brand, *kinds = names.split(" | ")
        kinds = categories.split(" > ") if categories else [brand, *kinds] if brand in known else kinds
        # Sports has no titles: the words that a title left are the best name there is.
        items[number] = _item(asin, title or text or asin, "" if brand in known else brand, kinds)
    return items


def _item(name: str, title: str, brand: str, categories: list[str]) -> Item:
    attributes: dict[str, tuple[str, ...]] = {}
    if brand:
        attributes["brand"] = (brand,)
    if kept := tuple(dict.fromkeys(category for category in categories if category not in _UNKNOWN)):
        attributes["category"] = kept
    return Item(name, title, attributes=attributes)


def _events(
    file: Path, users: Mapping[str, str], items: Mapping[str, Item], problems: Problems, *, listed: bool
) -> tuple[Interaction, ...]:
    events = []
    for number, line in open_lines(file, problems):
        user, *sequence = line.split() or [""]
        if not user or not sequence:
            problems.add(file, number, "", line, "a user and at least one item")
            continue
        for place, item in enumerate(sequence):
            if listed and item not in items:
                problems.add(file, number, "item", item, "an item of the items file")
            else:
                events.append(Interaction(users.get(user, user), items[item].id if listed else item, place))
    return tuple(events)


def _numbered(
    events: tuple[Interaction, ...], folder: Path, name: str, seed: int
) -> tuple[tuple[Interaction, ...], dict[str, Item], list[Path]]:
    """New numbers for items that have no other name, with the attributes that S3-Rec gives them."""
    renumbered, new = Interactions(events).renumbered(seed)
    links, names = find(folder, f"{name}_item2attributes.json"), find(folder, f"{name}_attribute_names.json")
    found, words = (read_object(file) if file else {} for file in (links, names))
    items = {}
    for old, number in new.items():
        numbers = found.get(old)
        kinds = [str(words.get(str(kind), kind)) for kind in numbers] if isinstance(numbers, list) else []
        item = Item(number, f"Item {number}")
        items[old] = replace(item, attributes={"attribute": tuple(kinds)}) if kinds else item
    return tuple(renumbered), items, [file for file in (links, names) if file]


SOURCE = Source(
    summary="Amazon 2014 sequences (S3-Rec, P5): NAME.txt with NAME.items.tsv beside it",
    item_noun="product",
    licence="academic use (J. McAuley, UC San Diego)",
    read=read,
    options={"name": "which NAME.txt of a folder"},
)
