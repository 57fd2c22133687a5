"""What codes are made of: a catalogue, training events alone, vectors of items, and how many tokens there may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Interactions

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Material:
    """`train` holds each user's training prefix; `vectors` is (n_items, d), where the codes are made of vectors.

    `size` bounds the tokens of one place of a code, `levels` is how many places are quantised.
    """

    catalogue: Catalogue
    train: Interactions
    size: int
    levels: int
    seed: int
    vectors: Vectors | None = None

    def together(self) -> csr_matrix:
        """(n_items, n_items) in how many training histories two items stand together; nothing on the diagonal."""
        from scipy.sparse import csr_matrix

        users, rows = [], []
        known = set(self.catalogue.ids)
        for number, user in enumerate(self.train.users):
            met = {event.item for event in self.train.history(user)} & known
            rows += sorted(map(self.catalogue.row, met))
            users += [number] * len(met)
        shape = (len(self.train.users), len(self.catalogue))
        met_by = csr_matrix((np.ones(len(rows), np.float32), (users, rows)), shape=shape)
        counts = csr_matrix(met_by.T @ met_by)
        counts.setdiag(0)
        counts.eliminate_zeros()
        return counts
