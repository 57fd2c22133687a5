"""From the user's words to items of the catalogue: titles as people write them, with their places in the message."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from agent.reading.marks import PRONOUNS, Marks
from agent.reading.spelling import Spelling
from agent.reading.titles import BARE, LONGEST, TitleIndex, form_key, index_titles
from agent.reading.tokens import ARTICLES, Token, keys, tokenize
from agent.session import Session
from data.catalogue import Catalogue

NOUNS = frozenset("movie movies film films flick item items product products book books show shows album game".split())

_READ = 400
_LIKE_ENOUGH = 0.8
_SURELY_MEANT = 0.85
_POPULARITY = ("popularity", "votes", "ratings", "count")
_YEAR_AFTER = re.compile(
    r"[\"'”’]?\s*(?P<open>[(\[])?\s*(?:(?P<word>from|of|,)\s+)?(?:the\s+)?(?:one\s+from\s+)?(?P<year>(?:18|19|20)\d\d)\b[)\]]?"
)
_OWN_MARK = re.compile(r"[!?.]+(?=\s+[a-z(\[])")
"""What ends a title and no sentence, as the text goes on: "Airplane! is a joy"."""

_ANY_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
_YEAR_BEFORE = re.compile(
    r"((?:18|19|20)\d\d)\s+(?:version of\s+|movie\s+|film\s+|one,?\s+)?[\"'“‘]?(?:the\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An item named in a message: character offsets, how sure it is (0..1), and what else the words may mean."""

    start: int
    end: int
    item: str
    score: float
    alternatives: tuple[str, ...] = ()
    sign: bool = True
    """Whether the words were marked as a title; an unmarked one gives way to an attribute of the same words."""
    told_apart: bool = False
    """Whether a year in the text told it from others of its name."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int
    last: int
    key: str
    items: Mapping[str, float]
    likeness: float


class Linker:
    """Finds titles in messages. Building it indexes every title once; a message takes about a millisecond.

    `familiar` words (the catalogue's own attribute values) are never taken for misspelt titles.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        popularity: Mapping[str, float] | None = None,
        familiar: frozenset[str] = frozenset(),
    ) -> None:
        self.catalogue = catalogue
        self.index: TitleIndex = index_titles(catalogue)
        self._spelling = Spelling(self.index.words, familiar)
        self._popularity = popularity or {}

    def grown(self, catalogue: Catalogue) -> Linker:
        """The same for a catalogue that was appended to: new items are known by their whole titles, as they are
        written. A linker made anew knows the other ways to write them too."""
        made = copy.copy(self)
        made.catalogue = catalogue
        new = Catalogue(catalogue.items[len(self.catalogue) :])
        forms, words = dict(self.index.forms), self.index.words
        later = index_titles(new)
        for key, items in later.forms.items():
            if whole := {item: fullness for item, fullness in items.items() if fullness >= BARE}:
                forms[key] = {**forms.get(key, {}), **whole}
        made.index = TitleIndex(forms, words | later.words, self.index.plain | (later.plain - self.index.forms.keys()))
        return made

    def link(self, text: str, session: Session | None = None) -> tuple[Mention, ...]:
        """The items named in a text, in reading order, never overlapping.

        The session only settles which of several items of one name is meant: one that was talked about comes first.
        """
        tokens = tokenize(text)
        marks = Marks(text, tokens, NOUNS)
        found: list[tuple[_Candidate, Mention]] = []
        waiting: list[tuple[_Candidate, Mention]] = []
        for candidate in self._candidates(tokens):
            mention = self._mention(candidate, text, tokens, marks, session)
            if mention is not None:
                (found if self._stands(candidate, mention, tokens, marks) else waiting).append((candidate, mention))
        chosen = _without_overlap(found)
        chosen += self._in_one_list(chosen, waiting, text, tokens)
        return tuple(sorted((mention for _, mention in chosen), key=lambda mention: mention.start))

    def possible(self, text: str) -> tuple[str, ...]:
        """Every run of words that is a whole title, marked as one or not: what must not be said by accident."""
        tokens = tokenize(text)
        exact = [one for one in self._candidates(tokens) if one.likeness == 1.0 and max(one.items.values()) >= BARE]
        return tuple(text[tokens[one.first].start : tokens[one.last].end] for one in exact)

    def _candidates(self, tokens: Sequence[Token]) -> Iterator[_Candidate]:
        words = [token.key for token in tokens]
        options = self._spelling.options(words[:_READ])
        for first in range(len(options)):
            for last in range(first, min(first + LONGEST, len(options))):
                key = form_key(words[first : last + 1])
                if key in self.index.forms:
                    yield _Candidate(first, last, key, self.index.forms[key], 1.0)
                elif any(len(choice) > 1 for choice in options[first : last + 1]):
                    yield from self._corrected(options, first, last)

    def _corrected(self, options: Sequence[tuple[str, ...]], first: int, last: int) -> Iterator[_Candidate]:
        for words in itertools.islice(itertools.product(*options[first : last + 1]), 1, 17):
            key = form_key(words)
            if key in self.index.forms:
                typed = form_key([choice[0] for choice in options[first : last + 1]])
                likeness = OSA.normalized_similarity(typed, key)
                if likeness >= _LIKE_ENOUGH:
                    yield _Candidate(first, last, key, self.index.forms[key], likeness)

    def _mention(
        self, candidate: _Candidate, text: str, tokens: Sequence[Token], marks: Marks, session: Session | None
    ) -> Mention | None:
        start, end = tokens[candidate.first].start, tokens[candidate.last].end
        best = max(candidate.items.values())
        near = [item for item, fullness in candidate.items.items() if fullness >= best - 0.1]
        ordered = sorted(near, key=lambda item: self._prior(item, candidate.items[item], session))
        mark = _OWN_MARK.match(text, end)
        if mark and any(self.catalogue[item].title.endswith(mark[0]) for item in ordered):
            end = mark.end()
        span, dated = self._dated(ordered, text, start, end)
        if dated == ():
            return None
        ordered = list(dated or ordered)
        sign = bool(dated) or self._marked(candidate, tokens, marks)
        return Mention(*span, ordered[0], round(best * candidate.likeness, 3), tuple(ordered[1:9]), sign, bool(dated))

    def _stands(self, candidate: _Candidate, mention: Mention, tokens: Sequence[Token], marks: Marks) -> bool:
        if mention.sign:
            return True
        words = [token.key for token in tokens[candidate.first : candidate.last + 1]]
        if candidate.likeness < 1.0 and len(words) == 1 and candidate.likeness < _SURELY_MEANT:
            return False
        return candidate.key not in self.index.plain and not set(words) <= PRONOUNS | ARTICLES

    def _marked(self, candidate: _Candidate, tokens: Sequence[Token], marks: Marks) -> bool:
        first, last = candidate.first, candidate.last
        while first < last and tokens[first].key in ARTICLES:
            first += 1
        if marks.quoted(first, last) or marks.quoted(candidate.first, last):
            return True
        words = {token.key for token in tokens[first : last + 1]}
        if words & PRONOUNS and len(words) <= 2:
            return marks.capitalised(first, last) and not marks.opens_sentence(first)
        return (
            marks.capitalised(first, last)
            or marks.named(first, last)
            or marks.subject(first, last)
            or marks.alone(first, last)
        )

    def _dated(
        self, items: Sequence[str], text: str, start: int, end: int
    ) -> tuple[tuple[int, int], tuple[str, ...] | None]:
        """The span with a year beside the title, and the items of that year: None without a year, () where none fits.
        """
        after = _YEAR_AFTER.match(text, end)
        before = _YEAR_BEFORE.search(text, 0, start)
        if after and (fitting := self._of_year(items, int(after["year"]))):
            return (start, after.end()), fitting
        if before and (fitting := self._of_year(items, int(before[1]))):
            return (before.start(), end), fitting
        stated = {int(year) for year in _ANY_YEAR.findall(text)} if len(items) > 1 else set()
        fitting = tuple(item for item in items if self.catalogue[item].year in stated)
        if len(fitting) == 1 and self._namesakes(items):
            return (start, end), fitting
        if after and after["open"] and any(self.catalogue[item].year is not None for item in items):
            return (start, after.end()), ()
        return (start, end), None

    def _namesakes(self, items: Sequence[str]) -> bool:
        """Whether some items have one title, so that only a year can tell them apart."""
        titles = [keys(self.catalogue[item].title) for item in items]
        return len(set(titles)) < len(titles)

    def _of_year(self, items: Sequence[str], year: int) -> tuple[str, ...]:
        """Items of a year, or of the year beside it, as sources differ by one."""
        years = {item: self.catalogue[item].year for item in items}
        exact = tuple(item for item in items if years[item] == year)
        return exact or tuple(item for item in items if abs((years[item] or 0) - year) == 1)

    def _prior(self, item: str, fullness: float, session: Session | None) -> tuple[float, ...]:
        """Sort key of an item among others of its name: of that very title, talked about, popular, then the first of a
        series or the newest."""
        talked = session is not None and (item in session.last_list or item in session.shown or item == session.focus)
        row = self.catalogue[item]
        popularity = self._popularity.get(item) or next((row.numbers[k] for k in _POPULARITY if k in row.numbers), 0.0)
        year = float(row.year or 0)
        # "The Godfather" is the first part, even where the second one is on the list.
        return (-float(fullness == 1.0), -float(talked), -fullness, -popularity, -year if fullness >= BARE else year)

    def _in_one_list(
        self,
        chosen: list[tuple[_Candidate, Mention]],
        waiting: list[tuple[_Candidate, Mention]],
        text: str,
        tokens: Sequence[Token],
    ) -> list[tuple[_Candidate, Mention]]:
        """Unmarked titles that stand in a list beside a title: "Collateral, heat and speed"."""
        added: list[tuple[_Candidate, Mention]] = []
        for candidate, mention in waiting:
            words = [token.key for token in tokens[candidate.first : candidate.last + 1]]
            if candidate.items and max(candidate.items.values()) < BARE or set(words) & PRONOUNS:
                continue
            for _, other in chosen + added:
                low, high = sorted([mention, other], key=lambda one: one.start)
                between = text[low.end : high.start].strip().lower() if low.end <= high.start else None
                listed = between in {",", "and", ", and", "&", "or", "/", ";", "vs", "vs.", "versus"}
                if listed and (tokens[candidate.first].capital or not text[other.start].isupper()):
                    if not any(_overlap(mention, third) for _, third in chosen + added):
                        added.append((candidate, replace(mention, sign=True)))
                    break
        return added


def _without_overlap(found: list[tuple[_Candidate, Mention]]) -> list[tuple[_Candidate, Mention]]:
    """The longest and surest mentions, none over another."""
    chosen: list[tuple[_Candidate, Mention]] = []
    for candidate, mention in sorted(
        found, key=lambda pair: (-(pair[0].last - pair[0].first + 1) * pair[1].score, -pair[1].score, pair[1].start)
    ):
        if not any(_overlap(mention, other) for _, other in chosen):
            chosen.append((candidate, mention))
    return chosen


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
