"""The catalogue's attribute values as arrays: which rows have a facet, which facets a row has, how much each one tells.

A facet tells `-log2(share of the catalogue that has it)` bits: a shared director of four films says more than a shared
genre of four hundred (surprisal; the idf of text search up to its base).
"""

from __future__ import annotations

import copy
import math
import re
import unicodedata
from collections import Counter
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from agent.finding.families import LOOSE, stands_for
from agent.session import Facet
from data.catalogue import Catalogue

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]
_WORD = re.compile(r"\w+")

_LIGHT = {"also_known_as": 0.0, "country": 0.4, "language": 0.4, "writer": 0.7}
"""How much a shared value of a kind counts beside its bits; other kinds count in full."""


class FacetIndex:
    """Every facet of a catalogue with its rows. Values are matched without regard to case."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.size = len(catalogue)
        self._rows: dict[tuple[str, str], Rows] = {}
        self._families: dict[tuple[str, str], Rows] = {}
        self._of_row: list[list[tuple[str, str]]] = [[] for _ in range(self.size)]
        gathered: dict[tuple[str, str], list[int]] = {}
        for row, item in enumerate(catalogue):
            for kind, values in item.attributes.items():
                for key in dict.fromkeys((kind, value.lower()) for value in values):
                    gathered.setdefault(key, []).append(row)
                    self._of_row[row].append(key)
        for key, rows in gathered.items():
            self._rows[key] = np.asarray(rows, dtype=np.int64)
        years = [np.nan if item.year is None else float(item.year) for item in catalogue]
        self.years: Scores = np.asarray(years, dtype=np.float64)
        self._lengths = self._measured()

    def grown(self, catalogue: Catalogue) -> FacetIndex:
        """The index of a catalogue that begins with this one's items: only what was appended is looked at."""
        made = copy.copy(self)
        made.catalogue, made.size, made._families = catalogue, len(catalogue), {}
        new = FacetIndex(Catalogue(catalogue.items[self.size :]))
        made._of_row = [*self._of_row, *new._of_row]
        later = {key: rows + self.size for key, rows in new._rows.items()}
        made._rows = {
            **self._rows, **{key: np.concatenate([self._rows.get(key, rows[:0]), rows]) for key, rows in later.items()}
        }
        made.years = np.concatenate([self.years, new.years])
        made._lengths = made._measured()
        if "_word_counts" in self.__dict__:
            made.__dict__["_word_counts"] = self._word_counts + new._word_counts
        return made

    def all_facets(self) -> list[Facet]:
        """Every kind and lower-case value that an item has."""
        return [Facet(*key) for key in self._rows]

    def rows(self, facet: Facet) -> Rows:
        """The rows that have this value, ascending; empty where none does."""
        return self._rows.get((facet.kind, facet.value.lower()), np.empty(0, dtype=np.int64))

    def family(self, facet: Facet) -> Rows:
        """The rows that have this value or one that it stands for ("animals": "talking animals"), ascending."""
        if facet.kind not in LOOSE:
            return self.rows(facet)
        key = (facet.kind, facet.value.lower())
        if (known := self._families.get(key)) is None:
            one = Facet(*key)
            members = [rows for (kind, value), rows in self._rows.items() if kind == key[0] and stands_for(one, value)]
            known = self._families[key] = np.unique(np.concatenate([self.rows(facet), *members]))
        return known

    def mask(self, facet: Facet) -> Mask:
        """(len(catalogue),) whether each row has this value."""
        return self._mask(self.rows(facet))

    def family_mask(self, facet: Facet) -> Mask:
        """(len(catalogue),) whether each row has this value or one that it stands for."""
        return self._mask(self.family(facet))

    def bits(self, kind: str, value: str) -> float:
        """How much the value tells, in bits: 0 where every item has it; for one that no item has, as if one did."""
        count = len(self._rows.get((kind, value.lower()), ()))
        return math.log2(max(self.size, 1) / max(count, 1))

    def numbers(self, name: str) -> Scores:
        """(len(catalogue),) a number of every item, NaN where it has none."""
        return np.asarray([item.numbers.get(name, np.nan) for item in self.catalogue], dtype=np.float64)

    def word_bits(self, word: str) -> float:
        """How much it tells that a description holds a word, in bits; 0 for a word that none holds."""
        count = self._word_counts.get(word, 0)
        return math.log2(self.size / count) if count else 0.0

    def similarity(self, row: int) -> Scores:
        """(len(catalogue),) cosine between one item's facets and everyone's, weighted by their bits; in [0, 1]."""
        scores = np.zeros(self.size)
        for key in self._of_row[row]:
            scores[self._rows[key]] += self._weight(key) ** 2
        scores /= self._lengths * self._lengths[row]
        return scores

    def facets(self, row: int) -> list[tuple[str, str]]:
        """The (kind, lower-case value) pairs of a row."""
        return self._of_row[row]

    def _mask(self, rows: Rows) -> Mask:
        found = np.zeros(self.size, dtype=np.bool_)
        found[rows] = True
        return found

    @cached_property
    def _word_counts(self) -> Counter[str]:
        return Counter(word for item in self.catalogue for word in set(tokens(item.description)))

    def _measured(self) -> Scores:
        """(size,) the length of every row's facets, weighted as in `similarity`."""
        keys = list(self._rows)
        squares = np.repeat([self._weight(key) ** 2 for key in keys], [len(self._rows[key]) for key in keys])
        rows = np.concatenate([*self._rows.values(), np.empty(0, dtype=np.int64)])
        lengths: Scores = np.sqrt(np.bincount(rows, weights=squares, minlength=self.size)) + 1e-9
        return lengths

    def _weight(self, key: tuple[str, str]) -> float:
        """Roots, since a cosine multiplies the weight with itself: what two items share counts its bits."""
        return math.sqrt(self.bits(*key)) * _LIGHT.get(key[0], 1.0)


@lru_cache(maxsize=8)
def facet_index(catalogue: Catalogue) -> FacetIndex:
    """The index of a catalogue, made once: catalogues never change."""
    origin = catalogue.origin
    return FacetIndex(catalogue) if origin is None else facet_index(origin).grown(catalogue)


def tokens(text: str) -> list[str]:
    """Lower-case words without accents: what a query and a description share."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return _WORD.findall(plain)
