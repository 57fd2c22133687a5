"""Which catalogue items a text names, found by exact words alone and without the agent's own linker.

An independent witness: it must not share the mistakes of what it judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.catalogue import Catalogue

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_DATED = re.compile(r"\(((?:18|19|20)\d\d)\)")
_SENTENCE_END = (".", "!", "?", ":", ";", "\n", '."', '!"', '?"', ".”")
_LONGEST = 20
"""Words of the longest title that is looked for."""
_Phrase = tuple[str, ...]


class Naming:
    """Finds titles in texts. A title that is also an attribute value ("Brazil") is taken for the value."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        titles: dict[_Phrase, set[str]] = {}
        for item in catalogue:
            titles.setdefault(_words(item.title), set()).add(item.id)
        for _, value in catalogue.by_value:
            for spelling in (value, value.title(), value.capitalize()):
                titles[_words(spelling)] = set()
        for item in catalogue:
            for values in item.attributes.values():
                titles.update({_words(value): set() for value in values})
        titles.pop((), None)
        self._titles = {phrase: frozenset(ids) for phrase, ids in titles.items() if len(phrase) <= _LONGEST}
        self._folded: dict[_Phrase, set[str]] = {}
        for item in catalogue:
            self._folded.setdefault(_words(item.title.casefold()), set()).add(item.id)
        self._longest = max(map(len, self._titles), default=0)

    def said(self, text: str) -> Iterator[frozenset[str]]:
        """Each title that an agent's text spells as the catalogue does: the ids it may mean.

        A title of one word that opens a sentence is not counted: it may be any word with a capital.
        """
        found = list(_WORD.finditer(text))
        words = [match.group() for match in found]
        place = 0
        while place < len(words):
            length, ids = self._match(words, place)
            opens = text[: found[place].start()].rstrip(" \"'“‘").endswith(_SENTENCE_END) or place == 0
            if ids and (length > 1 or (words[place][0].isupper() and not opens)):
                yield ids
            place += length

    def heard(self, text: str) -> frozenset[str]:
        """All items whose title occurs in a user's text in whatever case: a generous reading."""
        words = [match.group() for match in _WORD.finditer(text.casefold())]
        ids: set[str] = set()
        for start in range(len(words)):
            for length in range(1, self._longest + 1):
                ids |= self._folded.get(tuple(words[start : start + length]), set())
        return frozenset(ids)

    def invented(self, text: str) -> tuple[str, ...]:
        """What stands before a year in brackets and is no title of that year: "Nine Moons (1987)"."""
        wrong = []
        for match in _DATED.finditer(text):
            before, year = text[: match.start()].rstrip(), int(match.group(1))
            if not any(item.year == year and before.endswith(item.title) for item in self._catalogue):
                wrong.append(f"{before[-40:]} ({year})")
        return tuple(wrong)

    def _match(self, words: list[str], place: int) -> tuple[int, frozenset[str]]:
        for length in range(min(self._longest, len(words) - place), 0, -1):
            if (ids := self._titles.get(tuple(words[place : place + length]))) is not None:
                return length, ids
        return 1, frozenset()


def _words(text: str) -> _Phrase:
    return tuple(_WORD.findall(text))
