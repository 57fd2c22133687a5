"""What one cell of a table says: a text, a number, a year, a moment, a list. None or empty where it says nothing."""

from __future__ import annotations

import datetime
import json
import math
import re
from typing import Any

from data.numerals import decimal, whole

_NOTHING = {"", "nan", "null", "none", "n/a", "na", "\\n", "-", "?"}
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2}|21\d{2})(?!\d)")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_POINTS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_UTC = datetime.UTC
_LONGEST = 10_000


def is_empty(cell: Any) -> bool:
    """Whether a cell says nothing: empty, not a number, or a word for it."""
    if isinstance(cell, str):
        return cell.strip().lower() in _NOTHING
    return cell is None or cell == [] or (isinstance(cell, float) and math.isnan(cell))


def text_of(cell: Any) -> str:
    """The cell as text; a whole number that a program kept as a float is written without its point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else str(cell).strip()


def number_of(cell: Any) -> float | None:
    """A finite number; `4,5` and `4.5` are the same."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell) if abs(cell) < 1e18 else None
    return decimal(text_of(cell))


def year_of(cell: Any) -> int | None:
    """The year of a number, a date, or a text that holds one; 0 is no year."""
    if isinstance(cell, (datetime.date, datetime.datetime)):
        return cell.year
    found = _YEAR.findall(text_of(cell))
    return int(found[0]) if len(set(found)) == 1 else None


def moment_of(cell: Any, *, month_first: bool = False) -> int | None:
    """A number as it is, or a date or time in seconds since 1970 (UTC where it names no zone).

    `month_first` says how `3/4/2020` is meant: the column as a whole tells.
    """
    if isinstance(cell, datetime.datetime):
        return _seconds(cell)
    if isinstance(cell, datetime.date):
        return _seconds(datetime.datetime(cell.year, cell.month, cell.day))
    number = whole(cell) if isinstance(cell, str) else None
    if number is None and (value := number_of(cell)) is not None:
        number = int(value)
    if number is not None:
        return number
    try:
        if match := _POINTS.fullmatch(text_of(cell)):
            one, two, year, hour, minute, second = (int(part or 0) for part in match.groups())
            month, day = (one, two) if month_first else (two, one)
            return _seconds(datetime.datetime(year, month, day, hour, minute, second))
        return _seconds(datetime.datetime.fromisoformat(text_of(cell)))
    except (ValueError, OverflowError):
        return _worded(text_of(cell))


def list_of(cell: Any, separator: str) -> tuple[str, ...]:
    """The values of a cell: a list, a list written as text (JSON or Python), or parts between separators ("" for none).

    Of objects in a list (`[{"id": 28, "name": "Action"}]`) the names count.
    """
    if isinstance(cell, str) and len(cell) <= _LONGEST and (written := cell.strip())[:1] + written[-1:] == "[]":
        cell = _written_list(written)
    if isinstance(cell, (list, tuple)):
        named = (part.get("name") if isinstance(part, dict) else part for part in cell)
        return tuple(text_of(part) for part in named if not is_empty(part))
    text = text_of(cell)
    parts = (part.strip() for part in text.split(separator)) if separator else (text,)
    return tuple(part for part in parts if not is_empty(part))


def _written_list(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return [one or two for one, two in _QUOTED.findall(text)] or text


def _worded(text: str) -> int | None:
    if len(text) > 30:
        return None
    for form in ("%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"):
        try:
            return _seconds(datetime.datetime.strptime(text, form))
        except (ValueError, OverflowError):
            continue
    return None


def _seconds(moment: datetime.datetime) -> int:
    return int((moment if moment.tzinfo else moment.replace(tzinfo=_UTC)).timestamp())
