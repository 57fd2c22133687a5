"""Attributes: items that have what was asked for, then items that share what the liked ones have."""

from __future__ import annotations

import numpy as np

from agent.finding.facets import Mask, Scores, facet_index
from agent.finding.going_together import GoingTogether
from agent.finding.query import Query
from agent.finding.top import top_hits
from data.catalogue import Catalogue
from prompts.lm import Hit

_WANTED_WEIGHT = 2.0


class Facets:
    """Scores items by wanted attribute values and by shared ones, each worth the bits it tells."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._index = facet_index(catalogue)
        self._together = GoingTogether(self._index)

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        scores = _WANTED_WEIGHT * self.wanted(query) + self.shared(query)
        return top_hits(self._catalogue, scores, k, mask=mask, above=0.0)

    def wanted(self, query: Query) -> Scores:
        """(len(catalogue),) the share of the wanted facets that each item has, facets weighted by 1 + their bits."""
        scores = np.zeros(len(self._catalogue))
        total = 0.0
        for facet in query.preferences.wanted:
            weight = 1.0 + self._index.bits(facet.kind, facet.value)
            scores[self._index.family(facet)] += weight
            total += weight
        return scores / max(total, 1e-9)

    def unwelcome(self, query: Query) -> Scores:
        """(len(catalogue),) how much each item has of what goes with the avoided values, and is not wanted itself."""
        stated = query.preferences
        wanted = {(facet.kind, facet.value.lower()) for facet in stated.wanted}
        return self._together.scores(stated.avoided, welcome=wanted)

    def shared(self, query: Query) -> Scores:
        """(len(catalogue),) mean facet similarity to the items to stay near, less that to the disliked ones."""
        scores = np.zeros(len(self._catalogue))
        for item, weight in query.taste().items():
            if item in self._catalogue:
                scores += weight * self._index.similarity(self._catalogue.row(item))
        return scores
