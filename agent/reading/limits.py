"""Amounts in the user's words: "under two hours", "shorter than 100 minutes", "less than 20 dollars"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from agent.reading.tokens import numeral

_AMOUNT = r"(an?|\d+(?:[.,]\d+)?|one|two|three|four|five|six|ninety|sixty|hundred)(?:\s+and\s+a\s+(half))?"
_UNIT = (
    r"(hours?|hrs?|h|minutes?|mins?|m|dollars?|bucks?|euros?|pounds?|usd|eur|gbp|pages?"
    r"|stars?)\b(?:\s+and\s+a\s+(half))?"
)
_AT_MOST = (
    r"(?:under|below|less\s+than|shorter\s+than|at\s+most|max(?:imum)?(?:\s+of)?|up\s+to|no\s+(?:more|longer)\s+than"
    r"|not\s+(?:more|longer)\s+than|within|cheaper\s+than|not\s+over)"
)
_AT_LEAST = r"(?:over|above|more\s+than|longer\s+than|at\s+least|min(?:imum)?(?:\s+of)?|no\s+less\s+than)"
_FIGURE = r"(\d+(?:[.,]\d+)?)"
_BETWEEN = (
    rf"\b(?:between|from)\s+[$€£]?\s?{_FIGURE}\s*[$€£]?\s*(?:and|to|[-–])\s*[$€£]?\s?{_FIGURE}"
    rf"(?:\s*[$€£]|\s*-?{_UNIT}|(?!\s*\w))"
)
_WORDS = {"a": 1.0, "an": 1.0, "half": 0.5, "sixty": 60.0, "ninety": 90.0, "hundred": 100.0}
_UNITS = {"h": ("minutes", 60.0), "m": ("minutes", 1.0), "p": ("pages", 1.0), "d": ("price", 1.0)}
_PRICES = ("price", "cost")


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on a number that the catalogue has, both ends included."""

    start: int
    end: int
    name: str
    least: float | None
    most: float | None


def find_limits(text: str, numbers: Collection[str]) -> tuple[Limit, ...]:
    """The bounds of a text on the numbers that the catalogue has; others are left alone."""
    found: list[Limit] = []
    for limit in _limits(text, numbers):
        if all(limit.end <= other.start or other.end <= limit.start for other in found):
            found.append(limit)
    return tuple(sorted(found, key=lambda one: one.start))


def _limits(text: str, numbers: Collection[str]) -> Iterator[Limit]:
    price = next((name for name in _PRICES if name in numbers), "")
    for bound, least in ((_AT_MOST, False), (_AT_LEAST, True)):
        for match in re.finditer(rf"\b{bound}\s+\$?{_AMOUNT}\s*-?{_UNIT}", text, re.IGNORECASE):
            name, factor = _unit(match[3], numbers)
            amount = (_number(match[1]) + (0.5 if match[2] or match[4] else 0.0)) * factor
            if name:
                yield Limit(*match.span(), name, amount if least else None, None if least else amount)
        # "Under 100" without a unit is a price where no minutes are counted; 1999 is a year.
        bare = "" if "minutes" in numbers else r"|(?!\s*(?:[\w%]|[.,]\d))"
        priced = rf"\b{bound}\s+(?:[$€£]\s?{_FIGURE}|(?!(?:18|19|20)\d\d\b){_FIGURE}\b(?:\s?[$€£]{bare}))"
        for match in re.finditer(priced, text, re.IGNORECASE) if price else ():
            amount = _number(match[1] or match[2])
            yield Limit(*match.span(), price, amount if least else None, None if least else amount)
    for match in re.finditer(_BETWEEN, text, re.IGNORECASE):
        name, factor = _unit(match[3], numbers) if match[3] else (price if re.search(r"[$€£]", match[0]) else "", 1.0)
        if name:
            low, high = sorted((_number(match[1]) * factor, _number(match[2]) * factor))
            yield Limit(*match.span(), name, low, high)
    for match in re.finditer(rf"\b(?:cheaper|less\s+expensive)\s+than\s+{_FIGURE}", text, re.IGNORECASE):
        if price:
            yield Limit(*match.span(), price, None, _number(match[1]))
    if "minutes" in numbers:
        for match in re.finditer(
            r"\b(?:not\s+too|not\s+very|not\s+so)\s+long\b|\bshort\s+(?:film|movie|one)\b", text, re.IGNORECASE
        ):
            yield Limit(*match.span(), "minutes", None, 105.0)


def _number(word: str) -> float:
    lowered = word.lower()
    return _WORDS.get(lowered) or float(numeral(lowered).replace(",", "."))


def _unit(word: str, numbers: Collection[str]) -> tuple[str, float]:
    lowered = word.lower()
    name, factor = _UNITS.get(lowered[0], ("price", 1.0))
    if lowered.startswith("pound") or lowered in ("usd", "eur", "gbp", "euro", "euros", "bucks", "buck"):
        name, factor = "price", 1.0
    if lowered.startswith("star"):
        name = "rating"
    return (
        (next((n for n in _PRICES if n in numbers), ""), 1.0)
        if name == "price"
        else (name if name in numbers else "", factor)
    )
