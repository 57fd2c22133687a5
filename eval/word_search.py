"""BM25 over item texts as a rival of language models (bm25s, Lucene's variant, English stop words, no stemming)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from prompts.item_text import item_text


class WordSearch:
    """An index over a catalogue; `texts` are what was indexed, in row order."""

    def __init__(self, catalogue: Catalogue) -> None:
        import bm25s

        self.texts = [item_text(item) for item in catalogue]
        documents = [_words(text) for text in self.texts]
        self._index = bm25s.BM25() if any(documents) else None
        if self._index is not None:
            self._index.index(documents, show_progress=False)

    def scores(self, text: str) -> NDArray[np.float64]:
        """(items,) scores of a query; 0 where no word is shared."""
        words = _words(text)
        if not words or self._index is None:
            return np.zeros(len(self.texts))
        return np.asarray(self._index.get_scores(words), dtype=np.float64)


def _words(text: str) -> list[str]:
    import bm25s

    words: list[str] = bm25s.tokenize(text, show_progress=False, return_ids=False)[0]
    return words
