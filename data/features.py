"""What a review speaks of: its aspect (the survey's "feature": "sound", "price") and the sentence that says so.

Explanation generation needs such pairs (P5, family 3; PEPLER). The published ones were made by a tagger and a sentiment
lexicon that cannot be had; here an aspect is a word that behaves like a noun and that many reviews use. It behaves like
one where it follows an article, a possessive or a word of praise and is not followed by another noun ("the sound is",
"a great tone."). Counted on training reviews alone: held-out reviews decide nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_END = re.compile(r"(?<=[.!?])(?=\s|[A-Z])|[\r\n]+")
_BEFORE = frozenset(
    "a an the this these those my its it's their our your his her no any some good great nice excellent decent "
    "poor bad better best cheap solid clean".split()
)
_AFTER = frozenset(
    "is are was were isn't wasn't has have had does did can will would of for in on at with and or but to from "
    "that which than as by so when while if".split()
)
_EMPTY = frozenset(
    "one ones thing things lot lots bit way ways time times couple bunch number kind sort must chance middle pair day "
    "days year years month months week weeks part job end use money item product fact rest other others same reason "
    "problem people amazon review reviews opinion future most more few little first second last next right wrong only "
    "all them it that what".split()
)
"""Words that stand where nouns stand and say nothing of an item."""


@dataclass(frozen=True, slots=True)
class Features:
    """The aspects of a collection of reviews, with weights: the rarer in it, and the surer a noun, the more telling."""

    weights: Mapping[str, float] = field(hash=False)
    shortest: int = 3
    """Words of the shortest sentence that is taken."""
    longest: int = 30

    @staticmethod
    def of(
        reviews: Iterable[str], *, least: int = 5, seldom: float = 0.005, often: float = 0.4, noun: float = 0.15
    ) -> Features:
        """The aspects of some reviews: words that behave like a noun at least a share of `noun` of the time, and that
        stand in a share of the reviews from `seldom` (and in `least` of them) to `often`.
        """
        heads, total, within, count = Counter[str](), Counter[str](), Counter[str](), 0
        for review in reviews:
            count += 1
            seen: set[str] = set()
            for sentence in sentences(review):
                words = _words(sentence)
                for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
                    total[word] += 1
                    heads[word] += before in _BEFORE and (not after or after in _AFTER)
                seen.update(words)
            within.update(seen)
        known = _BEFORE | _AFTER | _EMPTY
        return Features({
            word: (heads[word] / total[word]) * math.log(1 + count / found)
            for word, found in within.items()
            if max(least, seldom * count) <= found <= max(least, often * count) and heads[word] >= noun * total[word]
            and len(word) > 2 and word not in known
        })  # fmt: skip

    def find(self, review: str) -> tuple[str, str] | None:
        """(aspect, sentence) for the most telling aspect of a review; None where no sentence of fit length has one."""
        best: tuple[float, str, str] | None = None
        for sentence in sentences(review):
            words = _words(sentence)
            if not self.shortest <= len(words) <= self.longest:
                continue
            for word in words:
                weight = self.weights.get(word, 0.0)
                if weight and (best is None or weight > best[0]):
                    best = (weight, word, sentence)
        return best and (best[1], best[2])


def sentences(text: str) -> Iterator[str]:
    """The sentences of a review, where marks, line ends or a missing blank ("fine.It") part them."""
    for part in _END.split(text):
        if said := part.strip():
            yield said


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence.lower().replace("’", "'"))
