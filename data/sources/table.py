"""A user's own table: items, interactions, or both, as CSV, JSON, JSON lines or Parquet.

Columns are guessed from headers and values (`data.columns`) and printed with the report; `--map title=Name` says
otherwise, `--map year=-` says none. A folder may hold one table of items and one of interactions. Interactions alone
make the items they name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from data.cells import is_empty, list_of, moment_of, number_of, text_of, year_of
from data.columns import Columns, check_mapping, guess_columns, is_attribute
from data.problems import DataError, Problems
from data.reading import Reading, Source
from data.records import Interaction, Item
from data.tables import Table, is_table, open_table
from data.text import clean
from data.titles import read_title

_SAMPLE = 1_000


def read(path: Path, problems: Problems, *, mapping: Mapping[str, str], seed: int) -> Reading:
    """One file, or a folder with at most one table of items and one of interactions."""
    # A .txt in a folder is as likely a README.
    files = [path] if path.is_file() else sorted(file for file in path.iterdir() if file.is_file() and is_table(file))
    if len(files) > 1:
        files = [file for file in files if not file.name.endswith((".txt", ".txt.gz"))]
    if not files:
        raise DataError(f"{path} holds no table")
    tables = [open_table(file, problems) for file in files]
    check_mapping(mapping, tables)
    found = [_Guessed.of(table, mapping) for table in tables]
    items = _only([one for one in found if not one.columns.are_interactions], "items", path)
    events = _only([one for one in found if one.columns.are_interactions], "interactions", path)
    catalogue = _Catalogue()
    if items:
        catalogue.read(items, problems)
    met = catalogue.read_events(events, problems, grow=items is None) if events else ()
    return Reading(
        name=path.name.split(".")[0] or "table",
        items=catalogue.listed(),
        interactions=met,
        files=tuple(files),
        notes=tuple(
            f"{one.table.file.name}: ignored {', '.join(one.columns.ignored)}" for one in found if one.columns.ignored
        ),
        columns={
            (role if len(found) == 1 else f"{one.table.file.name} {role}"): column
            for one in found
            for role, column in one.columns.roles.items()
        },
    )


@dataclass(frozen=True, slots=True)
class _Guessed:
    table: Table
    columns: Columns

    @staticmethod
    def of(table: Table, mapping: Mapping[str, str]) -> _Guessed:
        head = list(islice(table.rows, _SAMPLE))
        columns = guess_columns(table, [row for _, row in head], mapping)
        return _Guessed(replace(table, rows=chain(head, table.rows)), columns)

    def cell(self, row: Mapping[str, Any], role: str) -> Any:
        column = self.columns.roles.get(role)
        return None if column is None else row.get(column)


def _only(found: list[_Guessed], what: str, path: Path) -> _Guessed | None:
    if len(found) > 1:
        names = ", ".join(one.table.file.name for one in found)
        raise DataError(f"{path} holds {len(found)} tables of {what}: {names}; leave one, or give a file")
    return found[0] if found else None


class _Catalogue:
    """Items as they come to be known, by id and by title."""

    def __init__(self) -> None:
        self._items: dict[str, Item] = {}
        self._by_title: dict[str, str] = {}
        self._grown = False

    def listed(self) -> tuple[Item, ...]:
        """In the order of the table; or by title where only interactions name them, whose order tells too much."""
        if not self._grown:
            return tuple(self._items.values())
        return tuple(sorted(self._items.values(), key=lambda item: (item.title, item.id)))

    def read(self, source: _Guessed, problems: Problems) -> None:
        if "title" not in source.columns.roles:
            raise DataError(
                f"{source.table.file.name}: no column looks like a title; say which is with --map title=NAME. "
                f"The columns are {', '.join(source.table.columns)}"
            )
        for place, (line, row) in enumerate(source.table.rows, 1):
            name = text_of(source.cell(row, "id")) if "id" in source.columns.roles else str(place)
            title = text_of(source.cell(row, "title"))
            if not clean(title)[0]:
                problems.add(source.table.file, line, source.columns.roles["title"], title, "a title")
            elif not name or name in self._items:
                problems.add(source.table.file, line, source.columns.roles.get("id", ""), name, "an id that is new")
            else:
                self._add(_item(name, title, source, row, line, problems))

    def read_events(self, source: _Guessed, problems: Problems, *, grow: bool) -> tuple[Interaction, ...]:
        """The interactions; with `grow` an item that is not known yet is made of what its first row says."""
        roles, file = source.columns.roles, source.table.file
        if "item" not in roles and "title" not in roles:
            raise DataError(f"{file.name}: no column looks like an item; say which is with --map item=NAME")
        self._grown = grow
        events = []
        for line, row in source.table.rows:
            user, item = text_of(source.cell(row, "user")), self._item_of(source, row, line, problems, grow=grow)
            value, time = (source.cell(row, role) for role in ("value", "time"))
            rating = number_of(value)
            moment = moment_of(time, month_first=source.columns.month_first)
            if not user or not item:
                column = roles["user"] if not user else roles.get("item") or roles["title"]
                problems.add(file, line, column, row.get(column), "an item of the catalogue" if user else "a user")
            elif rating is None and not is_empty(value):
                problems.add(file, line, roles["value"], value, "a number")
            elif moment is None and "time" in roles:
                problems.add(file, line, roles["time"], time, "a number, or a date like 2024-12-31")
            else:
                events.append(Interaction(user, item, moment, rating))
        return tuple(events)

    def _item_of(self, source: _Guessed, row: Mapping[str, Any], line: int, problems: Problems, *, grow: bool) -> str:
        title = text_of(source.cell(row, "title"))
        if "item" in source.columns.roles:
            name = text_of(source.cell(row, "item"))
            known = name if name in self._items else self._by_title.get(_key(name), "")
        else:
            name = title
            known = self._by_title.get(_key(title), "")
        if known or not grow or not clean(name)[0]:
            return known
        return self._add(_item(name, title or name, source, row, line, problems))

    def _add(self, item: Item) -> str:
        self._items[item.id] = item
        # A title that two items share names neither of them, unless the year is said too.
        for key in {_key(item.title), _key(item.label())}:
            self._by_title[key] = item.id if self._by_title.get(key, item.id) == item.id else ""
        return item.id


def _key(title: str) -> str:
    return clean(title)[0].casefold()


def _item(name: str, label: str, source: _Guessed, row: Mapping[str, Any], line: int, problems: Problems) -> Item:
    columns, file = source.columns, source.table.file
    label = problems.clean(label)
    title = read_title(label)
    said = source.cell(row, "year")
    year = year_of(said)
    if year is None and not is_empty(said) and text_of(said) != "0":
        problems.add(file, line, columns.roles["year"], said, "a year, or a date")
    numbers: dict[str, float] = {}
    attributes: dict[str, tuple[str, ...]] = {}
    for role, column in columns.roles.items():
        cell = row.get(column)
        if is_empty(cell):
            continue
        if role.startswith("number "):
            value = number_of(cell)
            if value is None:
                problems.add(file, line, column, cell, "a number")
            else:
                numbers[role.removeprefix("number ")] = value
        elif is_attribute(role):
            attributes[role] = list_of(cell, columns.separators[role])
    # A title's own year is a part of the title where the table says another: "Blade Runner (2049)".
    both = title.year if year is None else year
    shown = title.name if both == title.year else label
    description = source.cell(row, "description")
    return Item(name, shown, both, "" if is_empty(description) else text_of(description), attributes, numbers)


SOURCE = Source(
    summary="your own table: CSV, JSON, JSON lines or Parquet; columns are guessed, --map title=NAME says otherwise",
    item_noun="item",
    licence="your own",
    read=read,
    options=None,
)
