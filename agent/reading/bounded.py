"""Years and limits as a text states them, as bounds of preferences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agent.reading.limits import Limit
from agent.reading.years import YearRange
from agent.session import Preferences


def bounded(preferences: Preferences, years: YearRange | None, limits: Iterable[Limit]) -> Preferences:
    """The preferences with these bounds and no others: nothing of earlier ones stays."""
    first, last = (None, None) if years is None else (years.first, years.last)
    told = tuple((one.name, one.least, one.most) for one in limits)
    return replace(preferences, year_from=first, year_to=last, limits=told)
