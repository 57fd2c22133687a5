"""Ranks by evidence: what was asked for, shared attributes, people's likes, meaning, words, a little popularity, and
against what goes with the unwelcome.

Each part is scaled to a largest size of 1 over the candidates and weighted, so that no part rules by its unit. The
same facts are what the explainer can name as reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.finding.facets import Scores
from agent.finding.query import Query
from agent.retrievers.bm25 import BM25
from agent.retrievers.co_liked import CoLiked
from agent.retrievers.dense import Dense
from agent.retrievers.facets import Facets
from data.catalogue import Catalogue
from data.records import Turn
from prompts.lm import Hit


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the evidence counts."""

    wanted: float = 3.0
    shared: float = 1.0
    co_liked: float = 2.0
    near: float = 0.7
    words: float = 1.0
    popular: float = 0.15
    unwelcome: float = 1.0


class Evidence:
    """The ranker that needs no language model. `popularity` is (len(catalogue),) in [0, 1]; `dense` may be missing."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        facets: Facets,
        co_liked: CoLiked,
        bm25: BM25,
        popularity: Scores,
        dense: Dense | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._facets = facets
        self._co_liked = co_liked
        self._bm25 = bm25
        self._dense = dense
        self._popularity = popularity
        self._weights = weights or Weights()

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> list[Hit]:
        chosen = list(dict.fromkeys(candidates))
        rows = np.asarray([self._catalogue.row(item) for item in chosen], dtype=np.int64)
        total = np.zeros(len(chosen))
        for scores, weight in self._parts(query):
            found = scores[rows]
            total += weight * found / max(float(np.abs(found).max(initial=0.0)), 1e-9)
        order = np.argsort(-total, kind="stable")
        return [Hit(chosen[place], float(total[place])) for place in order]

    def _parts(self, query: Query) -> list[tuple[Scores, float]]:
        weights, text = self._weights, query.text()
        parts = [
            (self._facets.wanted(query), weights.wanted),
            (self._facets.shared(query), weights.shared),
            (self._co_liked.scores(query), weights.co_liked),
            (self._bm25.word_scores(text), weights.words),
            (self._popularity, weights.popular),
            (self._facets.unwelcome(query), -weights.unwelcome),
        ]
        if self._dense is not None:
            parts += [(self._dense.word_scores(text), weights.words), (self._dense.near_scores(query), weights.near)]
        return parts
