"""Ranking a few candidates a case: the one that was really chosen and others, the same ones for every system."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case
from eval.next_item import Listed, Scorer
from eval.next_item_systems import by_model, scores_items
from eval.ranking import Ints, ranks

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

Picker = Callable[[Sequence[Case], Ints], NDArray[np.floating]]
"""Cases and the rows of their candidates (cases, m) -> (cases, m) scores, higher is better."""
_BATCH = 512


def places(pick: Picker, cases: Sequence[Case], candidates: Ints, *, seed: int) -> Ints:
    """The rank of each case's target, which is its first candidate. Ties are broken by a draw from `seed`."""
    rng = np.random.default_rng(seed)
    found = []
    for start in range(0, len(cases), _BATCH):
        rows = candidates[start : start + _BATCH]
        scores = pick(cases[start : start + _BATCH], rows)
        found.append(ranks(scores, np.zeros(len(rows), dtype=np.int64), rng=rng))
    return np.concatenate(found)


def by_scorer(score: Scorer) -> Picker:
    """Candidates by a scorer of all items. Raises ValueError for one that only makes lists."""

    def pick(cases: Sequence[Case], rows: Ints) -> NDArray[np.floating]:
        scores = score(cases)
        if isinstance(scores, Listed):
            raise ValueError("a system that only lists its best items has no score for candidates; use by_choice")
        return np.take_along_axis(scores, rows, axis=1)

    return pick


def by_choice(lm: LanguageModel, catalogue: Catalogue) -> Picker:
    """Candidates by a language model: from its scores where it has item vectors, else from its list within them."""
    from prompts.taste import ranking_prompt

    if scores_items(lm):
        return by_scorer(by_model(lm, catalogue))

    def pick(cases: Sequence[Case], rows: Ints) -> NDArray[np.floating]:
        scores = np.full(rows.shape, -float(rows.shape[1] + 1))
        for place, (case, own) in enumerate(zip(cases, rows.tolist(), strict=True)):
            ids = [catalogue.items[row].id for row in own]
            # The target stands first: a model that is shown them in this order would be told.
            shown = random.Random(case.user).sample(ids, len(ids))
            (hits,) = lm.rank([ranking_prompt(case.history)], len(ids), allowed=shown)
            order = {hit.item: -float(rank) for rank, hit in enumerate(hits)}
            scores[place] = [order.get(item, scores[place, 0]) for item in ids]
        return scores

    return pick


def drawn_candidates(catalogue: Catalogue, cases: Sequence[Case], others: int, *, seed: int) -> Ints:
    """(cases, 1 + others) rows: the target, then items that the user never met, each as likely as any other.

    What is drawn for a user depends on the seed and the user alone. Fewer where so many items are not left.
    """
    most = min(len(catalogue) - len(case.history) - 1 for case in cases)
    table = np.empty((len(cases), 1 + min(others, most)), dtype=np.int64)
    for place, case in enumerate(cases):
        rng = np.random.default_rng([seed, *case.user.encode()])
        met = {catalogue.row(item) for item in (*case.history, case.target)}
        # Enough to be left with as many after the met ones are taken out.
        drawn = rng.choice(len(catalogue), size=min(len(catalogue), table.shape[1] - 1 + len(met)), replace=False)
        free = [row for row in drawn.tolist() if row not in met]
        table[place] = [catalogue.row(case.target), *free[: table.shape[1] - 1]]
    return table
