"""Items named loosely, by what is known of them: "that nolan dream movie", "the one where a rat cooks in Paris".

A definite phrase ("that ... movie", "the one with ...") stands for one item where its words, weighed by how few items
have them, fit that item well and any other much less; a phrase that fits several says what is wanted, as before. Where
there is a text encoder, its meaning says which of the items that words are shared with is meant, and finds others.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.reading.meant import Meanings
from agent.reading.stance import EVALUATION
from agent.reading.tokens import keys, numeral, singular, tokenize
from agent.reading.vocabulary import PEOPLE_KINDS, Vocabulary
from data.catalogue import Catalogue
from data.records import Item
from prompts.item_vectors import ItemVectors

_NOUN = (
    r"(?:one|movie|film|flick|picture|book|novel|show|game|story|comedy|drama|thriller|western|musical|cartoon|anime"
    r"|documentary|whodunit|romance|romcom|rom-com)"
)
_WORD = r"(?:(?!(?:that|the|this|a|an|i|you|we|it|is|was|of)\b)[^\W_][\w'’-]*\s+)"
_TAIL = r"(?:with|where|about|in\s+which|when|who|whose|from|by|starring|set|on|featuring)"
_PHRASE = re.compile(
    rf"\b(?:that|the|this|his|her)\s+(?P<before>{_WORD}{{0,6}}?){_NOUN}\b(?!\s+(?:night|theat|industry|star))"
    rf"(?:\s*,?\s+(?P<tail>{_TAIL}\b[^.!?;,()\n]*))?",
    re.IGNORECASE,
)
_RECALLED = re.compile(
    r"\b(?:remember|recall|mentioned|recommended|(?:thinking|heard|reminded|told\s+(?:me|us))\s+(?:of|about)"
    rf"|(?:there|was(?:n['’]?t)?|there['’]?s|is)\s+(?:there\s+|was\s+|is\s+)?)\s*(?:a\s+|an\s+|this\s+|some\s+)?"
    rf"(?P<before>{_WORD}{{0,4}}?){_NOUN}\s+(?P<tail>{_TAIL}\b[^.!?;()\n]*)",
    re.IGNORECASE,
)
"""One that is half remembered: "I remember one with Ethan Hawke, ..." goes on over commas."""

_ANY = re.compile(
    rf"\b(?P<before>)(?:(?:a|an|any|some)\s+{_WORD}{{0,3}}?{_NOUN}|something|anything)\s+(?:that['’]?s\s+)?"
    r"(?P<tail>(?:where|in\s+which|whose|about\s+(?:an?|the|two|some)\s+[^.!?;,()\n]*?\b(?:who|whose|where|that))\b"
    r"[^.!?;()\n]*)",
    re.IGNORECASE,
)
"""Any one of which a story is told: "a film where a man grows younger". It is only ever looked for."""

_ENDS = re.compile(
    rf"\s+(?:and|or|but|plus|then)\s+(?:(?:also|even)\s+)?(?:(?:that|the|this|his|her)\s+{_WORD}{{0,5}}?{_NOUN}\b"
    r"|(?:i|i['’]\w+|we|my|something|anything|maybe|also|then|both|not|no|nothing|more|it)\b)"
    r"|\s+but\b|\s+(?:i|we)\s+(?:(?:just|really|also|already|once)\s+)*(?:saw|see|lov|lik|watch|hat|enjoy|have|['’]ve)"
    r"|\s+(?:because|though|please|instead|last\s+(?:night|week|year)|yesterday|recently)\b|\s[-–—]\s",
    re.IGNORECASE,
)
"""Where the words of a description end and others begin."""

_JUDGED = re.compile(r"\s+(?:is|was|are|were)\s+(?:[\w'’]+\s+){0,3}?$", re.IGNORECASE)
_MORE = 2
"""Words after a verdict that make it a part of the description: "everybody's genes are perfect except his"."""

_STOP = frozenset(
    """
    a about all also am an and any are as at be been by can could did do does doing done film films for from get gets
    give go goes got had has have he her him his how i if in into is it its just like looking me movie movies my of on
    one ones or other our really set she some someone somebody something starring than that the their them then there
    they thing this to too up very was way we were what when where which while who whose why will with would you your
    each every must may over anything guy guys man men woman old new good great best funny first last second whole
    made called everybody everyone everything except nothing always never only even remember recall mentioned
    recommended thinking heard told
    """.split()
)
_SUFFIXES = ("ally", "ing", "ers", "er", "ed", "ly", "es", "e", "y", "s")
_WHOLE, _NAME, _PART, _TOLD = 1.2, 1.0, 0.8, 0.7
"""What a word counts that is a value by itself, a part of a person's name, of a title or longer value, of the
description."""

_BOTH = 0.4
"""What it counts more where the description has it too."""

_COVERED = 0.5
"""The share of a description's weight that an item must bear."""

_NEXT, _NEXT_OF_ALL = 0.75, 0.85
"""What the second best item may reach of the best one's weight, at most; the latter where the best has every word."""

_SURE = 0.65
"""The least weight of what fits, as a share of that of a word which one item alone has."""

_LONG = 5
"""Letters of a stem that may be the beginning of another."""

_FEW = 3
"""A description of one word names an item only where so few have the word."""


_CONTENT = 3
"""Words that say something: with fewer a phrase is no description, unless one item is far nearer than all others."""

_NEAR, _FAR_NEARER = 0.38, 0.15
"""The least likeness of what is looked for, and the lead over the next item that makes up for a word too few."""

_TOLD_NEAR, _LEAD = 0.5, 0.1
"""The least likeness and lead of what is spoken of: to look for the wrong item costs less than to like it."""

_RIVALS, _CLOSE = 2, 0.12
"""So many more items are offered beside the one that is looked for, where they are so near to it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The row that a phrase means, rows that it may mean as well, and whether the first is sure."""

    row: int
    others: tuple[int, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Described:
    """A loose name: its character offsets, the item meant, and the words that told it."""

    start: int
    end: int
    item: str
    words: tuple[str, ...]
    others: tuple[str, ...] = ()
    """What else may be meant, the likeliest first."""
    sure: bool = True
    """Whether it is enough for what is spoken of, and not only for a guess at what is looked for."""


class Descriptions:
    """Finds loose names in messages. Making it reads every item once; without `vectors` words alone count."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary, vectors: ItemVectors | None = None) -> None:
        self._catalogue, self._vocabulary = catalogue, vocabulary
        self._meanings = None if vectors is None else Meanings(vectors)
        self._index = _indexed(catalogue)
        self._stems: Sequence[str] = sorted(self._index)

    def find(self, text: str) -> tuple[Described, ...]:
        """The items that a text names loosely, in reading order."""
        found = [self._meant(text, *span) for span in _phrases(text, _PHRASE, _RECALLED)]
        if self._meanings is not None and not any(found):
            # What any such item is looked for by is a wish first: words alone would find too much in it.
            found = [self._meant(text, *span) for span in _phrases(text, _ANY)]
            return tuple(replace(one, sure=False) for one in found if one is not None)
        return tuple(one for one in found if one is not None)

    def _meant(self, text: str, start: int, end: int) -> Described | None:
        tokens = [token for token in tokenize(text[start:end]) if not token.key.isdigit()]
        words = [token for token in tokens if not {token.key, singular(token.key)} & _STOP]
        stems = dict.fromkeys(_stem(token.key) for token in words)
        held = {stem: found for stem in stems if (found := self._holding(stem, text[start:end]))}
        weights = {stem: math.log(len(self._catalogue) / len(found)) for stem, found in held.items()}
        scores: Counter[int] = Counter()
        for stem, found in held.items():
            for row, share in found.items():
                scores[row] += weights[stem] * share  # type: ignore[assignment]
        fits = self._by_words(held, weights, scores, len(stems))
        named = fits is not None and len(stems) >= _CONTENT and all(fits in held.get(stem, ()) for stem in stems)
        chosen = None if fits is None else Choice(fits)
        if self._meanings is not None and not named and stems:
            rarest = math.log(len(self._catalogue))
            shared = {row: score / rarest for row, score in scores.items()}
            chosen = _choice(self._meanings.nearest(text[start:end], shared), len(stems), fits)
        if chosen is None:
            return None
        told = tuple(token.text.lower() for token in words if chosen.row in held.get(_stem(token.key), ()))
        ids = [self._catalogue.items[row].id for row in (chosen.row, *chosen.others)]
        return Described(start, end, ids[0], told, tuple(ids[1:]), chosen.sure)

    def _by_words(
        self, held: Mapping[str, Mapping[int, float]], weights: Mapping[str, float], scores: Counter[int], content: int
    ) -> int | None:
        """The row that the words of a phrase fit well, and no other nearly as well."""
        if not scores:
            return None
        (best, score), *others = scores.most_common(2)
        fitting = [stem for stem in held if best in held[stem]]
        sure = len(fitting) > 1 or (content == 1 and len(held[fitting[0]]) <= _FEW)
        if not sure or score < _COVERED * sum(weights.values()) or score < _SURE * math.log(len(self._catalogue)):
            return None
        most = _NEXT_OF_ALL if len(fitting) == len(held) > 2 else _NEXT
        return None if others and others[0][1] > most * score + 1e-9 else best

    def _holding(self, stem: str, phrase: str) -> Mapping[int, float]:
        """Row -> what the word counts for it. A word that no item has counts as the shelf it means ("sci-fi")."""
        found: dict[int, float] = {}
        for longer in self._beginning(stem):
            for row, share in self._index[longer].items():
                found[row] = max(share, found.get(row, 0.0))
        if found:
            return found
        for mention in self._vocabulary.find(phrase, eager=True):
            facet = mention.facets[0]
            if facet.kind in self._vocabulary.shelves and stem in map(_stem, keys(phrase[mention.start : mention.end])):
                for item in self._catalogue.by_value.get((facet.kind, facet.value.lower()), ()):
                    found.setdefault(self._catalogue.row(item), _NAME)
        return found

    def _beginning(self, stem: str) -> Sequence[str]:
        """The stem and, where it is no short one, the stems that begin with it: `perfect` is in `perfection`."""
        first = bisect_left(self._stems, stem)
        if len(stem) < _LONG:
            return self._stems[first : first + 1] if stem in self._index else ()
        return self._stems[first : bisect_left(self._stems, stem + "\uffff")]


def _choice(nearest: Sequence[tuple[int, float]], content: int, by_words: int | None) -> Choice | None:
    """What is meant of the nearest rows, best first, by a phrase of so many words that say something. What words alone
    would have chosen needs no more; None where nothing is near enough."""
    (row, score), *others = nearest
    lead = score - max((other for _, other in others[:1]), default=0.0)
    enough = content >= _CONTENT or (content == _CONTENT - 1 and lead >= _FAR_NEARER)
    if by_words == row or (content < _CONTENT and by_words in [other for other, _ in others[:_RIVALS]]):
        return Choice(by_words)
    if not enough or score < _NEAR:
        return None
    rivals = [other for other, near in others[:_RIVALS] if near >= score - _CLOSE]
    return Choice(row, tuple(rivals), score >= _TOLD_NEAR and lead >= _LEAD)


def _indexed(catalogue: Catalogue) -> Mapping[str, Mapping[int, float]]:
    """Stem -> row -> what the word counts for that item."""
    index: dict[str, dict[int, float]] = defaultdict(dict)
    for row, item in enumerate(catalogue):
        told = {_stem(key) for key in keys(item.description)}
        marked = dict(_marked(item))
        for stem in told | marked.keys():
            share = marked.get(stem, 0.0)
            index[stem][row] = share + (_BOTH if share else _TOLD) * (stem in told)
    return index


def _phrases(text: str, *patterns: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where phrases stand that say more than a noun."""
    place = 0
    while (match := _next(text, place, patterns)) is not None:
        place = match.end("before")
        end = match.end()
        if match["tail"]:
            ends = _ENDS.search(text, match.start("tail"), end)
            end = ends.start() if ends else end
            for verdict in EVALUATION.finditer(text, match.start("tail"), end):
                judged = _JUDGED.search(text, match.start("tail"), verdict.start())
                if judged and len(text[verdict.end() : end].split()) < _MORE:
                    end = judged.start()
                    break
        if match["before"] or match["tail"]:
            yield min(match.start(), end), end
            place = end
        place = max(place, match.start() + 1)


def _next(text: str, place: int, patterns: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    found = [match for pattern in patterns if (match := pattern.search(text, place)) is not None]
    return min(found, key=lambda match: (match.start("before"), -match.end()), default=None)


def _marked(item: Item) -> Iterator[tuple[str, float]]:
    """The stems of title and values with what each counts; what counts most comes last."""
    found = [(_stem(key), _PART) for key in keys(item.title)]
    for kind, values in item.attributes.items():
        for value in values:
            found += _told_by(kind, value)
    yield from sorted(found, key=lambda one: one[1])


@lru_cache(maxsize=1 << 16)
def _told_by(kind: str, value: str) -> tuple[tuple[str, float], ...]:
    """The stems of a value with what each counts: many items have it."""
    words = keys(value)
    share = _NAME if kind in PEOPLE_KINDS else _WHOLE if len(words) == 1 else _PART
    return tuple((_stem(word), share) for word in words)


@lru_cache(maxsize=1 << 16)
def _stem(key: str) -> str:
    """A rough stem: `cooks`, `cooking` and `cooked` are `cook`, `lives` and `living` are `liv`."""
    word = singular(numeral(key))
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word.removesuffix(suffix)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
