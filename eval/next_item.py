"""Next-item ranking over the whole catalogue: which item did the user choose after these?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case
from eval.ranking import Floats, Ints, ndcg_at, ranks, recall_at

Scorer = Callable[[Sequence[Case]], NDArray[np.floating]]
"""Cases -> (cases, items) scores, higher is better, items in row order."""

CUTS = (5, 10)
_BATCH = 64


def evaluate(score: Scorer, cases: Sequence[Case], catalogue: Catalogue, *, seed: int) -> dict[str, Floats]:
    """R@k and N@k of each case, with the history's items masked, and `unmasked_` ones where they compete as well.

    Ties are broken by a draw from `seed`. Masking is the usual form and the easier one; papers often leave unsaid which
    they used.
    """
    rng = np.random.default_rng(seed)
    masked: list[Ints] = []
    unmasked: list[Ints] = []
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        scores = np.array(score(batch), dtype=np.float64)
        targets = np.array([catalogue.row(case.target) for case in batch])
        unmasked.append(ranks(scores, targets, rng=rng))
        for row, case in enumerate(batch):
            scores[row, [catalogue.row(item) for item in case.history]] = -np.inf
        masked.append(ranks(scores, targets, rng=rng))
    values: dict[str, Floats] = {}
    for prefix, found in (("", np.concatenate(masked)), ("unmasked_", np.concatenate(unmasked))):
        for k in CUTS:
            values[f"{prefix}R@{k}"] = recall_at(found, k)
            values[f"{prefix}N@{k}"] = ndcg_at(found, k)
    return values


def sampled(cases: Sequence[Case], users: int, *, seed: int) -> list[Case]:
    """At most `users` cases drawn without replacement, in the order of the data."""
    if users >= len(cases):
        return list(cases)
    chosen = np.random.default_rng(seed).choice(len(cases), size=users, replace=False)
    return [cases[place] for place in sorted(chosen.tolist())]
