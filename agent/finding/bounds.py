"""Bounds that were asked for one after the other: "at least 90 minutes", then "shorter". Both hold where both can."""

from __future__ import annotations

from typing import TypeVar

N = TypeVar("N", int, float)


def joined_bounds(old: tuple[N | None, N | None], new: tuple[N | None, N | None]) -> tuple[N | None, N | None]:
    """(least, most) after `new` was asked for, None for an open side; only `new` where both would leave nothing.

    A new bound of one side takes the place of an old one of that side. A new range takes the place of an old range,
    and is cut by an old bound that is open at one side: "before 1995", then "from the 1990s".
    """
    (first, last), (least, most) = old, new
    if least is None or most is None:
        joined = (first if least is None else least, last if most is None else most)
    elif first is None or last is None:
        joined = (max(least, first or least), min(most, last or most))
    else:
        joined = new
    return joined if joined[0] is None or joined[1] is None or joined[0] <= joined[1] else new
