"""The best rows of a score array as hits, with ties in a fixed order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agent.finding.facets import Mask
from data.catalogue import Catalogue
from prompts.lm import Hit


def top_hits(
    catalogue: Catalogue, scores: NDArray[np.floating], k: int, *, mask: Mask | None = None, above: float = -np.inf
) -> list[Hit]:
    """At most k hits from (len(catalogue),) scores: rows in `mask` with a score greater than `above`, ties by row."""
    rows = np.flatnonzero(scores > above if mask is None else (scores > above) & mask)
    if k <= 0 or len(rows) == 0:
        return []
    found = scores[rows]
    if len(rows) > k:
        edge = np.partition(found, len(rows) - k)[len(rows) - k]
        rows, found = rows[found >= edge], found[found >= edge]
    order = np.argsort(-found, kind="stable")[:k]
    return [Hit(catalogue.items[row].id, float(scores[row])) for row in rows[order]]
