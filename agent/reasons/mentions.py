"""What a text mentions: items by title, attribute values by name, years, decades and amounts, each with its place.

Reads what a writer says of items, so it takes names as the catalogue has them (in any number and, for people, by the
surname) and guesses at nothing: the user's loose words are another room's (`agent.reading`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agent.reading.common_words import COMMON_WORDS
from agent.reading.synonyms import PEOPLES
from agent.reading.tokens import ARTICLES, Token, keys, singular, tokenize
from agent.reading.vocabulary import NAMES_OF_ITEMS, PEOPLE_KINDS
from agent.session import Facet
from data.catalogue import Catalogue

Sort = Literal["self", "item", "person", "value", "stranger"]
_LONGEST = 18
_CLOSED = frozenset(
    "a an the it its this that these those you your i we us our they them he him she her his who what when where why "
    "how if since because like as for from with without in on at by of to up down out off over under into and but or "
    "nor so yet both either here there now then not no yes is are was were be been do did does has have had will would "
    "can could may might must one two three more most less than too also just only all any some many few each another "
    "other same after before while until about there plenty several dozens hundreds nobody everyone lots people".split()
)
"""Words that open sentences: a title made of one of them is read as a title only inside a sentence, or marked."""

_PROPER = frozenset(
    "i christmas halloween easter english french american british german italian russian japanese chinese america "
    "hollywood disney pixar marvel monday tuesday wednesday thursday friday saturday sunday january february march "
    "april may june july august september october november december oscar oscars mr mrs dr".split()
)
_BEFORE_YEARS = re.compile(r"(?:\b(?:in|from|of|since|by|around|year|until)\s+|\(\s*)$", re.IGNORECASE)
_META = frozenset(
    "wish time year years list film films movie movies choice mood genre theme taste day night thing lies "
    "cinema cinemas running screen director star cast country decade".split()
)
"""What a text may call itself or its reasons: no value, even where a keyword is spelt so."""

_ALIASES = {
    "animated": "animation", "sci-fi": "science fiction, sci-fi", "scifi": "science fiction, sci-fi",
    "musical": "music",
    "historical": "history", "sports": "sport", "sporting": "sport", "romance": "romantic", "romantic": "romance",
    "comic": "comedy", "comedic": "comedy", "fantastical": "fantasy", "adventurous": "adventure", "wartime": "war",
    "criminal": "crime", "mysterious": "mystery", "frightening": "scary", "sweet": "gentle", "US": "united states",
    "kid-friendly": "family-friendly", "biographical": "biography",
}
"""Other forms of values that catalogues have as nouns."""

_EVERYDAY = COMMON_WORDS | ARTICLES | _CLOSED
_NOUNS = frozenset({"film", "films", "movie", "movies"})
_DATES = re.compile(r"(?:18|19|20)\d0s?")
_QUOTES = "\"“”'‘’«»*_"
_JUNIOR = frozenset({"jr", "sr", "ii", "iii"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing named, from `start` to `end` (characters). `self` is the item that the text explains."""

    start: int
    end: int
    sort: Sort
    items: tuple[str, ...] = ()
    """Ids of the items with this title."""
    facets: tuple[Facet, ...] = field(default=())
    """The values that the words may mean; a surname can mean several people."""


class Names:
    """How a catalogue's items and values are called. Built once a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._titles: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._values: dict[tuple[str, ...], dict[Facet, None]] = defaultdict(dict)
        self._surnames: dict[tuple[str, ...], dict[Facet, None]] = defaultdict(dict)
        for item in catalogue:
            for title in (item.title, *item.values("also_known_as")):
                if words := _texts(title):
                    self._titles[words].append(item.id)
            for kind, values in item.attributes.items():
                if kind not in NAMES_OF_ITEMS:
                    for value in values:
                        self._add(Facet(kind, value))
        for words in [words for words in self._values if words[-1] in _NOUNS and words[:-1] in self._values]:
            del self._values[words]
        for name, meant in _ALIASES.items():
            for value in meant.split(", "):
                for facet in list(self._values.get(keys(value), ())):
                    self._values[keys(name)].setdefault(facet)
        for country, peoples in PEOPLES.items():
            for facet in list(self._values.get(keys(country), ())):
                for people in peoples.split(", "):
                    self._values[keys(people)].setdefault(facet)
        # Most words open no name at all, and are not looked up in runs of every length.
        self._opens = {words[0] for words in (*self._values, *self._surnames)}
        self._opens_titles = {word for words in self._titles for word in words[: 1 + (words[0] in ("The", "A"))]}

    def read(self, text: str, item: str, known: Sequence[str] = ()) -> tuple[Mention, ...]:
        """Every mention in reading order, none over another; titles first, since a name may stand in a title.

        `known` are items that the talk is about anyway: their titles are read where another's would be taken for words.
        """
        tokens = tokenize(text)
        opens = [self._may_open(token) for token in tokens]
        taken = [False] * len(tokens)
        near, own = self._near(item, known), self._near(item, ())
        found = []
        for length in range(min(_LONGEST, len(tokens)), 0, -1):
            for first in range(len(tokens) - length + 1):
                if not opens[first]:
                    continue
                window = tokens[first : first + length]
                if not any(taken[first : first + length]) and (
                    one := self._named(text, window, item, known, near, own)
                ):
                    taken[first : first + length] = [True] * length
                    found.append(one)
        found += _strangers(text, tokens, taken)
        return tuple(sorted(found, key=lambda one: one.start))

    def _may_open(self, token: Token) -> bool:
        """Whether some name begins with this word, which may end in a possessive or a plural."""
        (bare,) = _unowned([token])
        written = {token.text, bare.text} & self._opens_titles
        return bool(written or {one for key in (token.key, bare.key) for one in (key, singular(key))} & self._opens)

    def _add(self, facet: Facet) -> None:
        words = keys(facet.value)
        if not words or _DATES.fullmatch(facet.value) or (len(words) == 1 and words[0] in _META):
            return
        self._values[words].setdefault(facet)
        if facet.kind not in PEOPLE_KINDS:
            self._values[tuple(map(singular, words))].setdefault(facet)
            return
        parts = [keys(part) for part in facet.value.split()]
        while len(parts) > 1 and (not parts[-1] or parts[-1][0] in _JUNIOR):
            parts.pop()
        for name in {parts[-1], sum(parts[1:], ())} if len(parts) > 1 and len("".join(parts[-1])) > 2 else ():
            self._surnames[name].setdefault(facet)

    def _near(self, item: str, known: Sequence[str]) -> frozenset[Facet]:
        """The values of the items that the text is about: of people with one surname, theirs are meant."""
        rows = [self.catalogue[one] for one in (item, *known) if one in self.catalogue]
        return frozenset(Facet(kind, value) for row in rows for kind in row.attributes for value in row.values(kind))

    def _named(
        self, text: str, window: Sequence[Token], item: str, known: Sequence[str], near: frozenset[Facet],
        own: frozenset[Facet],
    ) -> Mention | None:
        """What a run of words names as a whole, with or without the end of a possessive; None for nothing."""
        for words in dict.fromkeys((tuple(window), _unowned(window))):
            if ids := self._items_called(text, words, (item, *known)):
                told = tuple(one for one in ids if one in (item, *known)) or ids
                end = _with_mark(text, words[-1].end, self.catalogue[told[0]].title)
                return Mention(words[0].start, end, "self" if item in ids else "item", told)
        for words in dict.fromkeys((tuple(window), _unowned(window))):
            facets = self._facets(words, near)
            if facets and len(words) > 1 and not own.intersection(facets) and self._is_sum(words, own):
                return None
            if facets:
                sort: Sort = "person" if facets[0].kind in PEOPLE_KINDS else "value"
                return Mention(words[0].start, _with_mark(text, words[-1].end, facets[0].value), sort, facets=facets)
        return None

    def _is_sum(self, tokens: Sequence[Token], near: frozenset[Facet]) -> bool:
        """Whether words that name one value name others word by word: "romantic comedy" is a comedy and romantic."""
        return all(near.intersection(self._values.get((token.key,), ())) for token in tokens)

    def _items_called(self, text: str, tokens: Sequence[Token], known: Sequence[str]) -> tuple[str, ...]:
        words = tuple(token.text for token in tokens)
        ids = self._titles.get(words) or self._titles.get(("The", *words)) or self._titles.get(("A", *words)) or ()
        if not ids:
            return ()
        if len(tokens) == 1 and (facets := self._values.get((tokens[0].key,))) and not any(one in known for one in ids):
            written = any(facet.value.startswith(words[0]) for facet in facets) or _opens(text, tokens[0].start)
            if written:
                return tuple(ids) if _is_marked(text, tokens) else ()
        if all(token.key in _EVERYDAY or token.key.isdigit() for token in tokens):
            marked = _is_marked(text, tokens)
            if not marked and (len(tokens) == 1 or words[0].islower()):
                inside = tokens[0].capital and (tokens[0].key not in _CLOSED or not _opens(text, tokens[0].start))
                dated = words[0].isdigit() and _BEFORE_YEARS.search(text[: tokens[0].start])
                inside = inside and (not dated or str(self.catalogue[known[0]].year) != words[0])
                # Inside a sentence a capital marks a title, unless the word has one anyway.
                plain = not _opens(text, tokens[0].start) and not {token.key for token in tokens} & _PROPER
                plain = plain and not tokens[0].key.isdigit()
                return tuple(ids) if inside and (plain or any(one in known for one in ids)) else ()
        return tuple(ids) if tokens[0].capital or len(tokens) > 2 else ()

    def _facets(self, tokens: Sequence[Token], near: frozenset[Facet]) -> tuple[Facet, ...]:
        words = tuple(token.key for token in tokens)
        if words == ("us",) and tokens[0].text != "US":
            return ()
        for form in (words, tuple(map(singular, words))):
            if found := self._values.get(form):
                people = [facet for facet in found if facet.kind in PEOPLE_KINDS]
                if people and not tokens[0].capital:
                    continue
                return tuple(people or found)
        if tokens[0].capital and words in self._surnames:
            surnamed = self._surnames[words]
            meant = [facet for facet in surnamed if facet in near]
            if meant or len(words) > 1 or words[0] not in COMMON_WORDS:
                return tuple(meant or surnamed)
        return ()


def _texts(title: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenize(title))


def _unowned(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens without the end of a possessive: "Nolan's" is Nolan, and "Jones'" is written without it anyway."""
    last = tokens[-1]
    if not re.search(r"['’]s$", last.text):
        return tuple(tokens)
    return (*tokens[:-1], Token(last.text[:-2], last.key[:-1], last.start, last.end - 2))


def _with_mark(text: str, end: int, name: str) -> int:
    """The end of a name with the mark that belongs to it: "That Darn Cat!", "Robert Downey Jr."."""
    ends = re.match(r"[\"”’']?\s+[A-Z“\"']|[\"”’']?$", text[end + 1 :]) is not None
    return end + 1 if name[-1:] in "!?." and text[end : end + 1] == name[-1:] and not ends else end


def _is_marked(text: str, tokens: Sequence[Token]) -> bool:
    """Whether quotes or a year in brackets mark words as a title."""
    before, after = text[: tokens[0].start], text[tokens[-1].end :]
    quoted = bool(before and after) and before[-1] in _QUOTES and after[0] in _QUOTES + ",."
    return quoted or re.match(r"\s*\((?:18|19|20)\d\d\)", after) is not None


def _opens(text: str, start: int) -> bool:
    """Whether a word opens a sentence, where every word has a capital letter."""
    before = text[:start].rstrip(_QUOTES + " (")
    return not before or before[-1] in ".!?:;—–-\n"


def _strangers(text: str, tokens: Sequence[Token], taken: Sequence[bool]) -> Iterator[Mention]:
    """Runs of capitalised words that are no name of the catalogue's: who or what they are nobody here can say."""
    run: list[Token] = []
    for place, token in enumerate([*tokens, None]):
        free = token is not None and not taken[place] and token.text[0].isupper()
        joined = run and token is not None and text[run[-1].end : token.start].strip("-. ") == ""
        if free and token is not None and (not run or joined):
            run.append(token)
            continue
        if run and _is_name(text, run):
            yield Mention(run[0].start, run[-1].end, "stranger")
        run = [token] if free and token is not None else []


def _is_name(text: str, run: Sequence[Token]) -> bool:
    words = [token for token in run if not _opens(text, token.start) and token.key not in COMMON_WORDS]
    return any(len(token.text) > 1 and not token.text.isupper() for token in words)
