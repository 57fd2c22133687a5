"""A list that varies: maximal marginal relevance over shared facets (Carbonell and Goldstein, 1998)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.finding.facets import facet_index
from data.catalogue import Catalogue
from prompts.lm import Hit

_SPREAD = 0.5
"""Scores that differ by less than this over the whole pool are near enough equal: likeness decides."""


def varied(catalogue: Catalogue, hits: Sequence[Hit], k: int, *, strength: float = 0.2) -> list[Hit]:
    """k of the hits, best first, each next one relevant and unlike those before it.

    Relevance is the score scaled to [0, 1] over the first 4k hits, likeness the largest facet cosine to an earlier
    pick. `strength` 0 keeps the order; scores are kept as they are.
    """
    pool = list(hits[: 4 * k])
    if strength <= 0 or len(pool) <= 1:
        return pool[:k]
    rows = np.asarray([catalogue.row(hit.item) for hit in pool], dtype=np.int64)
    scores = np.asarray([hit.score for hit in pool], dtype=np.float64)
    relevance = (scores - scores.min()) / max(float(np.ptp(scores)), _SPREAD)
    likeness = np.zeros(len(pool))
    left = np.ones(len(pool), dtype=np.bool_)
    picked: list[Hit] = []
    while len(picked) < min(k, len(pool)):
        place = int(np.argmax(np.where(left, relevance - strength * likeness, -np.inf)))
        picked.append(pool[place])
        left[place] = False
        likeness = np.maximum(likeness, facet_index(catalogue).similarity(int(rows[place]))[rows])
    return picked
