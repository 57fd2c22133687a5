"""Item-kNN: items are alike where the same users met them (Sarwar et al. 2001, doi 10.1145/371920.372071).

The cosine of two items' columns in the table of users and items; a candidate's score is the sum over the history.
Untuned, and hard to beat (Dacrema et al. 2019, doi 10.1145/3298689.3347058).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions

RECENT = 5
"""How many of the latest items to read: of 3, 5, 8, 10, 15, 20 and 50 the best within noise on validation items of
MovieLens-1M, and near the best on Amazon Beauty, where whole histories are worse.
"""
Scores = Callable[[Sequence[Case]], NDArray[np.float32]]


def item_knn(catalogue: Catalogue, events: Interactions, *, recent: int | None = None) -> Scores:
    """Cosine over co-occurrence in `events`, all neighbours; exact, without the (items, items) table.

    Where `recent` is given, only so many of the latest items of a history count.
    """
    profiles = [{catalogue.row(event.item) for event in events.history(user)} for user in events.users]
    return of_profiles(catalogue, profiles, recent=recent)


def of_profiles(catalogue: Catalogue, profiles: Iterable[Collection[int]], *, recent: int | None = None) -> Scores:
    """The same from rows that were met together: one collection a user, of this store or of another."""
    import torch

    kept = [sorted(profile) for profile in profiles if profile]
    users = np.repeat(np.arange(len(kept)), [len(profile) for profile in kept])
    items = np.array([row for profile in kept for row in profile], dtype=np.int64)
    counts = np.maximum(np.bincount(items, minlength=len(catalogue)), 1)
    values = torch.from_numpy((1 / np.sqrt(counts[items])).astype(np.float32))
    places = torch.from_numpy(np.stack([users, items]))
    table = torch.sparse_coo_tensor(places, values, (len(kept), len(catalogue)), check_invariants=False).coalesce()
    across = table.t().coalesce()
    norms = (np.bincount(items, minlength=len(catalogue)) > 0).astype(np.float32)

    def score(cases: Sequence[Case]) -> NDArray[np.float32]:
        histories = np.zeros((len(catalogue), len(cases)), np.float32)
        for column, case in enumerate(cases):
            latest = case.history if recent is None else case.history[-recent:]
            histories[[catalogue.row(item) for item in latest], column] = 1.0
        given = torch.from_numpy(histories)
        found: NDArray[np.float32] = torch.sparse.mm(across, torch.sparse.mm(table, given)).numpy()
        # An item is no neighbour of itself.
        return np.ascontiguousarray((found - norms[:, None] * histories).T)

    return score

