"""Rivals and canaries of next-item ranking: what a model must beat before a figure means anything.

Each is made from a catalogue and, where it learns, from the events before the targets; each gives a `Scorer`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from eval.next_item import Scorer
from eval.word_search import WordSearch

_RECENT = 20
"""How many of the latest items make the BM25 query."""


def popularity(catalogue: Catalogue, events: Interactions) -> Scorer:
    """Everybody gets what most people chose."""
    return counted(catalogue, events.popularity())


def counted(catalogue: Catalogue, counts: Mapping[str, int]) -> Scorer:
    """Everybody gets the items with the highest counts; those that were not counted have none."""
    scores = np.array([counts.get(item.id, 0) for item in catalogue], dtype=np.float32)
    return lambda cases: np.tile(scores, (len(cases), 1))


def repeat(catalogue: Catalogue) -> Scorer:
    """The history itself, the latest first: never right where a user meets an item once."""

    def score(cases: Sequence[Case]) -> NDArray[np.floating]:
        scores = np.zeros((len(cases), len(catalogue)), np.float32)
        for row, case in enumerate(cases):
            scores[row, [catalogue.row(item) for item in case.history]] = np.arange(1, len(case.history) + 1)
        return scores

    return score


def drawn(catalogue: Catalogue, *, seed: int) -> Scorer:
    """An order drawn anew for each case."""
    rng = np.random.default_rng(seed)
    return lambda cases: rng.random((len(cases), len(catalogue)))


def largest_id(catalogue: Catalogue) -> Scorer:
    """The item numbered after the largest number in the history, then the ones after that, round to the start.

    Wins only where items were numbered by first appearance, targets included: the leak of P5's files. Ids that are
    no numbers are replaced by row numbers.
    """
    numeric = all(item.id.isdecimal() for item in catalogue)
    order = sorted(range(len(catalogue)), key=lambda row: int(catalogue.items[row].id) if numeric else row)
    places = np.empty(len(catalogue), dtype=np.int64)
    places[order] = np.arange(len(catalogue))

    def score(cases: Sequence[Case]) -> NDArray[np.floating]:
        last = np.array([max(places[catalogue.row(item)] for item in case.history) for case in cases])
        ahead: NDArray[np.float32] = ((places[None, :] - last[:, None] - 1) % len(catalogue)).astype(np.float32)
        return -ahead

    return score


def bm25(catalogue: Catalogue) -> Scorer:
    """The texts of the latest items as a query over the texts of all items."""
    search = WordSearch(catalogue)

    def score(cases: Sequence[Case]) -> NDArray[np.floating]:
        queries = (
            " ".join(search.texts[catalogue.row(item)] for item in case.history[-_RECENT:]) for case in cases
        )
        return np.stack([search.scores(query) for query in queries])

    return score
