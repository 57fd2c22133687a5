"""Whether an item is what was asked for: a sentence that says so is only said where it is true."""

from __future__ import annotations

from collections.abc import Iterable

from agent.finding.families import has
from agent.reading.critique import Critique
from agent.session import Preferences
from data.records import Item

_SLIGHT = frozenset({"country", "language", "also_known_as"})


def fits(item: Item, preferences: Preferences) -> bool:
    """Whether the item has every wanted value, of alternatives one, and lies within the years and limits."""
    if not all(any(has(item, facet) for facet in group) for group in preferences.wishes_met_by_one()):
        return False
    first, last = preferences.year_from, preferences.year_to
    if (first, last) != (None, None) and not is_within(item.year, first, last):
        return False
    return all(is_within(item.numbers.get(name), least, most) for name, least, most in preferences.limits)


def answers(item: Item, critiques: Iterable[Critique], preferences: Preferences) -> bool:
    """Whether the item went the way that the critiques asked; the preferences hold the bounds they set."""
    bounds = Preferences(year_from=preferences.year_from, year_to=preferences.year_to, limits=preferences.limits)
    return fits(item, bounds) and all(
        all(has(item, facet) for facet in critique.more) and not any(has(item, facet) for facet in critique.less)
        for critique in critiques
    )


def resembles(item: Item, other: Item, least: int = 2) -> bool:
    """Whether two items share at least so many values that say something."""
    shared = sum(
        len(set(values) & set(other.values(kind))) for kind, values in item.attributes.items() if kind not in _SLIGHT
    )
    return shared >= least


def is_within(value: float | None, least: float | None, most: float | None) -> bool:
    """Whether a number is known and inside its bounds, both ends included; None is an open side."""
    return value is not None and (least is None or value >= least) and (most is None or value <= most)
