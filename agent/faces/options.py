"""Words of a command line as values: `key=value`, and several names in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_NUMBERS = ("year_", "min_", "max_")


def pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    """`["a=b"]` as `{"a": "b"}`; a later value replaces an earlier one. Raises ValueError that names the option."""
    found = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not key or not equals:
            raise ValueError(f"{option} {text}: expected key=value")
        found[key] = value
    return found


def names(given: Sequence[str]) -> list[str]:
    """Titles or ids in order; one option may hold several, parted by semicolons. A title with one goes by its id."""
    return [name for text in given for part in text.split(";") if (name := part.strip())]


def filters(given: Sequence[str]) -> dict[str, Any]:
    """`genre=Comedy`, `year_from=1990`, `not.genre=War` as the API's filters; a key given twice means either value."""
    found: dict[str, Any] = {}
    for text in given:
        ((key, value),) = pairs("--filter", [text]).items()
        into, key = (found.setdefault("not", {}), key[4:]) if key.startswith("not.") else (found, key)
        if key.startswith(_NUMBERS):
            into[key] = _number(text, value)
        else:
            into.setdefault(key, []).append(value)
    return found


def _number(text: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"--filter {text}: expected a number") from None
