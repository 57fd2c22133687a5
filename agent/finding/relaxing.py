"""Wishes that too few items satisfy: wanted facets are let go, as few as possible, in a fixed order, and it is said.

Only wanted facets are ever let go. What is avoided, seen, filtered, or outside stated years and limits stays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from agent.finding.facets import FacetIndex, Mask
from agent.session import Facet, Preferences

FIRST_TO_GO = ("keyword", "mood", "country", "genre")
LAST_TO_GO = ("cast", "director")
"""Kinds in neither go between: a named person is the most deliberate wish, a keyword the least."""

_MOST_KINDS = 6


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows that satisfy all wishes but the `dropped` ones; where `loosened`, one value of each kind is enough."""

    mask: Mask
    dropped: tuple[Facet, ...] = ()
    loosened: bool = False


def stages(index: FacetIndex, preferences: Preferences, mask: Mask, k: int) -> list[Stage]:
    """Stages from strict to loose, as few as bring k rows together; `mask` holds the hard constraints.

    First all wishes; then one value where a kind has several; then without one kind, the first to go first; then
    without two, and so on. A later stage may hold rows of an earlier one.
    """
    kinds: dict[str, list[Facet]] = {}
    groups = preferences.wishes_met_by_one()
    for group in groups:
        kinds.setdefault(group[0].kind, []).extend(group)
    order = sorted(kinds, key=_goes)
    found = [Stage(_satisfying(index, groups, mask))]
    together = found[0].mask.copy()
    for dropped in _drops(order):
        if int(together.sum()) >= k:
            break
        if not dropped and len(kinds) == len(groups):
            continue
        left = [facets for kind, facets in kinds.items() if kind not in dropped]
        gone = tuple(facet for kind in dropped for facet in kinds[kind])
        found.append(Stage(_satisfying(index, left, mask), gone, loosened=not dropped))
        together |= found[-1].mask
    return found


def _drops(order: Sequence[str]) -> list[tuple[str, ...]]:
    """Which kinds to do without: none, each, each two ... all; where there are many kinds, one more each time."""
    if len(order) > _MOST_KINDS:
        return [tuple(order[:count]) for count in range(len(order) + 1)]
    return [dropped for count in range(len(order) + 1) for dropped in combinations(order, count)]


def _goes(kind: str) -> tuple[int, str]:
    if kind in FIRST_TO_GO:
        return FIRST_TO_GO.index(kind), kind
    return len(FIRST_TO_GO) + 1 + (LAST_TO_GO.index(kind) if kind in LAST_TO_GO else -1), kind


def _satisfying(index: FacetIndex, groups: Sequence[Sequence[Facet]], mask: Mask) -> Mask:
    """Rows of the mask that have at least one facet of every group, or a value that it stands for."""
    found = mask.copy()
    for group in groups:
        found &= np.logical_or.reduce([index.family_mask(facet) for facet in group])
    return found
