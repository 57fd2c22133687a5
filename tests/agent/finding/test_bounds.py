"""Bounds that were asked for one after the other."""

from __future__ import annotations

import pytest

from agent.finding.bounds import joined_bounds

Bounds = tuple[int | None, int | None]


@pytest.mark.parametrize(
    ("old", "new", "joined"),
    [
        ((None, None), (1990, 1999), (1990, 1999)),
        ((120, None), (None, 150), (120, 150)),
        ((120, None), (None, 100), (None, 100)),
        ((None, 90), (None, 120), (None, 120)),
        ((None, 1994), (1990, 1999), (1990, 1994)),
        ((1995, None), (1990, 1999), (1995, 1999)),
        ((None, 1979), (1990, 1999), (1990, 1999)),
        ((1990, 1994), (1990, 1999), (1990, 1999)),
        ((1980, 1999), (1990, None), (1990, 1999)),
        ((0, None), (None, 5), (0, 5)),
    ],
)
def test_both_bounds_hold_where_both_can_and_else_the_latest(old: Bounds, new: Bounds, joined: Bounds) -> None:
    assert joined_bounds(old, new) == joined
