"""Popular items: the answer when nothing is known of a user, and what fills up a list that is too short.

Popularity is how many people liked an item; without interactions, a number the catalogue states (`votes`, `popularity`
or `ratings`); without either, how much of the catalogue its makers made, since a shop stocks what the known names made;
without names, how fully the item is described.
"""

from __future__ import annotations

import numpy as np

from agent.finding.co_liking import CoLiking
from agent.finding.facets import Mask, Scores, facet_index
from agent.finding.query import Query
from agent.finding.top import top_hits
from agent.session import Facet
from data.catalogue import Catalogue
from prompts.lm import Hit

_STATED = ("votes", "popularity", "ratings")
_MAKERS = ("cast", "director", "author", "artist", "brand")


class Popular:
    """Ranks the whole catalogue by popularity, whatever the query."""

    def __init__(self, catalogue: Catalogue, liking: CoLiking) -> None:
        self._catalogue = catalogue
        self.scores = popularity(catalogue, liking)

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        return top_hits(self._catalogue, self.scores, k, mask=mask)


def popularity(catalogue: Catalogue, liking: CoLiking) -> Scores:
    """(len(catalogue),) popularity from 0 to 1, logarithmic in the number of people."""
    scores = np.log1p(liking.counts)
    for name in _STATED:
        if not scores.any():
            stated = [item.numbers.get(name, 0.0) for item in catalogue]
            scores = np.log1p(np.maximum(np.nan_to_num(stated), 0.0))
    for guess in (_made, _described):
        if not scores.any():
            scores = guess(catalogue)
    found: Scores = scores / max(float(scores.max(initial=0.0)), 1e-9)
    return found


def _made(catalogue: Catalogue) -> Scores:
    """Summed over the names behind an item: the logarithm of how many items each has."""
    index = facet_index(catalogue)
    sizes = [
        [len(index.rows(Facet(kind, value))) for kind in _MAKERS for value in item.values(kind)] for item in catalogue
    ]
    return np.asarray([np.log2(of_item).sum() if of_item else 0.0 for of_item in sizes], dtype=np.float64)


def _described(catalogue: Catalogue) -> Scores:
    return np.asarray(
        [sum(map(len, item.attributes.values())) + 2 * bool(item.description) for item in catalogue], dtype=np.float64
    )
