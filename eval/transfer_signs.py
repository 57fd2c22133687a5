"""What is known of a candidate beside a history: who met both elsewhere, and how alike the catalogue says they are.

Signs mean the same in every store, so what is learned of their weight in one serves another whose users nobody met.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Interactions

Signs = NDArray[np.float32]
Rows = NDArray[np.int64]
_RECENT = (1, 3, 10, 50)
_NEAR = (1, 5, 20)
_DECADE = 10.0
_FAR = 4.0
"""Decades after which years are no farther apart."""


class TransferSigns:
    """Signs over one catalogue from `events` of people elsewhere, and `text` (n_items, d) unit vectors or None."""

    def __init__(self, catalogue: Catalogue, events: Interactions, text: Signs | None) -> None:
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        self.histories = {
            user: list(dict.fromkeys(catalogue.row(event.item) for event in events.history(user)))
            for user in events.users
        }
        sizes = [len(rows) for rows in self.histories.values()]
        rows = np.array([row for own in self.histories.values() for row in own], np.int64)
        users = np.repeat(np.arange(len(sizes)), sizes)
        met = csr_matrix((np.ones(len(rows), np.float32), (users, rows)), shape=(len(sizes), len(catalogue)))
        self._both: Signs = (met.T @ met).toarray()
        self._met: Signs = np.ascontiguousarray(self._both.diagonal())
        self._text, self._facets = text, _facets(catalogue)
        self._years = np.array([item.year or np.nan for item in catalogue], np.float32)

    def of(self, history: Sequence[int], candidates: Rows, own: Collection[int] = ()) -> Signs:
        """(m, s) signs of m candidates after a history of rows, oldest first.

        `own` is all that the person met, where their events are among those counted: they are taken out again, or the
        answer would be among the signs.
        """
        latest = np.array(history[-_RECENT[-1] :], np.int64)
        mine = np.zeros(len(self._met), np.float32)
        mine[list(own)] = 1
        met = self._met - mine
        both = self._both[np.ix_(latest, candidates)] - mine[latest, None] * mine[candidates]
        both[latest[:, None] == candidates] = 0
        product = np.maximum(met[latest], 1)[:, None] * np.maximum(met[candidates], 1)
        cosine, lift = both / np.sqrt(product), both / product
        signs = [cosine[-count:].mean(0) for count in _RECENT]
        signs += [np.log1p(lift[-count:].mean(0) * len(self.histories)) for count in _RECENT[2:]]
        signs += [np.log1p(met[candidates]), (met[candidates] > 0).astype(np.float32)]
        near = latest[-_NEAR[-1] :]
        alike = [self._facets[candidates] @ self._facets[near].T]
        if self._text is not None:
            alike.append(self._text[candidates] @ self._text[near].T)
        apart = np.abs(self._years[candidates][:, None] - self._years[near]) / _DECADE
        alike.append(np.minimum(np.nan_to_num(apart, nan=1.0), _FAR))
        for table in alike:
            signs += [table[:, -count:].mean(1) for count in _NEAR]
        signs += [(apart[:, -_RECENT[2] :] < 1.5 / _DECADE).mean(1), np.nan_to_num(self._years[candidates], nan=2000.0)]
        return np.stack(signs, 1).astype(np.float32)


def _facets(catalogue: Catalogue) -> Signs:
    """(n_items, values) rows of length 1 over the values of the first kind of attribute, which is what an item is."""
    kinds = [kind for item in catalogue for kind in item.attributes]
    kind = min(set(kinds), key=lambda one: (-kinds.count(one), one)) if kinds else ""
    values = {value: place for place, value in enumerate(sorted({v for item in catalogue for v in item.values(kind)}))}
    table = np.zeros((len(catalogue), max(len(values), 1)), np.float32)
    for row, item in enumerate(catalogue):
        table[row, [values[value] for value in item.values(kind)]] = 1
    made: Signs = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1)
    return made
