"""The house's own rankers as scorers of next items: the language model's item vectors, and the agent's evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from eval.next_item import CUTS, Scorer

if TYPE_CHECKING:
    from prompts.lm import LanguageModel
    from prompts.text_encoder import Encodes

_LEFT_OUT = -1e9
"""Score of what a model did not list: below everything, above what is masked."""


def by_model(lm: LanguageModel, catalogue: Catalogue, words: str = "") -> Scorer:
    """The model's ranking for the history as likes, deep enough that masking seen items leaves the first ten right.

    `words` stand beside the likes, as a user's would. Raises LanguageModelError where the model cannot rank.
    """
    from prompts.taste import ranking_prompt

    def score(cases: Sequence[Case]) -> NDArray[np.floating]:
        depth = max(CUTS) + max(len(case.history) for case in cases)
        ranked = lm.rank([ranking_prompt(case.history, (), words) for case in cases], depth)
        scores = np.full((len(cases), len(catalogue)), _LEFT_OUT)
        for row, hits in enumerate(ranked):
            scores[row, [catalogue.row(hit.item) for hit in hits]] = [hit.score for hit in hits]
        return scores

    return score


def by_evidence(catalogue: Catalogue, events: Interactions, encoder: Encodes | None, folder: Path) -> Scorer:
    """The agent's ranker that needs no language model, with likes counted in `events` alone.

    `folder` is the store's, where item vectors are kept.
    """
    from agent.finding.co_liking import CoLiking
    from agent.finding.query import Query
    from agent.rankers.evidence import Evidence
    from agent.retrievers.bm25 import BM25
    from agent.retrievers.co_liked import CoLiked
    from agent.retrievers.dense import Dense
    from agent.retrievers.facets import Facets
    from agent.retrievers.popular import popularity
    from prompts.item_vectors import ItemVectors

    liking = CoLiking(catalogue, events)
    ranker = Evidence(
        catalogue, facets=Facets(catalogue), co_liked=CoLiked(catalogue, liking), bm25=BM25(catalogue),
        popularity=popularity(catalogue, liking),
        dense=None if encoder is None else Dense(ItemVectors(catalogue, encoder, folder)),
    )

    def score(cases: Sequence[Case]) -> NDArray[np.floating]:
        scores = np.empty((len(cases), len(catalogue)))
        for row, case in enumerate(cases):
            for hit in ranker.rank(Query(like=case.history), (), catalogue.ids):
                scores[row, catalogue.row(hit.item)] = hit.score
        return scores

    return score
