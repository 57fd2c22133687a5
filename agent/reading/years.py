"""Years in the user's words: "from the 90s", "before 2000", "between 1980 and 1995", "something recent"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

DECADES = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990, "noughties": 2000,
}  # fmt: skip
_YEAR = r"((?:18|19|20)\d\d)"
_DECADE = rf"(?:(early|mid|late)[\s-]+)?(?:((?:18|19|20)?\d0)['’]?s|({'|'.join(DECADES)}))(?!\w)"
_SPANS = {"few": "5", "couple of": "3", "five": "5", "ten": "10", "fifteen": "15", "twenty": "20", "thirty": "30"}
_PARTS = {"early": (0, 3), "mid": (3, 7), "late": (6, 9)}
_BEFORE = r"(?:before|older\s+than|earlier\s+than|prior\s+to|pre)[\s-]+(?:the\s+)?"
_AFTER = r"(?:after|since|newer\s+than|later\s+than|post)[\s-]+(?:the\s+)?"
_THINGS = r"(?:movies?|films?|releases?|books?|ones?|hollywood|stuff)"

_RELATIVE = r"(?<!\btoo\s)(?<!\bmore\s)(?<!\bless\s)(?<!\bso\s)(?<!\bas\s)(?<!\bthat\s)"
"""What makes "recent" a direction and no range: "too recent", "more modern" (see `critique.py`)."""

Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class YearRange:
    """First and last year, both included; a `vague` one ("recent", "old") gives way to a stated year."""

    start: int
    end: int
    first: int | None
    last: int | None
    vague: bool = False


def find_years(text: str, *, newest: int) -> tuple[YearRange, ...]:
    """The year ranges of a text in reading order, none over another.

    `newest` is the catalogue's latest year: what "recent" is measured from.
    """
    found: list[YearRange] = []
    for pattern, bounds, vague in _READINGS:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or other.end <= match.start() for other in found):
                found.append(YearRange(*match.span(), *bounds(match, newest), vague))
    return tuple(sorted(found, key=lambda one: one.start))


def decade_years(part: str | None, digits: str | None, word: str | None, newest: int) -> tuple[int, int]:
    """First and last year of a decade by its digits ("90", "1990") or its word, or of its early, mid or late part.

    `newest` decides whether "the 20s" are long past.
    """
    start = DECADES[word.lower()] if word else int(digits or 0)
    if start < 100:
        start += 2000 if start < 30 and 2000 + start <= newest else 1900
    low, high = _PARTS.get((part or "").lower(), (0, 9))
    return start + low, start + high


def _decade(match: re.Match[str], newest: int, at: int = 1) -> tuple[int, int]:
    return decade_years(match[at], match[at + 1], match[at + 2], newest)


def _two_decades(match: re.Match[str], newest: int) -> Bounds:
    (first, _), (_, last) = sorted([_decade(match, newest), _decade(match, newest, 4)])
    return first, last


def _stated(match: re.Match[str]) -> int:
    return next(int(group) for group in match.groups() if group)


def _reading(
    pattern: str, bounds: Callable[[re.Match[str], int], Bounds], vague: bool = False
) -> tuple[re.Pattern[str], Callable[[re.Match[str], int], Bounds], bool]:
    return re.compile(pattern, re.IGNORECASE), bounds, vague


_READINGS = (
    _reading(rf"\b(?:between\s+|from\s+)?{_YEAR}\s*(?:and|to|-|–|until|till)\s*{_YEAR}\b",
             lambda m, _: (min(int(m[1]), int(m[2])), max(int(m[1]), int(m[2])))),
    _reading(rf"(?<!\w)(?:(?:from|in|of)\s+)?(?:the\s+)?['’]?{_DECADE}\s+(?:or|and)\s+(?:later|newer|after|up|onwards?|on|younger)\b",
             lambda m, n: (_decade(m, n)[0], None)),
    _reading(rf"(?<!\w)(?:(?:from|in|of)\s+)?(?:the\s+)?['’]?{_DECADE}\s+(?:or|and)\s+(?:earlier|older|before)\b",
             lambda m, n: (None, _decade(m, n)[1])),
    _reading(rf"\b{_BEFORE}{_DECADE}", lambda m, n: (None, _decade(m, n)[0] - 1)),
    _reading(rf"\b{_AFTER}{_DECADE}", lambda m, n: (_decade(m, n)[1 if m[0].lower().startswith("after") else 0], None)),
    _reading(rf"\b{_BEFORE}{_YEAR}\b", lambda m, _: (None, int(m[1]) - 1)),
    _reading(rf"\bsince\s+{_YEAR}\b|\b{_YEAR}\s+(?:or|and)\s+(?:later|newer|after|up|onwards?)\b"
             rf"|\bfrom\s+{_YEAR}\s+(?:on|onwards?)\b", lambda m, _: (_stated(m), None)),
    _reading(rf"\b{_AFTER}{_YEAR}\b", lambda m, _: (int(m[1]) + 1, None)),
    _reading(rf"\b(?:until|till|up\s+to)\s+{_YEAR}\b|\b{_YEAR}\s+(?:or|and)\s+(?:earlier|older|before)\b",
             lambda m, _: (None, _stated(m))),
    _reading(rf"(?<!\w)(?:(?:from|in|of)\s+)?(?:the\s+)?['’]?{_DECADE}\s*(?:and|or|to|-|,)\s*(?:the\s+)?['’]?{_DECADE}",
             _two_decades),
    _reading(rf"(?<!\w)(?:(?:from|in|of)\s+)?(?:the\s+)?['’]?{_DECADE}", _decade),
    _reading(rf"\b(?:from|in|of|year)\s+{_YEAR}\b|(?<![\w(]){_YEAR}\s+{_THINGS}\b",
             lambda m, _: (_stated(m), _stated(m))),
    _reading(r"\bthis\s+century\b", lambda m, _: (2000, None)),
    _reading(r"\b(?:last|previous)\s+century\b", lambda m, _: (1900, 1999)),
    _reading(rf"\b(?:in|from|of|within)\s+the\s+(?:last|past)\s+(?:(decade)|(\d{{1,2}}|{'|'.join(_SPANS)})\s+years)\b",
             lambda m, n: (n - (10 if m[1] else int(_SPANS.get(m[2].lower(), m[2]))), None)),
    _reading(r"\b(?:nothing|not|no)\s+(?:(?:too|very|so|that)\s+)?old\b", lambda m, n: (n - 25, None), True),
    _reading(r"\b(?:nothing|not|no)\s+(?:(?:too|very|so|that)\s+)?(?:recent|new|modern)\b",
             lambda m, n: (None, n - 15), True),
    _reading(rf"{_RELATIVE}\b(?:recent(?:ly)?|modern|contemporary|latest|newish)\b(?!\s+(?:watched|saw|seen))|\bnew\s+{_THINGS}\b"
             r"|\b(?:something|anything|what['’]?s)\s+new\b", lambda m, n: (n - 10, None), True),
    _reading(rf"\b(?:old|classic)\s+(?:\w+\s+)?{_THINGS}\b|\b(?:something|anything)\s+(?:really\s+)?old\b"
             r"|\bold[\s-]school\b|\bvintage\b|\bgolden\s+age\b", lambda m, n: (None, min(1979, n - 20)), True),
)  # fmt: skip
