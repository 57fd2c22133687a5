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
_MOST = 10


def find_count(text: str) -> int | None:
    """The number of items asked for, 1 to 10; None where none is said."""
    if _ONE.search(text):
        return 1
    found = _COUNT.search(text)
    count = int(numeral(found[1].lower())) if found is not None else 0
    return count if 1 <= count <= _MOST else None
