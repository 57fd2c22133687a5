"""Items by what a phrase means, whatever its words: "the one where the guy relives the same day".

Item vectors hold names, genres and years too, which nobody says of a film that they half remember. So the items nearest
by vector and by shared words are looked at once more by their descriptions alone, against the phrase without its
opening ("the one where"). What was measured stands in docs/decisions.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from prompts.item_vectors import ItemVectors, Vectors

_OPENING = re.compile(
    r"^(?:(?:some|any)thing|(?:that|the|this|his|her|one|an?|any|some)\s+(?:[\w'’-]+\s+){0,3}?(?:one|movie|film|flick|picture|story|cartoon|documentary"
    r"|book|show))\s*,?\s*(?:with|where|about|in\s+which|when|who|whose)?\s*",
    re.IGNORECASE,
)
_POOL = 20
"""Items whose descriptions are looked at: so many are encoded in a fifth of a second."""

_WORDS = 0.1
"""What all words of a phrase, each borne by one item alone, add to a cosine."""

_KEPT = 4096


class Meanings:
    """Finds items of one catalogue by meaning; `vectors` are its item vectors."""

    def __init__(self, vectors: ItemVectors) -> None:
        self._vectors = vectors
        self._told: dict[int, Vectors] = {}

    def nearest(self, phrase: str, words: Mapping[int, float]) -> list[tuple[int, float]]:
        """(row, score) of the nearest items, best first. `words` is what shared words count for a row."""
        shared = np.zeros(len(self._vectors.catalogue))
        for row, weight in words.items():
            shared[row] = _WORDS * weight
        first = self._vectors.matrix @ self._vectors.of_text(phrase) + shared
        pool = [int(row) for row in np.argsort(-first, kind="stable")[:_POOL]]
        said = self._vectors.of_text(_OPENING.sub("", phrase) or phrase)
        scores = self._described(pool) @ said + shared[pool]
        return [(pool[place], float(scores[place])) for place in np.argsort(-scores, kind="stable")]

    def _described(self, rows: list[int]) -> Vectors:
        """(n, d) the vectors of descriptions alone; of an item that has none, the item's own."""
        items = self._vectors.catalogue.items
        new = [row for row in rows if row not in self._told and items[row].description]
        if len(self._told) + len(new) > _KEPT:
            self._told = {}
            new = [row for row in rows if items[row].description]
        known = dict(self._told)
        if new:
            encoded = self._vectors.encode([items[row].description for row in new])
            known.update(zip(new, encoded, strict=True))
            self._told = known
        return np.stack([known[row] if row in known else self._vectors.matrix[row] for row in rows])
