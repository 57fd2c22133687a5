"""Two items weighed against each other: "is Heat longer than Casino?", "which is older, Alien or Aliens?"."""

from __future__ import annotations

import re

YEAR = "year"
_LENGTH, _AGE = ("minutes", "length", "pages"), (YEAR,)
_BY = {
    **dict.fromkeys(("longer", "longest", "shorter", "shortest"), _LENGTH),
    **dict.fromkeys(("older", "oldest", "newer", "newest", "earlier", "later", "first", "recent"), _AGE),
}
_WORDS = "|".join(_BY)
_ASKS = (
    re.compile(rf"^\W*(?:is|are|was|were|did|does)(?:n['’]t)?\b.*\b({_WORDS})\s+than\b", re.IGNORECASE),
    re.compile(rf"\b(?:which|what(?:['’]s)?|who)\b.*\b({_WORDS})\b", re.IGNORECASE),
)


def weighed_by(sentence: str) -> tuple[str, ...]:
    """The kinds that a sentence about two items weighs them by, the first of which a catalogue has is meant; none where
    it weighs nothing.
    """
    found = next((match for pattern in _ASKS if (match := pattern.search(sentence))), None)
    return _BY[found[1].lower()] if found else ()
