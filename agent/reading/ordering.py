"""The order somebody asks for: "sort by year", "shortest first", "what is the longest film you have?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.reading.weighing import YEAR
from data.catalogue import Catalogue
from data.records import Item

_LENGTH, _PRICE = ("minutes", "length", "pages"), ("price", "cost")
_RATED = ("rating", "average_rating", "score", "stars")
WORDS: dict[str, tuple[tuple[str, ...], bool]] = {
    "newest": ((YEAR,), True), "latest": ((YEAR,), True), "most recent": ((YEAR,), True), "oldest": ((YEAR,), False),
    "earliest": ((YEAR,), False), "longest": (_LENGTH, True), "shortest": (_LENGTH, False),
    "cheapest": (_PRICE, False), "most expensive": (_PRICE, True), "best rated": (_RATED, True),
    "highest rated": (_RATED, True), "top rated": (_RATED, True), "best rating": (_RATED, True),
    "highest rating": (_RATED, True),
}  # fmt: skip
"""The kinds that a word orders by, the first that the catalogue has is meant, and whether the most comes first."""

_BY = {
    "year": "newest", "date": "newest", "release date": "newest", "release year": "newest", "age": "oldest",
    "length": "shortest", "duration": "shortest", "running time": "shortest", "runtime": "shortest",
    "minutes": "shortest", "pages": "shortest", "price": "cheapest", "cost": "cheapest",
    "rating": "best rated", "score": "best rated", "stars": "best rated",
}  # fmt: skip
MOODS = {
    "scariest": "scary", "funniest": "funny", "saddest": "sad", "darkest": "dark", "happiest": "feel-good",
    "weirdest": "quirky", "most violent": "violent", "most romantic": "romantic",
}  # fmt: skip
"""The moods that superlatives mean, of a list and of all items alike."""

_MOODS = {**MOODS, "goriest": "gory"}
_THING = r"(?:\s+[\w'-]+){0,3}?"
_HERE = (
    r"(?:(?:that\s+|which\s+)?(?:you(?:['’]ve)?\s+(?:have|got|know|can\s+offer)|there\s+is)|of\s+(?:them\s+)?all|ever(?:\s+made)?"
    r"|in\s+(?:your|the)\s+(?:catalogue|catalog|collection|list|library|store|shop))"
)
_EXTREME = "|".join([*WORDS, *_MOODS])
_NUMBERS = "|".join(sorted(_BY, key=len, reverse=True))
_FIRST = re.compile(
    rf"\b({'|'.join(WORDS)})(?:\s+(?:ones|films|movies|books))?\s+(?:first|on\s+top)\b", re.IGNORECASE
)
_SORT = re.compile(
    rf"\b(?:sort|order|arrange|rank|list)(?:ed)?\b.{{0,30}}?\bby\s+(?:the\s+|their\s+)?({_NUMBERS})\b", re.IGNORECASE
)
_WHOLE = re.compile(
    rf"\b(?:the|your)\s+({_EXTREME}){_THING}\s+{_HERE}|\byour\s+({_EXTREME})\b|^\W*({_EXTREME}){_THING}\s+{_HERE}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """Items in order of a number or the year; `word` says what comes first, `whole` that all items are meant."""

    word: str
    kind: str
    most: bool
    whole: bool

    def sorted(self, items: list[Item]) -> list[Item]:
        """The items that have the number, in this order; ties stay as they were."""
        having = [item for item in items if self.number(item) is not None]
        return sorted(having, key=lambda item: self.number(item) or 0.0, reverse=self.most)

    def number(self, item: Item) -> float | None:
        """What an item is ordered by; None where the catalogue does not say."""
        return item.year if self.kind == YEAR else item.numbers.get(self.kind)


def find_order(text: str, catalogue: Catalogue) -> Order | None:
    """The order that a text asks for; None where it asks for none, or where the catalogue has no such number."""
    sort, first, whole = _SORT.search(text), _FIRST.search(text), _WHOLE.search(text)
    word = first[1] if first else _BY[_plain(sort[1])] if sort else _extreme(whole)
    return order_by(_plain(word), catalogue, whole=not (sort or first))


def order_by(word: str, catalogue: Catalogue, *, whole: bool = False) -> Order | None:
    """The order that a word of `WORDS` asks for; None where the catalogue has no such number."""
    if word not in WORDS:
        return None
    kinds, most = WORDS[word]
    kind = next((kind for kind in kinds if kind == YEAR or kind in catalogue.number_names), None)
    return None if kind is None else Order(word, kind, most, whole)


def orders(text: str) -> bool:
    """Whether a text speaks of an order, or of the most of all: then no word of it points at the list."""
    return any(pattern.search(text) for pattern in (_FIRST, _SORT, _WHOLE))


def most_of_all(text: str) -> str | None:
    """The mood that a text asks for most of among all items: "your scariest film" asks for scary ones."""
    return _MOODS.get(_plain(_extreme(_WHOLE.search(text))))


def _extreme(match: re.Match[str] | None) -> str:
    return next((group for group in match.groups() if group), "") if match else ""


def _plain(word: str) -> str:
    return " ".join(word.lower().split())
