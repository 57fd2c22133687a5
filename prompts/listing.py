"""Candidates as lines that a model is shown, and the way back from its answer: line by line, each item at most once.

Titles are hostile: one that holds line breaks or numbers is still one line, and can take one place only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from data.catalogue import Catalogue

_LONGEST = 120
_NUMBER = re.compile(r"^(?:\(?\d+[.):]+|[-*•])\s*")
_AFTER = re.compile(r"\s*(?:[:;,(\[–—]|-\s|$)")
"""What ends a title at the beginning of a line: "Heat: a thief ...", "Heat (because ...)"."""
_DASH = re.compile(r"\s[-–—]+\s")
_QUOTES = "*_\"'“”`[]. "


class Listing:
    """Distinct candidates with one label each; equal labels are told apart by a number in brackets."""

    def __init__(self, catalogue: Catalogue, items: Sequence[str]) -> None:
        self.items = tuple(dict.fromkeys(items))
        self.labels = _different([one_line(catalogue[item].label()) for item in self.items])
        self._names: dict[str, str] = {}
        titles = Counter(_plain(catalogue[item].title) for item in self.items)
        for label, item in zip(self.labels, self.items, strict=True):
            self._names.setdefault(_plain(label), item)
        for item in self.items:
            # A title that two candidates share names neither of them.
            if titles[title := _plain(one_line(catalogue[item].title))] == 1:
                self._names.setdefault(title, item)
        self._longest_first = sorted((name for name in self._names if name), key=len, reverse=True)

    def numbered(self, first: int = 0) -> str:
        """One candidate a line: "0. Heat (1995)"."""
        return "\n".join(f"{number}. {label}" for number, label in enumerate(self.labels, first))

    def read(self, answer: str) -> list[str]:
        """The candidates that the lines of an answer name, in order, each once; all other lines are left out."""
        found = (self._named(line) for line in answer.splitlines())
        return list(dict.fromkeys(item for item in found if item is not None))

    def _named(self, line: str) -> str | None:
        """A line names the candidate that it says in whole, after its number, or after a dash ("watched - candidate"),
        else the one that it begins with.
        """
        said = list(_readings(line))
        for text in said:
            if (item := self._names.get(_plain(text))) is not None and _plain(text):
                return item
        for text in said:
            plain = _plain(text)
            for name in self._longest_first:
                if plain.startswith(name) and _AFTER.match(plain, len(name)):
                    return self._names[name]
        return None


def one_line(text: str) -> str:
    """A title in one line of bounded length, so that no title can pass for two."""
    return " ".join(text.split())[:_LONGEST]


def _readings(line: str) -> Iterator[str]:
    """The line as it stands first ("12 Angry Men", "2001: A Space Odyssey"), without its number, after its dashes."""
    yield line
    bare = _NUMBER.sub("", line.strip(_QUOTES))
    yield bare
    for match in _DASH.finditer(bare):
        yield bare[match.end() :]


def _plain(text: str) -> str:
    return " ".join(text.strip(_QUOTES + "\t\r\n").split()).casefold()


def _different(labels: Sequence[str]) -> tuple[str, ...]:
    taken: set[str] = set()
    made = []
    for label in labels:
        said, number = label, 1
        while _plain(said) in taken:
            number += 1
            said = f"{label} [{number}]"
        taken.add(_plain(said))
        made.append(said)
    return tuple(made)
