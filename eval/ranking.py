"""How well a ranking places the items that were really chosen: hit rate, recall, NDCG and MRR at k.

Every metric has two forms. With one relevant item a case (next-item tasks) it is a function of the rank of that item;
there hit rate and recall are the same. With a set of relevant items it is a function of a table of hits.
All return one value a case in [0, 1], so that two systems can be compared pair by pair; a mean is the reported figure.

Sources: NDCG with gain 1 and discount 1 / log2(rank + 1), Jarvelin and Kekalainen 2002 (doi 10.1145/582415.582418);
MRR, Voorhees 1999 (TREC-8). The values equal trec_eval's, which cuts the ideal list at k as well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def ranks(scores: NDArray[np.floating], targets: Ints, *, rng: np.random.Generator | None = None) -> Ints:
    """The rank (from 1) of one target in each row of (cases, items) scores; higher scores come first.

    Ties: without `rng` the item of the lower row number goes first (file order, which flatters files that are sorted by
    something telling); with `rng` the target's place among its equals is drawn at random. Masked items are those
    scored -inf; a target that is masked itself has the rank items + 1: it can never be found.
    Raises ValueError for NaN scores, which have no rank.
    """
    if wrong := int(np.isnan(scores).any(1).sum()):
        raise ValueError(f"{wrong} of {len(scores)} rows hold NaN scores, which have no rank; mask with -inf")
    own = np.take_along_axis(scores, targets[:, None], axis=1)
    above = (scores > own).sum(1)
    equal = scores == own
    if rng is None:
        ahead = (equal & (np.arange(scores.shape[1]) < targets[:, None])).sum(1)
    else:
        ahead = rng.integers(0, equal.sum(1))
    placed: Ints = np.where(np.isneginf(own[:, 0]), scores.shape[1] + 1, 1 + above + ahead).astype(np.int64)
    return placed


def recall_at(found: Ints, k: int) -> Floats:
    """1 where rank <= k, else 0. With one relevant item this is hit rate@k and recall@k. k = 0 gives 0."""
    return (found <= k).astype(np.float64)


def ndcg_at(found: Ints, k: int) -> Floats:
    """1 / log2(rank + 1) where rank <= k, else 0: the ideal gain of one item is 1."""
    gains: Floats = recall_at(found, k) / np.log2(found + 1.0)
    return gains


def mrr_at(found: Ints, k: int) -> Floats:
    """1 / rank where rank <= k, else 0."""
    reciprocal: Floats = recall_at(found, k) / found
    return reciprocal


def hits(lists: Sequence[Sequence[str]], relevant: Sequence[Collection[str]]) -> Bools:
    """(cases, longest list) table: whether the item at each place is relevant. Only an item's first place counts."""
    table = np.zeros((len(lists), max(map(len, lists), default=0)), dtype=np.bool_)
    for case, (listed, wanted) in enumerate(zip(lists, relevant, strict=True)):
        left = set(wanted)
        for place, item in enumerate(listed):
            if item in left:
                table[case, place] = True
                left.discard(item)
    return table


def hit_rate_of_set(table: Bools, k: int) -> Floats:
    """1 where any of the first k is relevant."""
    found: Floats = np.minimum(table[:, :k].sum(1), 1).astype(np.float64)
    return found


def recall_of_set(table: Bools, sizes: Ints, k: int) -> Floats:
    """Relevant items among the first k, over all relevant items (`sizes`, one a case); 0 where there are none."""
    return _share(table[:, :k].sum(1), sizes)


def ndcg_of_set(table: Bools, sizes: Ints, k: int) -> Floats:
    """Discounted gain of the first k over that of the best possible list of k; 0 where nothing is relevant."""
    discount = 1.0 / np.log2(np.arange(2, max(k, table.shape[1]) + 2))
    ideal = np.concatenate([[0.0], discount[:k].cumsum()])[np.minimum(sizes, k)]
    return _share(table[:, :k] @ discount[: table[:, :k].shape[1]], ideal)


def mrr_of_set(table: Bools, k: int) -> Floats:
    """1 / place of the first relevant item where it is among the first k, else 0."""
    cut = table[:, :k]
    if cut.shape[1] == 0:
        return np.zeros(len(table))
    reciprocal: Floats = hit_rate_of_set(table, k) / (cut.argmax(1) + 1.0)
    return reciprocal


def _share(part: NDArray[np.number], whole: NDArray[np.number]) -> Floats:
    shares: Floats = np.divide(part, whole, out=np.zeros(len(part)), where=np.asarray(whole) > 0)
    return shares
