"""Words that point at what was shown: "the second one", "number 3", "the last two", "the Nolan one", "the shortest",
"it"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.finding.families import has
from agent.reading.ordering import MOODS, WORDS, order_by, orders
from agent.reading.tokens import keys
from agent.reading.vocabulary import ValueMention
from agent.session import Facet, Session
from data.catalogue import Catalogue
from data.records import Item

_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6, "eighth": 7, "ninth": 8,
    "tenth": 9,
    "1st": 0, "2nd": 1, "3rd": 2, "4th": 3, "5th": 4, "top": 0, "last": -1, "final": -1,
}  # fmt: skip
_COUNTS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4, "couple": 2}
_DIGITS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_THING = (
    r"(?:one|ones|movie|film|item|product|book|pick|option|suggestion|title|choice|of\s+(?:them|these|those"
    r"|the\s+list))"
)
_END = r"(?=\s*(?:[.,!?;:]|$|\s(?:is|was|looks|sounds|seems|please|but|and|or|instead|again|too|has|have|about|by)\b))"

_NTH = re.compile(
    rf"\b(?:the\s+)?({_ORDINAL})\s+{_THING}\b|\bthe\s+({_ORDINAL})\b{_END}"
    rf"|^\s*(?:the\s+)?({_ORDINAL})[\s.!?]*$",
    re.I,
)
_NUMBERED = re.compile(rf"(?:\bnumber|\bno\.?|#|\boption|\bnr\.?)\s*(\d{{1,2}}|{'|'.join(_DIGITS)})\b", re.IGNORECASE)
_BARE = re.compile(
    r"(?:^\W*|\b(?:seen|watched|saw|know|liked?|loved?|hated|why|about|take|pick|not)\s+)"
    r"((?:\d{1,2}(?:\s*(?:,|and|&|or|,\s*and)\s*)?)+)(?=\s*(?:[.!?;]|$|(?:please|too|already|but|though|was|were|is|are)\b))",
    re.IGNORECASE,
)
"""Places of the list without a word for them: "2", "I have seen 1, 3 and 5"."""

_SEVERAL = re.compile(
    rf"\b(?:the\s+)?(first|last)\s+({'|'.join(_COUNTS)})\b(?!\s+(?:years|weeks|days|months"
    rf"|decades))",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\bthe\s+(\w{3,})\s+one\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    rf"\b(?:the\s+)?({'|'.join(WORDS)})\b(?:\s+one)?"
    r"|\bthe\s+(shorter|longer)\s+(?:one|of\s+(?:the\s+two|them|these|those))\b",
    re.IGNORECASE,
)
_MOODS = {**MOODS, "lightest": "feel-good"}
_MOST = re.compile(rf"\b(?:the\s+)?({'|'.join(_MOODS)})\b(?:\s+one)?", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all\s+(?:of\s+)?)?(them|these|those)(?:\s+(?:all|both|ones))?\b|\ball\s+of\s+(?:it|this)\b", re.IGNORECASE
)
_FOCUS = re.compile(
    r"\b(?:(?:that|this)\s+(?:one|movie|film|item|product|book|title)|the\s+(?:movie|film)(?!\s+\w)"
    r"|it|that|this)\b",
    re.I,
)
_NOT_POINTING = re.compile(
    r"\s*(?:is\s+(?:fine|ok|okay|all)|will\s+do|would\s+be|does(?:n.?t| not)\s+matter|depends|s\s+(?:ok|all|fine)"
    r"|back\b|century|year"
    r"|evening|weekend|time|week|afternoon|month|kind\s+of|sort\s+of|said|has\s+to|should|must|can\s+be|needs)\b",
    re.IGNORECASE,
)

_PART_OF_A_WISH = re.compile(
    r"\b(?:should\s+be\s+in|comes?\s+into|(?:be|have)\s+(?:[^\W\d_]+\s+){1,4}in"
    r"|(?:mind|matter|care|only|fine|ok(?:ay)?)\s+(?:if|when|whether)|as\s+long\s+as)\s+$",
    re.IGNORECASE,
)
"""What makes "it" the item that is looked for: "Tom Hanks should be in it", "I don't mind if it is sad"."""

_SAME = {"shorter": "shortest", "longer": "longest"}


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that point at shown items; `items` is empty where the list is shorter than the words suppose."""

    start: int
    end: int
    items: tuple[str, ...]
    several: bool = False


def find_references(
    text: str, session: Session, catalogue: Catalogue, values: Sequence[ValueMention] = ()
) -> tuple[Reference, ...]:
    """What a text points at, in reading order; nothing where nothing was shown or talked about yet.

    "that" is only a pointer where something is in focus: `session.focus`, the item talked about last.
    """
    found: list[Reference] = []
    listed = tuple(_listed(text, session.last_list, catalogue, values))
    # "I saw the second one and it was dull": after an item of the list "it" is that item, not the one in focus.
    first = min((one.start for one in listed if len(one.items) == 1), default=len(text))
    focused = (one for one in _focused(text, session) if one.start < first)
    for reference in (*listed, *focused):
        if all(reference.end <= other.start or other.end <= reference.start for other in found):
            found.append(reference)
    return tuple(sorted(found, key=lambda one: one.start))


def _listed(
    text: str, shown: Sequence[str], catalogue: Catalogue, values: Sequence[ValueMention]
) -> Iterator[Reference]:
    if not shown:
        return
    for match in _SEVERAL.finditer(text):
        count = _COUNTS[match[2].lower()]
        yield Reference(*match.span(), tuple(shown[:count] if match[1].lower() == "first" else shown[-count:]), True)
    for match in _NUMBERED.finditer(text):
        number = _DIGITS.get(match[1].lower()) or int(match[1])
        yield Reference(*match.span(), tuple(shown[number - 1 : number]) if number else ())
    for match in _BARE.finditer(text):
        numbers = list(re.compile(r"\d+").finditer(text, *match.span(1)))
        for one in numbers if all(1 <= int(one[0]) <= len(shown) for one in numbers) else ():
            yield Reference(*one.span(), (shown[int(one[0]) - 1],))
    for match in _NTH.finditer(text):
        place = _ORDINALS[(match[1] or match[2] or match[3]).lower()]
        yield Reference(*match.span(), (shown[place],) if place < len(shown) else ())
    for value in values:
        span = re.compile(r"\s+one\b").match(text, value.end)
        before = re.search(
            r"\bthe\s+(?:one\s+(?:with|by|from|about|set in|in)\s+)?$", text[: value.start], re.IGNORECASE
        )
        fitting = [item for item in shown if _has_all(catalogue[item], value.facets)]
        if before and (span or "one" in before[0]) and fitting:
            yield Reference(before.start(), span.end() if span else value.end, tuple(fitting[:1]))
    for match in _TITLED.finditer(text):
        titled = [item for item in shown if match[1].lower() in keys(catalogue[item].title)]
        if titled:
            yield Reference(*match.span(), tuple(titled[:1]))
    yield from () if orders(text) else _superlatives(text, shown, catalogue)
    for match in _ALL.finditer(text):
        yield Reference(*match.span(), tuple(shown), True)


def _superlatives(text: str, shown: Sequence[str], catalogue: Catalogue) -> Iterator[Reference]:
    """What is the most of the list: "the longest", "the scariest one"."""
    for match in _SUPERLATIVE.finditer(text):
        word = _SAME.get(said := (match[1] or match[2]).lower(), said)
        order = order_by(word, catalogue)
        if order is not None and (inside := order.sorted([catalogue[item] for item in shown])):
            yield Reference(*match.span(), (inside[0].id,))
    for match in _MOST.finditer(text):
        mood = _MOODS[match[1].lower()]
        having = [item for item in shown if any(mood in found for found in catalogue[item].attributes.values())]
        if having:
            yield Reference(*match.span(), (having[0],))


def _focused(text: str, session: Session) -> Iterator[Reference]:
    if session.focus is None:
        return
    for match in _FOCUS.finditer(text):
        if not _NOT_POINTING.match(text, match.end()) and not _PART_OF_A_WISH.search(text[: match.start()]):
            yield Reference(*match.span(), (session.focus,))


def _has_all(item: Item, facets: Sequence[Facet]) -> bool:
    return all(has(item, facet) for facet in facets)
