"""Filters as a caller writes them, checked against the catalogue: a misspelt filter is refused, never silently ignored.

    {"genre": ["Comedy", "Romance"], "year_from": 1990, "max_minutes": 120, "not": {"genre": "Horror"}}

Kinds are joined by "and", the values of one kind by "or".
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from rapidfuzz import process

from agent.finding.filters import Filters
from agent.session import Facet
from data.catalogue import Catalogue

_NEAR = 3


def parse_filters(catalogue: Catalogue, filters: Mapping[str, Any] | None) -> Filters:
    """The constraints of a mapping as in the head of this file; `min_X` and `max_X` bound a number X of the catalogue.

    Raises ValueError that names the filter, what was given, and the nearest that would be right.
    """
    required: list[tuple[Facet, ...]] = []
    avoided: tuple[Facet, ...] = ()
    years: dict[str, int] = {}
    limits: list[tuple[str, float | None, float | None]] = []
    bounds = {f"{bound}_{name}": name for name in catalogue.number_names for bound in ("min", "max")}
    for key, value in (filters or {}).items():
        if key in ("year_from", "year_to"):
            years[key] = _year(key, value)
        elif key == "not":
            avoided = _avoided(catalogue, value)
        elif key in catalogue.kinds:
            if group := _facets(catalogue, key, value):
                required.append(group)
        elif key in bounds:
            number = _number(key, value)
            limits.append((bounds[key], None, number) if key.startswith("max_") else (bounds[key], number, None))
        else:
            raise ValueError(_unknown("filter", key, ["year_from", "year_to", "not", *catalogue.kinds, *bounds]))
    if years.get("year_from", -math.inf) > years.get("year_to", math.inf):
        raise ValueError(f"year_from {years['year_from']} is after year_to {years['year_to']}; swap them")
    return Filters(tuple(required), avoided, years.get("year_from"), years.get("year_to"), tuple(limits))


def _avoided(catalogue: Catalogue, value: Any) -> tuple[Facet, ...]:
    if not isinstance(value, Mapping):
        raise ValueError(f'filter "not" is {value!r}; give a kind with values, e.g. {{"genre": ["Horror"]}}')
    for kind in value:
        if kind not in catalogue.kinds:
            raise ValueError(_unknown('kind in "not"', kind, catalogue.kinds))
    return tuple(facet for kind, values in value.items() for facet in _facets(catalogue, kind, values))


def _facets(catalogue: Catalogue, kind: str, value: Any) -> tuple[Facet, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    known = _values(catalogue, kind)
    found = []
    for one in values:
        if not isinstance(one, str) or one.lower() not in known:
            raise ValueError(_unknown(kind, one, known.values()))
        found.append(Facet(kind, known[one.lower()]))
    return tuple(dict.fromkeys(found))


def _values(catalogue: Catalogue, kind: str) -> dict[str, str]:
    """Lower-case value -> the value as the catalogue first writes it."""
    found: dict[str, str] = {}
    for item in catalogue:
        for value in item.values(kind):
            found.setdefault(value.lower(), value)
    return found


def _year(key: str, value: Any) -> int:
    number = _number(key, value)
    if number != int(number):
        raise ValueError(f"filter {key!r} is {value!r}; give a whole year, e.g. 1994")
    return int(number)


def _number(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"filter {key!r} is {value!r}; give a number")
    return float(value)


def _unknown(what: str, given: Any, known: Collection[str]) -> str:
    near = [match for match, _, _ in process.extract(str(given)[:200], known, limit=_NEAR, score_cutoff=50)]
    choices = near or sorted(known)[:_NEAR]
    return f"no {what} {str(given)[:100]!r} in this catalogue; near ones: {', '.join(map(repr, choices)) or 'none'}"
