"""How many items are asked for: "three films about ...", "just one"."""

from __future__ import annotations

import re

from agent.reading.tokens import numeral

_COUNT = re.compile(
    r"(?<!first )(?<!last )(?<!these )(?<!those )\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\s+"
    r"(?:(?:more|other|good|great)\s+)?(?:movies|films|books|items|products|ideas|suggestions|recommendations|titles|options|others)\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:just|only)\s+(?:the\s+)?one\b(?!\s+(?:thing|problem|question|of))|^\W*one\s+more\b", re.IGNORECASE
)
_NUMBER = r"(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)"
_NO_UNIT = (
    r"(?!\s*(?:%|[-–.:]\d|(?:of|min|minutes?|hours?|hrs?|h|years?|year-olds?|stars?|decades?|people|persons?|kids"
    r"|children|adults)\b)|\s+(?-i:[A-Z]))"
)
_BARE = re.compile(
    rf"\b(?:give|show|list|suggest|recommend|find|name|offer|get)\s+(?:me\s+|us\s+)?"
    rf"(?:just\s+|only\s+|(?:the|your)\s+)?(?:top\s+|best\s+)?{_NUMBER}\b{_NO_UNIT}"
    rf"|^\W*(?:just|only|maybe|ok(?:ay)?,?\s+(?:just|only)|(?:the\s+|your\s+)?top)\s+{_NUMBER}(?:[\s,]+(?:please|of\s+them|will\s+do|is\s+enough|are\s+enough))*\W*$",
    re.IGNORECASE,
)
"""A number with no word for what is counted: "give me 10", "only three please"."""

_MOST = 10


def find_count(text: str) -> int | None:
    """The number of items asked for, 1 to 10; None where none is said. Titles are to be blanked out before."""
    if _ONE.search(text):
        return 1
    if (found := _COUNT.search(text)) is not None:
        count = int(numeral(found[1].lower()))
        return count if 1 <= count <= _MOST else None
    if (found := _BARE.search(text)) is not None:
        return min(max(int(numeral((found[1] or found[2]).lower())), 1), _MOST)
    return None
