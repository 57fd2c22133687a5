"""Misspelt words: the known words that a typed word may have been meant to be."""

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.reading.common_words import COMMON_WORDS
from agent.reading.tokens import singular

MOST_WRONG = 40


class Spelling:
    """Corrects words towards `known`, leaving alone what is known or an everyday word.

    One slip (a swap, a missing, extra or wrong letter) is allowed in words of five letters or more, two in words of
    eight or more: in shorter words another word is too near.
    """

    def __init__(self, known: Collection[str], familiar: Collection[str] = ()) -> None:
        """`familiar` words are right as they are, but nothing is corrected to them."""
        self._known = frozenset(known)
        self._familiar = frozenset(familiar)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= 4 and not word.isdigit():
                self._by_length.setdefault(len(word), []).append(word)

    def familiar_with(self, words: Collection[str]) -> Spelling:
        """The same where some more words are right as they are."""
        made = copy.copy(self)
        made._familiar = self._familiar.union(words)
        return made

    def options(self, words: Sequence[str], limit: int = 4) -> list[tuple[str, ...]]:
        """Each word with its corrections; of a long text only the first MOST_WRONG strange words are looked into."""
        found: list[tuple[str, ...]] = []
        wrong = 0
        for word in words:
            near = self.corrections(word, limit) if wrong < MOST_WRONG and not self.is_right(word) else ()
            wrong += not self.is_right(word)
            found.append((word, *near))
        return found

    def is_right(self, word: str) -> bool:
        """Whether a word needs no correction: it is known, an everyday word, or too short to tell."""
        if len(word) < 5 or word.isdigit() or word in self._known:
            return True
        return bool(self._familiar & {word, singular(word)} or COMMON_WORDS & {word, singular(word)})

    def corrections(self, word: str, limit: int = 4) -> Sequence[str]:
        """The nearest known words, nearest first; empty for a word that needs no correction or has none."""
        if self.is_right(word):
            return ()
        slips = 2 if len(word) >= 8 else 1
        near = [other for length in range(len(word) - slips, len(word) + slips + 1) for other in self._of(length)]
        hits = process.extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=limit)
        return tuple(hit[0] for hit in hits if hit[0][0] == word[0] or hit[1] <= 1)

    def _of(self, length: int) -> list[str]:
        return self._by_length.get(length, [])
