"""Where the titles of items stand in a text that names them without marking them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from data.records import ItemRef

# Scripts without blanks between words count letter by letter.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}

Word = tuple[int, int, str]


def place_titles(
    text: str, titles: Iterable[tuple[str, str]], accept: Callable[[str, str], bool], *, every: bool = False
) -> tuple[str | ItemRef, ...]:
    """The text with its items in place. `titles` are (item id, title), those first that may take their words first.

    A title is found letter for letter, but for capitals, blanks, marks, Roman figures and a leading article.
    `accept(item id, words)` says whether words that could be a title are one. Only the first place of an item counts,
    or with `every` each.
    """
    words = list(_words(text))
    taken: dict[int, tuple[int, str]] = {}
    for item, title in titles:
        for start, end in _places(title, words):
            if not accept(item, text[start:end]):
                continue
            if all(end <= begin or start >= stop for begin, (stop, _) in taken.items()):
                # "Marlin (Harbour Store)": a bracket that closes in the title is not left to the text.
                end += text[end:].startswith(title[-1:]) and title.endswith((")", "）"))
                taken[start] = (end, item)
                if not every:
                    break
    pieces: list[str | ItemRef] = []
    at = 0
    for start, (end, item) in sorted(taken.items()):
        pieces += [text[at:start], ItemRef(item)]
        at = end
    return tuple(piece for piece in (*pieces, text[at:]) if piece)


def word_count(text: str) -> int:
    """How many words a text has; a letter of a script without blanks is one."""
    return len(_WORD.findall(text))


def letters(text: str) -> str:
    """The letters and figures that a title is compared by."""
    return "".join(word for _, _, word in _words(text))


def _words(text: str) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        yield match.start(), match.end(), _ROMAN.get(word, word)


def _places(title: str, words: list[Word]) -> Iterator[tuple[int, int]]:
    parts = [word for _, _, word in _words(title)]
    spellings = ["".join(parts)]
    if parts[:1] in (["the"], ["a"], ["an"]) and len(parts) > 1:
        spellings.append("".join(parts[1:]))
    for wanted in spellings:
        for first in range(len(words) if wanted else 0):
            joined = ""
            for last in range(first, len(words)):
                joined += words[last][2]
                if joined == wanted:
                    yield words[first][0], words[last][1]
                if not wanted.startswith(joined) or joined == wanted:
                    break
