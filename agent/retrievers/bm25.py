"""Words: BM25 over titles, attributes and descriptions (Robertson and Zaragoza, 2009), with the bm25s package."""

from __future__ import annotations

import copy
import math
from collections import Counter
from itertools import chain

import bm25s
import numpy as np

from agent.finding.facets import Mask, Scores, tokens
from agent.finding.query import Query
from agent.finding.top import top_hits
from data.catalogue import Catalogue
from data.records import Item
from prompts.lm import Hit

_TITLE_WEIGHT = 2
_NEAR_WEIGHT = 0.5
"""What the words of the items to stay near count beside the user's own."""

_SATURATION, _SLOPE = 1.5, 0.75
"""k1 and b of the formula."""

_STOP = frozenset(
    "a about an and any are as at be but by can do film for from give good had has have i in is it its like me "
    "movie my of on one or please recommend some something suggest that the their there this to want was watch "
    "what where who will with would you".split()
)


class BM25:
    """Scores items by the words of the query, and by the words of the items it should stay near."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        documents = [_document(item) for item in catalogue]
        self._index: bm25s.BM25 | None = None
        if any(documents):
            self._index = bm25s.BM25(k1=_SATURATION, b=_SLOPE)
            self._index.index(documents, show_progress=False)
        self._size = len(documents)
        self._length = max(sum(map(len, documents)) / max(len(documents), 1), 1.0)
        self._later: list[Counter[str]] = []

    def grown(self, catalogue: Catalogue) -> BM25:
        """The same over a catalogue that was appended to. The words of the old items are not counted again: new items
        are scored by what the old ones say of how rare a word is and how long an item."""
        made = copy.copy(self)
        made._catalogue = catalogue
        made._later = [Counter(_document(item)) for item in catalogue.items[self._size :]]
        return made

    def scores(self, query: Query) -> Scores:
        """(len(catalogue),) BM25 scores; 0 where no word is shared."""
        scores = self.word_scores(query.text())
        for item, weight in query.taste().items():
            if item in self._catalogue:
                near = self._tokens_scores(_facet_tokens(self._catalogue[item]))
                scores += _NEAR_WEIGHT * weight * near / max(float(near.max(initial=0.0)), 1e-9)
        return scores

    def word_scores(self, text: str) -> Scores:
        """(len(catalogue),) BM25 scores of a text, the best one 1."""
        scores = self._tokens_scores([token for token in tokens(text) if token not in _STOP])
        return scores / max(float(scores.max(initial=0.0)), 1e-9)

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        return top_hits(self._catalogue, self.scores(query), k, mask=mask, above=0.0)

    def _tokens_scores(self, words: list[str]) -> Scores:
        known = [] if self._index is None else [word for word in words if word in self._index.vocab_dict]
        found = np.zeros(len(self._catalogue))
        if known and self._index is not None:
            found[: self._size] = self._index.get_scores(known)
        for row, document in enumerate(self._later, self._size):
            found[row] = sum(self._worth(word, document) for word in words if word in document)
        return found

    def _worth(self, word: str, document: Counter[str]) -> float:
        """What one word of a query is worth to a later item: the formula that the index uses (Lucene's)."""
        held = 1
        if self._index is not None and (place := self._index.vocab_dict.get(word)) is not None:
            starts = self._index.scores["indptr"]
            held = int(starts[place + 1] - starts[place])
        rarity = math.log(1 + (self._size - held + 0.5) / (held + 0.5))
        length = _SLOPE * document.total() / self._length + 1 - _SLOPE
        return rarity * document[word] / (document[word] + _SATURATION * length)


def _document(item: Item) -> list[str]:
    return [*tokens(item.title) * _TITLE_WEIGHT, *_facet_tokens(item), *tokens(item.description)]


def _facet_tokens(item: Item) -> list[str]:
    return list(chain.from_iterable(tokens(value) for values in item.attributes.values() for value in values))
