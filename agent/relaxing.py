"""Wishes that too few items satisfy: wanted facets are let go one kind at a time, in a fixed order, and it is said.

Only wanted facets are ever let go. What is avoided, seen, filtered, or outside stated years and limits stays out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent.facets import FacetIndex, Mask
from agent.session import Facet, Preferences

FIRST_TO_GO = ("keyword", "mood", "country", "genre")
LAST_TO_GO = ("cast", "director")
"""Kinds in neither go between: a named person is the most deliberate wish, a keyword the least."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows that satisfy all wishes but the `dropped` ones; where `loosened`, one value of a kind is enough."""

    mask: Mask
    dropped: tuple[Facet, ...] = ()
    loosened: tuple[Facet, ...] = ()


def stages(index: FacetIndex, preferences: Preferences, mask: Mask, k: int) -> list[Stage]:
    """Stages from strict to loose, as few as bring k rows together; `mask` holds the hard constraints.

    First all wishes; then any one value where a kind has several; then kinds dropped in order.
    """
    kinds: dict[str, list[Facet]] = {}
    for facet in dict.fromkeys(preferences.wanted):
        kinds.setdefault(facet.kind, []).append(facet)
    order = sorted(kinds, key=_goes)
    several = tuple(facet for kind in order if len(kinds[kind]) > 1 for facet in kinds[kind])
    found = [Stage(_satisfying(index, kinds, order, mask, strictly=True))]
    if several and _count(found) < k:
        found.append(Stage(_satisfying(index, kinds, order, mask, strictly=False), loosened=several))
    for place in range(1, len(order) + 1):
        if _count(found) >= k:
            break
        dropped = tuple(facet for kind in order[:place] for facet in kinds[kind])
        found.append(Stage(_satisfying(index, kinds, order[place:], mask, strictly=False), dropped))
    return found


def _goes(kind: str) -> tuple[int, str]:
    if kind in FIRST_TO_GO:
        return FIRST_TO_GO.index(kind), kind
    return len(FIRST_TO_GO) + 1 + (LAST_TO_GO.index(kind) if kind in LAST_TO_GO else -1), kind


def _satisfying(index: FacetIndex, kinds: dict[str, list[Facet]], order: list[str], mask: Mask, strictly: bool) -> Mask:
    found = mask.copy()
    for kind in order:
        masks = [index.mask(facet) for facet in kinds[kind]]
        found &= np.logical_and.reduce(masks) if strictly else np.logical_or.reduce(masks)
    return found


def _count(found: list[Stage]) -> int:
    return int(found[-1].mask.sum())
