"""Every way a title may be written, as an index: without its article, by its sub-title, by its start, as part of a
series."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.reading.common_words import COMMON_WORDS
from agent.reading.tokens import ARTICLES, keys, numeral, singular
from data.catalogue import Catalogue

LONGEST = 12
"""Words of a message that are looked at together."""

FULL, BARE, PART, START, WORD = 1.0, 0.97, 0.9, 0.85, 0.75
"""How much of a title a form carries: all, all but its article, one side of its colon, its first words, one rare word.
"""

_PART_WORDS = frozenset({"part", "vol", "volume", "chapter", "episode"})
_SMALL_WORDS = ARTICLES | {"of", "and", "in", "to", "for", "on", "at", "with", "from", "or", "is", "by", "my", "i"}
_BREAK = re.compile(r":\s+|\s+[-–—]\s+|\s*/\s+|;\s+")
_TRAILING_ARTICLE = re.compile(r"^(.*), (The|A|An|Le|La|Les|L'|El|Los|Las|Il|Der|Die|Das)$", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)\s*")


@dataclass(frozen=True, slots=True)
class TitleIndex:
    """`forms` maps words written without blanks (`spiderman`) to the items they may mean and how full the form is."""

    forms: Mapping[str, Mapping[str, float]]
    words: frozenset[str]
    """Every folded word of every title: what a misspelt word may have been meant to be."""
    plain: frozenset[str]
    """Forms made of everyday words alone: they need a sign that a title is meant."""

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The title words that are worth correcting a misspelling to."""
        return tuple(sorted(word for word in self.words if len(word) >= 4))


def index_titles(catalogue: Catalogue) -> TitleIndex:
    """The index of a catalogue. About 10 forms a title; 12,000 titles take about half a second."""
    titles = {item.id: _written(item.title) for item in catalogue}
    word_counts = Counter(word for words in titles.values() for word in set(words))
    forms: dict[str, dict[str, float]] = defaultdict(dict)
    plain: set[str] = set()
    rare: set[str] = set()

    def add(item: str, words: Sequence[str], fullness: float) -> None:
        kept = tuple(words[1:]) if len(words) > 1 and words[0] in ARTICLES else tuple(words)
        for form, carried in (
            (tuple(words), fullness),
            (kept, min(fullness, BARE) if kept != tuple(words) else fullness),
        ):
            key = form_key(form)
            if not key or (fullness < FULL and key.isdigit()):
                continue
            forms[key][item] = max(carried, forms[key].get(item, 0.0))
            if _is_plain(kept, fullness):
                plain.add(key)

    for item in catalogue:
        words = titles[item.id]
        add(item.id, words, FULL)
        for other in item.values("also_known_as"):
            add(item.id, _written(other), FULL)
        for written, fullness in _other_writings(item.title):
            add(item.id, written, fullness)
        for length in range(2, len(words)):
            if words[length - 1] not in _SMALL_WORDS and len(set(words[:length]) - _SMALL_WORDS) > 1:
                add(item.id, words[:length], START)
        for word in words:
            if len(word) > 4 and word_counts[word] == 1 and not _is_common(word):
                add(item.id, (word,), WORD)
                rare.add(word)
    plain |= {word for word in rare if max(forms[word].values()) < BARE}
    _add_first_of_series(titles, forms)
    return TitleIndex({key: dict(items) for key, items in forms.items()}, frozenset(word_counts), frozenset(plain))


def form_key(words: Sequence[str]) -> str:
    """The key of some folded words, in one piece: number words as digits, save where the number is all there is."""
    return "".join(numeral(word) for word in words) if len(words) > 1 else "".join(words)


def _written(title: str) -> tuple[str, ...]:
    """The words of a title with its article in front and without what stands in parentheses."""
    bare = _PARENTHESIS.sub(" ", title).strip() or title
    moved = _TRAILING_ARTICLE.match(bare)
    return keys(f"{moved[2]} {moved[1]}" if moved else bare) or (title.strip().lower(),)


def _other_writings(title: str) -> list[tuple[tuple[str, ...], float]]:
    """A title's other names: in parentheses, either side of a colon, without "Part" before a number, in the singular.
    """
    writings = [(_written(inner.removeprefix("a.k.a. ")), FULL) for inner in _PARENTHESIS.findall(title) if inner]
    words = _written(title)
    unnumbered = tuple(word for word in words if word not in _PART_WORDS)
    if unnumbered != words and unnumbered:
        writings.append((unnumbered, FULL))
    parts = _BREAK.split(_PARENTHESIS.sub(" ", title))
    sides = [_written(side) for side in parts if keys(side)] if len(parts) > 1 else []
    if len(sides) > 1:
        writings += [(side, PART) for side in sides]
        writings += [(tuple(word for word in side if word not in _PART_WORDS), PART) for side in sides]
    singulars = tuple(singular(word) for word in words)
    if len(words) > 1 and singulars != words:
        writings.append((singulars, PART))
    return writings


def _is_plain(words: Sequence[str], fullness: float) -> bool:
    content = [word for word in words if word not in ARTICLES]
    limit = 3 if fullness >= BARE else 4
    return len(content) < limit and all(_is_common(word) for word in content)


def _is_common(word: str) -> bool:
    return word in COMMON_WORDS or singular(word) in COMMON_WORDS or len(word) < 3 or word.isdigit()


def _add_first_of_series(titles: Mapping[str, tuple[str, ...]], forms: dict[str, dict[str, float]]) -> None:
    """Where "Toy Story 2" exists, "Toy Story 1" means "Toy Story"."""
    for words in titles.values():
        if numeral(words[-1]) == "2" and len(words) > 1:
            base = form_key([word for word in words[:-1] if word not in _PART_WORDS | ARTICLES])
            for item, fullness in forms.get(base, {}).items():
                if fullness >= BARE:
                    forms[base + "1"].setdefault(item, FULL)
