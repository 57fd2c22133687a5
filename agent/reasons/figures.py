"""Years, decades and amounts in a text, in digits and in words: "1995", "the nineties", "seventeen people"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from agent.reading.years import DECADES, decade_years

FigureSort = Literal["year", "decade", "count", "share", "length"]
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "dozen": 12}
_NUMBER_WORD = "|".join((*_SMALL, *_SCALES))
_WORDS = rf"(?:{_NUMBER_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_NUMBER_WORD}))*"
_DECADE = re.compile(
    rf"(?:\b(?P<part>early|mid|late)[\s-]+)?(?<!\w)(?:['’]?(?P<digits>(?:18|19|20)?\d0)['’]?s|(?P<word>{'|'.join(DECADES)}))(?!\w)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d+)?)\s*(?:%|per\s?cent\b)", re.IGNORECASE)
_PARTS = {
    "half": 50, "third": 100 / 3, "thirds": 200 / 3, "quarter": 25, "quarters": 75, "fifth": 20, "tenth": 10,
}  # fmt: skip
_PART = re.compile(
    rf"\b(?<!this )(?<!that )one (?:in|out of|of every) (?P<among>{'|'.join(_UNITS[2:])}|twenty|1?\d|20)\b"
    rf"|\b(?:an? |one[ -]|two[ -]|three[ -])?(?P<part>{'|'.join(_PARTS)})\b(?![ -](?:an? )?hours?\b)",
    re.IGNORECASE,
)
"""A share in words: "one in five", "half of", "two thirds of"."""

_YEAR = re.compile(r"(?<![\w,.$])((?:18|19|20)\d\d)(?![\w%]|,\d|\.\d)(?!\s+(?:people|minutes|viewers|users|others)\b)")
_COUNTED = re.compile(r"[\s-]*(?:person|viewer|hour|minute|year|user|fan|other|conversation)")
"""What makes "one" a figure: it is none in "one of those" and "this one"."""

_COUNT = re.compile(rf"(?<![\w.,'’])(?:(\d{{1,3}}(?:,\d{{3}})+|\d+)(?![\w%]|\.\d)|({_WORDS})(?!\w))", re.IGNORECASE)
_AMOUNT = rf"(?:\d+(?:\.\d+)?|an?|half an|{_WORDS})"
_LENGTH = re.compile(
    rf"(?<![\w.,'’])(?:(?P<hours>{_AMOUNT})(?P<half> and a (?:half|quarter))?[\s-]*(?:hours?|hrs?|h)\b"
    rf"(?:,?\s*(?:and\s+)?(?:(?P<rest>{_AMOUNT})[\s-]*(?:minutes?|mins?|m)\b|(?P<part>a half|a quarter)(?!\w)))?"
    rf"|(?P<minutes>{_AMOUNT})[\s-]*(?:minutes?|mins?)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, from `start` to `end`. `first` and `last` are the years of a decade or a year, else the amount, that
    of a length in minutes."""

    start: int
    end: int
    sort: FigureSort
    first: float
    last: float


def figures(text: str, *, newest: int = 2100) -> Iterator[Figure]:
    """The figures of a text, none over another, in no order. `newest` decides whether "the 20s" are long past."""
    taken: list[tuple[int, int]] = []
    for pattern, made in (
        (_LENGTH, _length), (_DECADE, _decade), (_SHARE, _share), (_PART, _part), (_YEAR, _year), (_COUNT, _count),
    ):  # fmt: skip
        for match in pattern.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                figure = made(match, newest)
                if figure is not None:
                    taken.append(match.span())
                    yield figure


def number_of(words: str) -> float | None:
    """The number that digits or English words say: "1,204", "seventeen", "two hundred and five"; None for others."""
    plain = words.lower().replace(",", "")
    if plain.isdigit():
        return float(plain)
    total = current = 0
    for word in re.split(r"[\s-]+", plain):
        if word in _SMALL:
            current += _SMALL[word]
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if word == "thousand":
                total, current = total + current, 0
        elif word not in ("and", "a"):
            return None
    return float(total + current) if total + current or plain == "zero" else None


def _length(match: re.Match[str], newest: int) -> Figure | None:
    parts = ((match["hours"], 60.0), (match["rest"], 1.0), (match["minutes"], 1.0))
    amounts = [(_amount(words), unit) for words, unit in parts if words]
    if any(amount is None for amount, _ in amounts):
        return None
    total = sum((amount or 0.0) * unit for amount, unit in amounts)
    for words in (match["half"], match["part"]):
        total += 0.0 if not words else 30.0 if "half" in words else 15.0
    return Figure(*match.span(), "length", total, total)


def _amount(words: str) -> float | None:
    plain = words.lower()
    if plain in ("a", "an", "half an"):
        return 0.5 if plain == "half an" else 1.0
    return float(plain) if "." in plain else number_of(plain)


def _decade(match: re.Match[str], newest: int) -> Figure | None:
    return Figure(*match.span(), "decade", *decade_years(match["part"], match["digits"], match["word"], newest))


def _year(match: re.Match[str], newest: int) -> Figure | None:
    return Figure(*match.span(), "year", int(match[1]), int(match[1]))


def _share(match: re.Match[str], newest: int) -> Figure | None:
    return Figure(*match.span(), "share", float(match[1]), float(match[1]))


def _part(match: re.Match[str], newest: int) -> Figure | None:
    among = number_of(match["among"]) if match["among"] else None
    share = 100 / among if among else _PARTS[match["part"].lower()]
    return Figure(*match.span(), "share", share, share)


def _count(match: re.Match[str], newest: int) -> Figure | None:
    number = number_of(match[0])
    if match[0].lower() == "two" and match.string[: match.start()].lower().endswith("the "):
        return None
    if match[0].lower() == "one" and not _COUNTED.match(match.string[match.end() :]):
        return None
    return None if number is None else Figure(*match.span(), "count", number, number)
