"""Meaning: items whose text vectors are near those of the words and of the liked items."""

from __future__ import annotations

import numpy as np

from agent.facets import Mask, Scores
from agent.item_vectors import ItemVectors
from agent.query import Query
from agent.top import top_hits
from prompts.lm import Hit

_DISLIKED_WEIGHT = 0.3


class Dense:
    """Cosine to the words, plus mean cosine to the items to stay near, less some of that to the disliked ones."""

    def __init__(self, vectors: ItemVectors) -> None:
        self._vectors = vectors
        self._catalogue = vectors.catalogue

    def word_scores(self, text: str) -> Scores:
        """(len(catalogue),) cosine to a text; 0 where it is empty."""
        if not text.strip():
            return np.zeros(len(self._catalogue))
        return np.asarray(self._vectors.matrix @ self._vectors.of_text(text), dtype=np.float64)

    def near_scores(self, query: Query) -> Scores:
        """(len(catalogue),) mean cosine to the items to stay near, less some of that to the disliked ones."""
        scores = np.zeros(len(self._catalogue))
        for items, weight in ((query.near(), 1.0), (query.preferences.disliked, -_DISLIKED_WEIGHT)):
            rows = [self._catalogue.row(item) for item in items if item in self._catalogue]
            if rows:
                scores += weight * (self._vectors.matrix @ self._vectors.matrix[rows].mean(axis=0))
        return scores

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        scores = self.word_scores(query.text()) + self.near_scores(query)
        return top_hits(self._catalogue, scores, k, mask=mask, above=0.0)
