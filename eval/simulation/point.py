"""One thing that a simulated user can say: what it asks for, and the sentences that say it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from eval.simulation import wording as say
from eval.simulation.constraint import Constraint

PEOPLE = ("director", "cast", "actor", "author", "writer", "artist", "composer", "creator")
"""Kinds of attributes whose values are people."""

_SAID_AS = {"actor": "cast"} | dict.fromkeys(("author", "writer", "artist", "composer", "creator"), "maker")
_SHELVES = frozenset({"genre", "mood", "category"})
_DIRECTION = {
    "year": ("newer", "older"), "minutes": ("more minutes", "less minutes"), "price": ("more price", "less price"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """`sentences` are forms with {fields}; `weight` says how readily it is said beside other points."""

    constraint: Constraint
    sentences: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)
    weight: float = 1.0


def wish(kind: str, value: str, weight: float = 1.0) -> Point:
    """A value that is wanted."""
    return Point(Constraint(kind, value), _of_kind(say.WISHES, kind), _fields(kind, value), weight)


def more(kind: str, value: str, weight: float = 1.0) -> Point:
    """A value that a list lacks."""
    return Point(Constraint(kind, value), say.MORE.get(kind, _of_kind(say.WISHES, kind)), _fields(kind, value), weight)


def refusal(kind: str, value: str, weight: float = 1.0) -> Point:
    """A value that is not wanted."""
    sentences = _of_kind(say.REFUSALS, kind)
    return Point(Constraint(kind, value, refused=True), sentences, _fields(kind, value), weight)


def decade(year: int, weight: float = 1.0) -> Point:
    """The decade of a year is wanted."""
    start = year - year % 10
    return Point(Constraint("year", least=start, most=start + 9), say.WISHES["year"], {"value": f"{start}s"}, weight)


def bound(name: str, amount: int, *, most: bool, weight: float = 1.0) -> Point | None:
    """A number that is at most, or at least, so much; None where no sentence says so."""
    sentences = say.WISHES.get(f"{'most' if most else 'least'} {name}")
    limit = Constraint(name, most=amount) if most else Constraint(name, least=amount)
    return None if sentences is None else Point(limit, sentences, {"amount": str(amount)}, weight)


def direction(name: str, edge: float, *, upwards: bool, weight: float = 1.0) -> Point | None:
    """A number beyond that of every listed item: above `edge`, or below it. None where no word says so."""
    if name not in _DIRECTION:
        return None
    beyond = math.nextafter(edge, math.inf if upwards else -math.inf)
    limit = Constraint(name, least=beyond) if upwards else Constraint(name, most=beyond)
    return Point(limit, say.DIRECTIONS[_DIRECTION[name][not upwards]], weight=weight)


def word(value: str, weight: float = 1.0) -> Point:
    """A word that a description holds."""
    return Point(Constraint("word", value), say.WISHES["word"], {"value": value}, weight)


def _of_kind(sentences: Mapping[str, tuple[str, ...]], kind: str) -> tuple[str, ...]:
    said = _SAID_AS.get(kind, kind)
    return sentences.get(said, sentences["other"])


def _fields(kind: str, value: str) -> dict[str, str]:
    # Names keep their capitals, as people write them; shelves and moods have none.
    return {"kind": kind, "value": value.lower() if kind in _SHELVES else value}
