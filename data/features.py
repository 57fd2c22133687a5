"""What a review speaks of: its aspects (the survey's "feature": "sound", "price"), and what is said of each.

Explanation generation needs (feature, opinion word, sentence, score) of each review (P5, family 3; PEPLER). The
published ones were made by a tagger and a sentiment lexicon that cannot be had; here a feature is a word that behaves
like a noun, that many reviews use, and of which they say how good it is. It behaves like a noun where it follows an
article, a possessive or a word of praise and is not followed by another noun ("the sound is", "a great tone.").
Counted on training reviews alone: held-out reviews decide nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from data.opinion_words import BAD, GOOD, PLAIN, TROUBLE
from data.opinions import Opinion, opinions, spoken

_END = re.compile(r"(?<=[.!?])(?=\s|[A-Z])|[\r\n]+")
_BEFORE = frozenset(
    "a an the this these those my its it's their our your his her no any some good great nice excellent decent "
    "poor bad better best cheap solid clean".split()
)
_AFTER = frozenset(
    "is are was were isn't wasn't has have had does did can will would of for in on at with and or but to from "
    "that which than as by so when while if , ; : ( )".split()
)
_EMPTY = frozenset(
    """
    one ones thing things lot lots bit way ways time times couple bunch number kind sort must chance middle pair day
    days year years month months week weeks part job end use money item product products fact rest other others same
    reason people amazon review reviews opinion future most more few little first second last next right only all them
    it that what choice idea option purchase difference expectations experience comment comments point luck stuff
    example world market past hour hours matter sense folks guys guy fan trick lack ability amount effort supposed
    meant helps further ready total surprise complete result results favorite needs company rating deal improvement
    solution addition variety situation mind place stars star friend friends son daughter wife husband enough plus
    acoustic try back store update left show alternative investment gadget kinds portion form state types type
    decision mistake factor answer doubt means word boy man user users reviewers companies inch yellow red built items
    bang toy country water family purposes piece musician guitarist drummer player players tech gig
    """.split()
)
"""Words that stand where nouns stand and say nothing of an item."""


@dataclass(frozen=True, slots=True)
class Features:
    """The aspects of a collection of reviews, with weights: the rarer and the more often judged, the more telling."""

    weights: Mapping[str, float] = field(hash=False)
    shortest: int = 3
    """Words of the shortest sentence that is taken."""
    longest: int = 30

    @staticmethod
    def of(
        reviews: Iterable[str],
        *,
        least: int = 5,
        seldom: float = 0.003,
        often: float = 0.4,
        noun: float = 0.1,
        judged: float = 0.06,
    ) -> Features:
        """The aspects of some reviews: words that behave like a noun at least a share of `noun` of the time, of which
        an opinion is heard a share of `judged` of the time, and that stand in a share of the reviews from `seldom` (and
        in `least` of them) to `often`.
        """  # fmt: skip
        heads, total, within, count = Counter[str](), Counter[str](), Counter[str](), 0
        said: list[str] = []
        for review in reviews:
            count += 1
            seen: set[str] = set()
            for sentence in sentences(review):
                words = spoken(sentence)
                for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
                    total[word] += 1
                    heads[word] += before in _BEFORE and (not after or after in _AFTER)
                seen.update(words)
                said.append(sentence)
            within.update(seen)
        known = _BEFORE | _AFTER | _EMPTY | GOOD | BAD | PLAIN | TROUBLE
        nouns = {
            word for word, found in within.items()
            if max(least, seldom * count) <= found <= max(least, often * count) and heads[word] >= noun * total[word]
            and len(word) > 2 and word[0].isalpha() and word not in known
        }  # fmt: skip
        spoken_of = Counter(one.feature for sentence in said for one in opinions(sentence, nouns))
        return Features({
            word: (spoken_of[word] / total[word]) * math.log(1 + count / within[word])
            for word in nouns if spoken_of[word] >= judged * total[word]
        })  # fmt: skip

    def all(self, review: str) -> list[Opinion]:
        """Every opinion of a review on a feature, in reading order, from sentences of fit length."""
        return [
            one for sentence in sentences(review) if self.shortest <= len(spoken(sentence)) <= self.longest
            for one in opinions(sentence, self.weights)
        ]  # fmt: skip

    def find(self, review: str) -> Opinion | None:
        """The opinion on the most telling feature of a review, praise or blame before mere description, the first of
        equals; None where there is none.
        """
        return max(self.all(review), key=lambda one: (one.score != 0, self.weights[one.feature]), default=None)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a review, where marks, line ends or a missing blank ("fine.It") part them."""
    for part in _END.split(text):
        if said := part.strip():
            yield said
