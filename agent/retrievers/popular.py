"""Popular items: the answer when nothing is known of a user, and what fills up a list that is too short.

Popularity is how many people liked an item; without interactions, a number the catalogue states (`votes`, `popularity`
or `ratings`); without either, how fully the item is described: a row with a director, keywords and a description gives
the user more to decide by than a bare title.
"""

from __future__ import annotations

import numpy as np

from agent.co_liking import CoLiking
from agent.facets import Mask, Scores
from agent.query import Query
from agent.top import top_hits
from data.catalogue import Catalogue
from prompts.lm import Hit

_STATED = ("votes", "popularity", "ratings")


class Popular:
    """Ranks the whole catalogue by popularity, whatever the query."""

    def __init__(self, catalogue: Catalogue, liking: CoLiking) -> None:
        self._catalogue = catalogue
        self.scores = popularity(catalogue, liking)

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        return top_hits(self._catalogue, self.scores, k, mask=mask)


def popularity(catalogue: Catalogue, liking: CoLiking) -> Scores:
    """(len(catalogue),) popularity from 0 to 1, logarithmic in the number of people."""
    counts = liking.counts.astype(np.float64)
    for name in _STATED:
        if counts.any():
            break
        counts = np.asarray([max(item.numbers.get(name, 0.0), 0.0) for item in catalogue], dtype=np.float64)
    if not counts.any():
        described = [sum(map(len, item.attributes.values())) + 2 * bool(item.description) for item in catalogue]
        counts = np.asarray(described, dtype=np.float64)
    scores: Scores = np.log1p(counts)
    return scores / max(float(scores.max(initial=0.0)), 1e-9)
