"""What goes with a value: scary films are mostly dark and tense too, so who finds a list too scary wants those less.

How much two values go together is how much more often than by chance items have both, in bits (pointwise mutual
information, Church and Hanks, 1990, https://aclanthology.org/J90-1003). Only shelf labels count (genre, mood): of loose
keywords too few items have both.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import numpy as np

from agent.finding.facets import FacetIndex, Scores
from agent.session import Facet

_SHELF = 60
"""A kind with at most so many values is a shelf label."""

_FEWEST = 5
"""With fewer items a value says nothing of what goes with it."""


class GoingTogether:
    """Scores items by how much they have of what goes with some values."""

    def __init__(self, index: FacetIndex) -> None:
        self._index = index
        counts = Counter(facet.kind for facet in index.all_facets())
        self._labels = [facet for facet in index.all_facets() if counts[facet.kind] <= _SHELF]
        self._known: dict[Facet, Mapping[Facet, float]] = {}

    def scores(self, facets: Iterable[Facet], *, welcome: Collection[tuple[str, str]] = ()) -> Scores:
        """(size,) the bits that an item's other labels share with the values, summed; 0 where none goes with them.
        Labels that are `welcome`, as (kind, lower-case value), are left out.
        """
        found = np.zeros(self._index.size)
        for facet in facets:
            for label, bits in self._with(facet).items():
                if (label.kind, label.value) not in welcome:
                    found[self._index.rows(label)] += bits
        return found

    def _with(self, facet: Facet) -> Mapping[Facet, float]:
        """Label -> bits, for those that go with a value."""
        key = Facet(facet.kind, facet.value.lower())
        if (known := self._known.get(key)) is not None:
            return known
        having = self._index.mask(facet)
        many, found = int(having.sum()), dict[Facet, float]()
        for label in self._labels if many >= _FEWEST else ():
            rows = self._index.rows(label)
            both = int(having[rows].sum())
            bits = math.log2(both * self._index.size / (many * len(rows))) if both >= _FEWEST and label != key else 0.0
            if bits > 0:
                found[label] = bits
        self._known = {**self._known, key: found}
        return found
