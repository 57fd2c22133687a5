"""Questions about what there is at all: "how many westerns do you have?", "do you have Heat?", "is Alien here?"."""

from __future__ import annotations

import re

_HAVE = r"(?:do\s+you\s+(?:have|know|carry|stock|offer)|have\s+you(?:\s+got)?|you(?:\s+have|['’]ve)\s+got)"
_PLACE = r"(?:catalogue|catalog|collection|list|library|database|store|shop|selection|range|assortment)"
_COUNTED = re.compile(
    rf"\bhow\s+many\b(?!\s+(?:minutes|hours|days|people|times|years|stars|pages)\b)[^.!]*?"
    rf"\b(?:{_HAVE}|(?:are|is)\s+(?:there|here|in\b|available)|can\s+you\s+(?:recommend|suggest)|in\s+(?:your|the)\s+{_PLACE})",
    re.IGNORECASE,
)
_BEFORE_TITLE = re.compile(
    rf"\b{_HAVE}(?:\s+(?:the|a|an|film|movie|book|one|item|product|called|named|or))*\W*$|^\W*(?:is|was)\W+(?:the\s+)?$",
    re.IGNORECASE,
)
_AFTER_TITLE = re.compile(
    rf"^\W*(?:\(\d{{4}}\)\W*)?(?:in|among|part\s+of|on)\s+(?:your|the|this|these|those|our|my)\b[^,.;]{{0,20}}?"
    rf"(?:{_PLACE}|items|films|movies|books|products)?\W*$"
    r"|^\W*(?:available|in\s+here|in\s+there|here|in\s+stock|there)\W*$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"^\W*$")


def asks_how_many(sentence: str) -> bool:
    """Whether a sentence asks how many items there are, of all or of a kind."""
    return bool(_COUNTED.search(sentence))


def asks_whether_here(sentence: str, start: int, end: int) -> bool:
    """Whether a sentence asks no more of the title at start..end than whether the catalogue has it."""
    before, after = _BEFORE_TITLE.search(sentence[:start]), sentence[end:]
    if before is None:
        return False
    asked = before[0].strip().lower()
    return bool(_AFTER_TITLE.match(after)) or (not asked.startswith(("is", "was")) and bool(_NOTHING.match(after)))
