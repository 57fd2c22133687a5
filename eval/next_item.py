"""Next-item ranking over the whole catalogue: which item did the user choose after these?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case
from eval.ranking import Floats, Ints, ndcg_at, ranks, recall_at

CUTS = (5, 10)
LONGEST = max(CUTS)
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Listed:
    """What a system says that has no score for every item: its best ids a case, with the history left out, and not.

    An item beyond the end of a list is not found.
    """

    masked: Sequence[Sequence[str]]
    unmasked: Sequence[Sequence[str]]


Scorer = Callable[[Sequence[Case]], NDArray[np.floating] | Listed]
"""Cases -> (cases, items) scores of any float type, higher is better, items in row order; or lists."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where the target of each case came, from 1: `masked` with the history's items masked and ties of score in file
    order, `shuffled` the same with ties drawn, `unmasked` with nothing masked and ties drawn. `tops` are the first ten
    of each masked list.
    """

    masked: Ints
    shuffled: Ints
    unmasked: Ints
    tops: tuple[tuple[str, ...], ...]


def evaluate(score: Scorer, cases: Sequence[Case], catalogue: Catalogue, *, seed: int) -> dict[str, Floats]:
    """R@k and N@k of each case, with the history's items masked, and `unmasked_` ones where they compete as well.

    Ties are broken by a draw from `seed`. Masking is the usual form and the easier one; papers often leave unsaid which
    they used.
    """
    found = ranked(score, cases, catalogue, seed=seed)
    return placed(found.shuffled) | placed(found.unmasked, "unmasked_")


def ranked(score: Scorer, cases: Sequence[Case], catalogue: Catalogue, *, seed: int) -> Ranked:
    """Rank the targets of all cases, some hundred at a time. What is drawn does not depend on how many at a time."""
    draws = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    parts: list[Ranked] = []
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        said = score(batch)
        if isinstance(said, Listed):
            parts.append(_of_lists(said, batch, len(catalogue)))
        else:
            parts.append(_of_scores(said, batch, catalogue, draws))
    return Ranked(
        np.concatenate([part.masked for part in parts]), np.concatenate([part.shuffled for part in parts]),
        np.concatenate([part.unmasked for part in parts]), tuple(top for part in parts for top in part.tops),
    )


def placed(found: Ints, prefix: str = "") -> dict[str, Floats]:
    """R@k and N@k from ranks."""
    return {
        f"{prefix}{name}@{k}": metric(found, k) for k in CUTS for name, metric in (("R", recall_at), ("N", ndcg_at))
    }


def sampled(cases: Sequence[Case], users: int, *, seed: int) -> list[Case]:
    """At most `users` cases drawn without replacement, in the order of the data."""
    if users >= len(cases):
        return list(cases)
    chosen = np.random.default_rng(seed).choice(len(cases), size=users, replace=False)
    return [cases[place] for place in sorted(chosen.tolist())]


def _of_scores(
    said: NDArray[np.floating], batch: Sequence[Case], catalogue: Catalogue,
    draws: tuple[np.random.Generator, np.random.Generator],
) -> Ranked:
    # A copy: the scorer may keep what it gave. Its type stays, single precision is enough and half the memory.
    scores = np.array(said)
    targets = np.array([catalogue.row(case.target) for case in batch])
    unmasked = ranks(scores, targets, rng=draws[0])
    lengths = [len(case.history) for case in batch]
    seen = [catalogue.row(item) for case in batch for item in case.history]
    scores[np.repeat(np.arange(len(batch)), lengths), seen] = -np.inf
    tops = tuple(tuple(catalogue.items[row].id for row in rows) for rows in _best(scores, LONGEST))
    return Ranked(ranks(scores, targets), ranks(scores, targets, rng=draws[1]), unmasked, tops)


def _best(scores: NDArray[np.floating], k: int) -> list[list[int]]:
    """The rows of the k highest scores of each case, best first; masked ones are left out."""
    k = min(k, scores.shape[1])
    columns = np.sort(np.argpartition(scores, scores.shape[1] - k, axis=1)[:, -k:], axis=1)
    values = np.take_along_axis(scores, columns, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    columns, values = np.take_along_axis(columns, order, axis=1), np.take_along_axis(values, order, axis=1)
    return [row[~np.isneginf(own)].tolist() for row, own in zip(columns, values, strict=True)]


def _of_lists(said: Listed, batch: Sequence[Case], items: int) -> Ranked:
    masked, unmasked = (
        np.array([_place(listed, case.target, items) for listed, case in zip(lists, batch, strict=True)])
        for lists in (said.masked, said.unmasked)
    )
    return Ranked(masked, masked, unmasked, tuple(tuple(listed[:LONGEST]) for listed in said.masked))


def _place(listed: Sequence[str], target: str, items: int) -> int:
    return listed.index(target) + 1 if target in listed else items + 1
