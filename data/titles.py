"""Film titles as catalogues print them, taken apart: `Matrix, The (1999)` is The Matrix of 1999."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The articles that MovieLens moves behind the title; those that end in an apostrophe take no blank.
_ARTICLES = "The|A|An|La|Le|Les|L'|Il|Lo|I|Gli|El|Los|Las|Der|Die|Das|Ein|Eine|Un|Una|Une|Uno|Det|Den|En|De|Het|O|Os|As"
_ARTICLE = re.compile(rf"^(?P<rest>.+), (?P<article>{_ARTICLES})$", re.IGNORECASE)
_YEAR = re.compile(r"\s*\((?P<year>\d{4})(?:\s*[-–]\s*(?:\d{4})?)?\)\s*(?:\((?:TV|V|VG)\)\s*)?$")
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]*)\)\s*$")
_KNOWN_AS = re.compile(r"^(?:a\.?k\.?a\.?:?|also known as)\s+", re.IGNORECASE)
_LONGEST = 600
"""Longer texts are no titles, and patterns that look for an end take long over them."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title without its year, as it is said; `also` are other titles that stood in brackets behind it."""

    name: str
    year: int | None = None
    also: tuple[str, ...] = ()


def read_title(text: str, *, alternatives: bool = False) -> Title:
    """Take a title and its year apart, and bring a trailing article to the front.

    With `alternatives`, brackets at the end hold other titles (MovieLens: `Hate (Haine, La) (1995)`); without, they
    are part of the title. Of a span of years the first counts. A title that would become empty is kept as it is.
    """
    name, year = text.strip(), None
    if len(name) > _LONGEST:
        return Title(name)
    if (match := _YEAR.search(name)) and match.start():
        name, year = name[: match.start()], int(match["year"])
    also: list[str] = []
    # "Birdman or (The Unexpected Virtue of Ignorance)": those brackets go on with the sentence.
    while alternatives and (match := _BRACKETS.search(name)) and match.start() and not _goes_on(name[: match.start()]):
        other = _in_front(_KNOWN_AS.sub("", match["inside"].strip()))
        if other:
            also.insert(0, other)
        name = name[: match.start()]
    return Title(_in_front(name.strip()), year, tuple(also))


def _goes_on(head: str) -> bool:
    return head.rstrip().lower().endswith((" or", ":", ","))


def _in_front(name: str) -> str:
    match = _ARTICLE.match(name)
    if not match:
        return name
    blank = "" if match["article"].endswith("'") else " "
    return match["article"] + blank + match["rest"]
