"""What a simulated user knows of the item they would be happy with, and of others."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.records import Item
from eval.simulation.point import Point


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`facts` are true of the target; `numbers` are those it is known by ("year", "minutes"): lists are compared by
    them. `likes` were liked; `seen` are ids of items that are no news."""

    target: Item
    facts: tuple[Point, ...]
    numbers: frozenset[str] = field(hash=False)
    likes: tuple[Item, ...]
    seen: frozenset[str] = field(hash=False)
