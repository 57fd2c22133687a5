"""Item-kNN: items are alike where the same users met them (Sarwar et al. 2001, doi 10.1145/371920.372071).

The cosine of two items' columns in the table of users and items; a candidate's score is the sum over the history.
Untuned, and hard to beat (Dacrema et al. 2019, doi 10.1145/3298689.3347058).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions

Scores = Callable[[Sequence[Case]], NDArray[np.float32]]


def item_knn(catalogue: Catalogue, events: Interactions) -> Scores:
    """Cosine over co-occurrence in `events`, all neighbours; in exact arithmetic, without the (items, items) table."""
    return of_profiles(
        catalogue, [{catalogue.row(event.item) for event in events.history(user)} for user in events.users]
    )


def of_profiles(catalogue: Catalogue, profiles: Iterable[Collection[int]]) -> Scores:
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
            histories[[catalogue.row(item) for item in case.history], column] = 1.0
        given = torch.from_numpy(histories)
        found: NDArray[np.float32] = torch.sparse.mm(across, torch.sparse.mm(table, given)).numpy()
        # An item is no neighbour of itself.
        return np.ascontiguousarray((found - norms[:, None] * histories).T)

    return score


def bridged(catalogue: Catalogue, other: Catalogue, key: Callable[..., str]) -> Mapping[str, int]:
    """Ids of another catalogue -> rows of this one, for the items that both hold by `key`."""
    rows = {key(item): row for row, item in enumerate(catalogue)}
    return {item.id: rows[key(item)] for item in other if key(item) in rows}
