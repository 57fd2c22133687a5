"""The house's own rankers as scorers of next items: the language model's item vectors, and the agent's evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.store import Store
from eval.next_item import LONGEST, Listed, Scorer

if TYPE_CHECKING:
    from prompts.lm import LanguageModel
    from prompts.prompt import Prompt
    from prompts.text_encoder import Encodes

_TOGETHER = 128
"""Prompts in one forward pass."""


def by_model(
    lm: LanguageModel, catalogue: Catalogue, words: str = "", *,
    tell: Callable[[Prompt, Case], Prompt] = lambda prompt, case: prompt,
) -> Scorer:
    """The model's ranking for the history as likes: scores of all items where it has item vectors, else lists.

    `words` stand beside the likes, as a user's would; `tell` adds to a prompt what else is known of the case. Raises
    LanguageModelError where the model cannot rank.
    """
    from prompts.taste import LONGEST as USUAL
    from prompts.taste import ranking_prompt

    model: Any = lm
    longest = getattr(lm, "longest_history", USUAL)

    def score(cases: Sequence[Case]) -> NDArray[np.floating] | Listed:
        prompts = [tell(ranking_prompt(case.history, (), words, longest=longest), case) for case in cases]
        if scores_items(lm):
            # Prompts of like length together: a short one is padded to the longest beside it.
            order = sorted(range(len(cases)), key=lambda place: len(cases[place].history))
            scores = np.empty((len(cases), len(catalogue)), np.float32)
            for start in range(0, len(order), _TOGETHER):
                part = order[start : start + _TOGETHER]
                scores[part] = model.item_scores([prompts[place] for place in part]).float().cpu().numpy()
            return scores
        return listed(lm, prompts, [case.history for case in cases], LONGEST)

    return score


def listed(
    lm: LanguageModel, prompts: Sequence[Prompt], seen: Sequence[Sequence[str]], k: int, *,
    allowed: Collection[str] | None = None,
) -> Listed:
    """The first k items that a model lists itself, with what was seen left out, and not; all within `allowed`."""
    sides = [lm.rank(prompts, k, allowed=allowed, without=without) for without in (seen, None)]
    return Listed(*([[hit.item for hit in hits] for hits in side] for side in sides))


def scores_items(lm: LanguageModel) -> bool:
    """Whether a model has a score for every item (item vectors) rather than a search for the best ones."""
    return getattr(lm, "items", None) is not None


def open_checkpoint(folder: Path, store: Store, encoder: Encodes | None) -> LanguageModel:
    """A tuned model over a store, on the fastest device there is."""
    import torch

    from prompts.load import load_language_model

    lm: Any = load_language_model(str(folder), store, encoder)
    made: LanguageModel = lm.to("cuda") if torch.cuda.is_available() else lm
    return made


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


def by_dense(catalogue: Catalogue, encoder: Encodes, folder: Path) -> Scorer:
    """Nearness of text vectors to the latest items of the history; `folder` is where item vectors are kept."""
    from agent.finding.query import Query
    from agent.retrievers.dense import Dense
    from prompts.item_vectors import ItemVectors

    dense = Dense(ItemVectors(catalogue, encoder, folder))
    return lambda cases: np.stack([dense.near_scores(Query(like=case.history)) for case in cases])
