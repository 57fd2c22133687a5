"""What a simulated user has asked for, as a value that any item of a catalogue keeps or breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.records import Item


@dataclass(frozen=True, slots=True)
class Constraint:
    """A value of an attribute (`kind`, `value`) that is wanted or `refused`, or bounds of a number, both included.

    `kind` "year" bounds the year, "item" refuses one item by its id, "word" wants a word and can be broken by nothing:
    a description need not use it.
    """

    kind: str
    value: str = ""
    refused: bool = False
    least: float | None = None
    most: float | None = None

    @property
    def hard(self) -> bool:
        """Whether an item that breaks it must not be listed: refusals and bounds, but not what would be welcome."""
        return self.refused or self._bounds

    def __str__(self) -> str:
        if self._bounds:
            sides = [f"{sign} {side:g}" for sign, side in ((">=", self.least), ("<=", self.most)) if side is not None]
            return f"{self.kind} {' and '.join(sides)}"
        return f"{'no ' if self.refused else ''}{self.kind} {self.value}"

    def broken_by(self, item: Item) -> bool:
        """Whether an item does not keep it; one whose number nobody knows keeps no bound on it."""
        if self.kind == "word":
            return False
        if self.kind == "item":
            return item.id == self.value
        if self._bounds:
            return not _within(number(item, self.kind), self.least, self.most)
        has = self.value.casefold() in (value.casefold() for value in item.values(self.kind))
        return has == self.refused

    def ignored_by(self, listed: Sequence[Item]) -> bool:
        """Whether more than half of a list breaks it."""
        return 2 * sum(self.broken_by(item) for item in listed) > len(listed)

    def said_in(self, said: Sequence[Constraint]) -> bool:
        """Whether it was said before, or more than it: after "shorter than 90 minutes" two hours are no news."""
        return any(one == self or one._implies(self) for one in said)

    @property
    def _bounds(self) -> bool:
        return self.least is not None or self.most is not None

    def _implies(self, other: Constraint) -> bool:
        """Whether bounds of one number leave nothing outside the other's."""
        return self._bounds and other._bounds and self.kind == other.kind and (
            (other.least is None or (self.least is not None and self.least >= other.least))
            and (other.most is None or (self.most is not None and self.most <= other.most))
        )


def number(item: Item, name: str) -> float | None:
    """A number of an item by the name that bounds use."""
    return item.year if name == "year" else item.numbers.get(name)


def _within(value: float | None, least: float | None, most: float | None) -> bool:
    return value is not None and (least is None or value >= least) and (most is None or value <= most)
