"""What is wrong with a list, seen by a user who knows what they look for: "older", "not with X", "more like horror".

Everything said is true of the target and of the list: it is what a careful listener may act on.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from data.catalogue import Catalogue
from data.records import Item
from eval.simulation.constraint import Constraint, number
from eval.simulation.giveaway import NAMES, gives_away
from eval.simulation.knowledge import Knowledge
from eval.simulation.point import PEOPLE, Point, direction, more, refusal

_MOST = 0.8
"""The share of a list that must lie on one side of the target for the user to say so."""
_GAPS = {"year": 5.0, "minutes": 12.0}
_GAP = 0.15
"""How far the middle of a list must lie from the target: years, minutes; other numbers by this share."""
_SHELF = 60
"""A kind with at most so many values is a shelf: its values are said of a whole list."""
_FEW = 0.4
"""A known fact is missed where at most this share of a list has it."""
_FAMOUS = 4
_CLOSE = 4
"""An item that shares so many values with the target looks close to it."""


class Critic:
    """Compares lists with targets over one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._counts = Counter({key: len(ids) for key, ids in catalogue.by_value.items()})
        sizes = Counter(kind for kind, _ in self._counts)
        self._shelves = frozenset(kind for kind in sizes if kind not in PEOPLE and sizes[kind] <= _SHELF)

    def points(self, listed: Sequence[Item], knowledge: Knowledge, said: Sequence[Constraint]) -> tuple[Point, ...]:
        """All that can be said of a list, but what was said before."""
        found = [*self._directions(listed, knowledge), *self._too_much(listed, knowledge.target)]
        found += self._missed(listed, knowledge)
        return tuple(one for one in found if not one.constraint.said_in(said))

    def closest(self, listed: Sequence[Item], target: Item) -> int | None:
        """The place of the item that is most like the target, where one is much like it."""
        attributes = target.attributes.items()
        shared = [sum(len(set(item.values(kind)) & set(values)) for kind, values in attributes) for item in listed]
        best = max(shared, default=0)
        return shared.index(best) if best >= _CLOSE else None

    def _directions(self, listed: Sequence[Item], knowledge: Knowledge) -> Iterator[Point]:
        for name in sorted(knowledge.numbers):
            own = number(knowledge.target, name)
            numbers = [its for item in listed if (its := number(item, name)) is not None]
            first = number(listed[0], name)
            if own is None or not numbers or abs(median(numbers) - own) < _GAPS.get(name, _GAP * own):
                continue
            enough = math.ceil(_MOST * len(numbers))
            for upwards, edge in ((True, min(numbers)), (False, max(numbers))):
                beyond = [its < own if upwards else its > own for its in numbers]
                # True of the list as a whole, and of the item that is offered first, which others take it to mean.
                if first is not None and beyond[0] and sum(beyond) >= enough:
                    # Said of a list, "older" means older than the newest of it at the very least.
                    point = direction(name, edge, upwards=upwards, weight=3.0)
                    yield from () if point is None else (point,)

    def _too_much(self, listed: Sequence[Item], target: Item) -> Iterator[Point]:
        """Values of the list that the target has not: a shelf that most items stand on, a name that comes again."""
        own = {value.casefold() for values in target.attributes.values() for value in values}
        pairs = ((kind, value) for item in listed for kind, values in item.attributes.items() for value in values)
        counts = Counter(pairs)
        for (kind, value), count in sorted(counts.items()):
            # A word that is true of the target in some other sense would mislead: "no family" of a film about one.
            if value.casefold() in own or kind in NAMES or gives_away(value, target):
                continue
            if kind in self._shelves and 2 * count > len(listed) and len(listed) > 1:
                yield refusal(kind, value, 1.2)
            elif kind in PEOPLE:
                if count > 1:
                    yield refusal(kind, value, 1.0)
                elif self._counts[kind, value.lower()] >= _FAMOUS:
                    yield refusal(kind, value, 0.1)

    def _missed(self, listed: Sequence[Item], knowledge: Knowledge) -> Iterator[Point]:
        for fact in knowledge.facts:
            constraint = fact.constraint
            having = sum(not constraint.broken_by(item) for item in listed)
            if constraint.kind == "word":
                yield fact
            elif having <= _FEW * len(listed):
                named = constraint.kind in self._shelves and not constraint.hard
                yield more(constraint.kind, constraint.value, fact.weight) if named else fact


def may_point(constraint: Constraint, item: Item, target: Item) -> bool:
    """Whether "like this one, but older" is true of one item of the list, as "older" is of the list."""
    if (constraint.least is None) == (constraint.most is None):
        return True
    own, its = number(target, constraint.kind), number(item, constraint.kind)
    return own is not None and its is not None and (own < its if constraint.least is None else own > its)
