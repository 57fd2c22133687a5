"""Which column of a table is the title, which the user: guessed from headers and values, and always printed.

A role is "id", "title", "year" or "description" of an item; "user", "item", "time" or "value" of an interaction; a kind
of attribute ("genre"), or a number of an item ("number minutes"). What nobody understands is ignored, and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.cells import is_empty, list_of, moment_of, number_of, text_of, year_of
from data.problems import DataError
from data.tables import Table

NONE = "-"
"""The column that means none: `--map year=-`."""

# Best first. A header matches when it is the same but for capitals, blanks and marks.
_CODES = (
    "itemid movieid filmid productid parentasin asin bookid gameid songid trackid articleid showid animeid businessid "
    "recipeid sku isbn13 isbn tconst imdbid tmdbid"
)
_THINGS = "movie film book game song track product"
_EVENT = {
    "user": "user userid username reviewerid customerid customer memberid visitorid accountid uid reader",
    "item": f"item {_CODES} {_THINGS}",
    "time": "timestamp time datetime date ts unixreviewtime unixtime createdat ratedat watchedat eventtime reviewtime "
    "reviewdate orderdate purchasedate tick",
    "value": "rating ratings score stars overall value bookrating ratingvalue userrating preference grade",
}
_ITEM = {
    "id": f"id {_CODES}",
    "title": "title name itemtitle movietitle filmtitle moviename filmname primarytitle producttitle productname "
    f"booktitle gametitle songtitle trackname label titel item {_THINGS}",
    "year": "year releaseyear yearofrelease startyear publicationyear yearofpublication publishyear releasedate "
    "released publisheddate publicationdate date jahr",
    "description": "description plot overview synopsis summary storyline abstract blurb about text",
    "genre": "genre genres",
    "director": "director directors directedby",
    "cast": "cast actors actor starring stars castmembers",
    "country": "country countries productioncountries origincountry",
    "keyword": "keyword keywords tag tags plotkeywords",
    "mood": "mood moods",
    "also_known_as": "originaltitle alsoknownas alternativetitle alternatetitle",
    "number minutes": "minutes runtime runtimeminutes duration runningtime length",
}
_HEADERS = {role: headers.split() for role, headers in (_EVENT | _ITEM).items()}
_PLAIN = ("id", "title", "year", "description")
_LISTS = ("genre", "director", "cast", "country", "keyword", "mood")
_FLAGS = {"true", "false", "yes", "no", "0", "1"}
_LONG = 80
_SHARE = 0.9

Cells = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The guess: role -> column; for attributes the separator of their values, "" where a cell is one value."""

    roles: Mapping[str, str]
    separators: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    month_first: bool = False

    @property
    def are_interactions(self) -> bool:
        """Whether the table tells of users."""
        return "user" in self.roles


def guess_columns(table: Table, sample: Sequence[Mapping[str, Any]], mapping: Mapping[str, str]) -> Columns:
    """The roles of a table's columns, from some of its rows. `mapping` (role -> column) goes before any guess.

    A table with a user is one of interactions. A mapped role that is not known becomes an attribute, or a number where
    its values are numbers.
    """
    cells = {column: [row.get(column) for row in sample if not is_empty(row.get(column))] for column in table.columns}
    roles = {_role(role, cells[column]): column for role, column in mapping.items() if column in cells}
    barred = {role for role, column in mapping.items() if column == NONE}
    free = [column for column in table.columns if column not in roles.values() and cells[column]]
    if not table.named and not roles and not barred:
        _guess_unnamed(free, cells, roles)
    _take(["user"], free, cells, roles, barred)
    if "user" in roles:
        if "id" in roles:
            roles["item"] = roles.pop("id")
        _take([role for role in _EVENT if role != "user"], free, cells, roles, barred)
        # A review's own title or text is no fact of the item: a fact is the same in each of the item's rows.
        facts = [column for column in free if _same(column, roles.get("item"), sample)]
        _take([role for role in _ITEM if role not in ("id", "description")], facts, cells, roles, barred)
    else:
        _take(_ITEM, free, cells, roles, barred)
        if not table.named and "id" not in roles and "id" not in barred:
            _guess_id(free, cells, roles)
        _guess_the_rest(free, cells, roles, barred)
    separators = {role: _separator(role, cells[column]) for role, column in roles.items() if is_attribute(role)}
    ignored = tuple(column for column in table.columns if column not in roles.values())
    return Columns(roles, separators, ignored, _month_first(cells.get(roles.get("time", ""), ())))


def is_attribute(role: str) -> bool:
    """Whether a role is a kind of attribute."""
    return role not in _PLAIN and role not in _EVENT and not role.startswith("number ")


def check_mapping(mapping: Mapping[str, str], tables: Collection[Table]) -> None:
    """Raises DataError where a mapped column is in no table; the message lists the columns there are."""
    known = [column for table in tables for column in table.columns]
    for role, column in mapping.items():
        if column != NONE and column not in known:
            raise DataError(f"--map {role}={column}: no column {column!r}; there are {', '.join(map(repr, known))}")


def _role(name: str, cells: list[Any]) -> str:
    return f"number {name}" if is_attribute(name) and _share(cells, _is_number) else name


def _take(wanted: Iterable[str], free: list[str], cells: Cells, roles: dict[str, str], barred: set[str]) -> None:
    """Give each wanted role the free column with the best header whose values fit."""
    for role in wanted:
        plain = {_plain(column): column for column in reversed(free)}
        named = [plain[header] for header in _HEADERS[role] if header in plain]
        column = next((column for column in named if _fits(role, cells[column])), None)
        if column and role not in roles and role.removeprefix("number ") not in barred:
            roles[role] = column
            free.remove(column)


def _fits(role: str, cells: list[Any]) -> bool:
    match role:
        case "id":
            return len({text_of(cell) for cell in cells}) >= _SHARE * len(cells)
        case "year":
            return _share(cells, lambda cell: year_of(cell) is not None)
        case "time":
            return _dates(cells)
        case "value" | "number minutes":
            return _share(cells, _is_number)
        case "title" | "cast":
            return len(cells) < 3 or not _share(cells, _is_number)
        case _:
            return True


def _same(column: str, item: str | None, sample: Sequence[Mapping[str, Any]]) -> bool:
    said: dict[str, str] = {}
    rows = [(text_of(row.get(item)), text_of(row.get(column))) for row in sample if item]
    return all(said.setdefault(name, cell) == cell for name, cell in rows)


def _guess_unnamed(free: list[str], cells: Cells, roles: dict[str, str]) -> None:
    """A table without a header, of codes and numbers: user, item, then a rating or a time, then a time."""
    codes = all(_share(cells[column], lambda cell: " " not in text_of(cell)) for column in free)
    if not codes or not 3 <= len(free) <= 4 or not _share(cells[free[2]], _is_number):
        return
    small = _share(cells[free[2]], lambda cell: abs(number_of(cell) or 0) <= 1_000)
    roles.update(zip(("user", "item", "value" if small else "time"), free, strict=False))
    if len(free) == 4 and small and _dates(cells[free[3]]):
        roles["time"] = free[3]
    free[:] = [column for column in free if column not in roles.values()]


def _guess_id(free: list[str], cells: Cells, roles: dict[str, str]) -> None:
    """Without a header the first column is the id, where it is a code that comes once."""
    if free and _fits("id", cells[free[0]]) and _share(cells[free[0]], lambda cell: " " not in text_of(cell)):
        roles["id"] = free.pop(0)


def _guess_the_rest(free: list[str], cells: Cells, roles: dict[str, str], barred: set[str]) -> None:
    """By values alone: the title where none was found, then texts, numbers and attributes under their own names."""
    texts = {column: [text_of(cell) for cell in cells[column]] for column in free}
    lengths = {column: sum(map(len, found)) / len(found) for column, found in texts.items()}
    words = [column for column in free if not _share(cells[column], _is_number) and not _links(texts[column])]
    short = [column for column in words if lengths[column] <= _LONG]
    long = [column for column in words if lengths[column] > _LONG]
    for role, found in (("title", short), ("description", long)):
        if role not in roles and role not in barred and found:
            roles[role] = max(found, key=lambda column: (len(set(texts[column])), lengths[column]))
            free.remove(roles[role])
    for column in free:
        name = column.lower().replace(" ", "_")
        if name in barred or name in roles or _plain(column) in _HEADERS["id"] or _plain(column).startswith("unnamed"):
            continue
        if column not in words and not _links(texts[column]):
            roles[f"number {name}"] = column
        elif column in short and not _dates(cells[column]) and _shared(cells[column]):
            roles[name] = column


def _shared(cells: list[Any]) -> bool:
    """Whether values come more than once, as those of an attribute do, and are more than flags."""
    values = [value for cell in cells for value in list_of(cell, _separator("", cells))]
    flags = {value.lower() for value in values} <= _FLAGS
    return not flags and (len(values) < 5 or len(set(values)) <= _SHARE * len(values))


def _separator(role: str, cells: list[Any]) -> str:
    texts = [text_of(cell) for cell in cells]
    for mark in ("|", ";"):
        if any(mark in text for text in texts):
            return mark
    # A comma may stand inside one value ("London, England"): only where values are known to be lists does it part them.
    return "," if role in _LISTS and any("," in text for text in texts) else ""


def _share(cells: Sequence[Any], test: Callable[[Any], bool]) -> bool:
    return bool(cells) and sum(map(test, cells)) >= _SHARE * len(cells)


def _is_number(cell: Any) -> bool:
    return number_of(cell) is not None


def _links(texts: list[str]) -> bool:
    return _share(texts, lambda text: text.startswith(("http://", "https://", "/")))


def _dates(cells: list[Any]) -> bool:
    return any(
        _share(cells, lambda cell, first=first: moment_of(cell, month_first=first) is not None)  # type: ignore[misc]
        for first in (False, True)
    )


def _month_first(cells: Sequence[Any]) -> bool:
    """Whether dates like 12/31/2020 put the month first: so it is when only that reads them all."""
    days = sum(moment_of(cell) is None for cell in cells)
    return days > sum(moment_of(cell, month_first=True) is None for cell in cells)


def _plain(header: str) -> str:
    return "".join(filter(str.isalnum, header.casefold()))
