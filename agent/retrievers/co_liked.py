"""People: items that were liked by those who liked what the user likes."""

from __future__ import annotations

import numpy as np

from agent.finding.co_liking import CoLiking
from agent.finding.facets import Mask, Scores
from agent.finding.query import Query
from agent.finding.top import top_hits
from data.catalogue import Catalogue
from prompts.lm import Hit


class CoLiked:
    """Item-item neighbours; finds nothing where the store has no interactions."""

    def __init__(self, catalogue: Catalogue, liking: CoLiking) -> None:
        self._catalogue = catalogue
        self._liking = liking

    def scores(self, query: Query) -> Scores:
        """(len(catalogue),) mean similarity to the items to stay near, less that to the disliked ones."""
        scores = np.zeros(len(self._catalogue))
        if self._liking:
            for item, weight in query.taste().items():
                if item in self._catalogue:
                    scores += weight * self._liking.similarity(self._catalogue.row(item))
        return scores

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        return top_hits(self._catalogue, self.scores(query), k, mask=mask, above=0.0)
