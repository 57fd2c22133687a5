"""Meaning: items whose text vectors are near those of the words and of the liked items."""

from __future__ import annotations

import numpy as np

from agent.finding.facets import Mask, Scores
from agent.finding.query import Query
from agent.finding.top import top_hits
from prompts.item_vectors import ItemVectors
from prompts.lm import Hit


class Dense:
    """Cosine to the words, plus mean cosine to the items to stay near, less that to the disliked ones."""

    def __init__(self, vectors: ItemVectors) -> None:
        self._vectors = vectors
        self._catalogue = vectors.catalogue

    def word_scores(self, text: str) -> Scores:
        """(len(catalogue),) cosine to a text; 0 where it is empty."""
        if not text.strip():
            return np.zeros(len(self._catalogue))
        return np.asarray(self._vectors.matrix @ self._vectors.of_text(text), dtype=np.float64)

    def near_scores(self, query: Query) -> Scores:
        """(len(catalogue),) mean cosine to the items to stay near, less that to the disliked ones."""
        taste = {item: weight for item, weight in query.taste().items() if item in self._catalogue}
        if not taste:
            return np.zeros(len(self._catalogue))
        rows = [self._catalogue.row(item) for item in taste]
        profile = np.asarray(list(taste.values()), dtype=np.float32) @ self._vectors.matrix[rows]
        return np.asarray(self._vectors.matrix @ profile, dtype=np.float64)

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        scores = self.word_scores(query.text()) + self.near_scores(query)
        return top_hits(self._catalogue, scores, k, mask=mask, above=0.0)
