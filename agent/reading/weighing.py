"""Two items weighed against each other: "is Heat longer than Casino?", "which is older, Alien or Aliens?"."""

from __future__ import annotations

import re

YEAR, OTHER = "year", "other"
_LENGTH, _AGE = ("minutes", "length", "pages"), (YEAR,)
_BY = {
    **dict.fromkeys(("longer", "longest", "shorter", "shortest"), _LENGTH),
    **dict.fromkeys(("older", "oldest", "newer", "newest", "earlier", "later", "first", "recent"), _AGE),
}
_WORDS = "|".join(_BY)
_OTHER = r"better|best|worse|worst|\w{2,}(?:er|est)|more\s+\w+|most\s+\w+|less\s+\w+"
_BE = r"^\W*(?:is|are|was|were|did|does)(?:n['’]t)?\b.*\b"
_WHICH = r"\b(?:which|what(?:['’]s)?|who)\b.*\b"
_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE) for pattern in (
        rf"{_BE}({_WORDS})\s+than\b", rf"{_WHICH}({_WORDS})\b", rf"{_BE}({_OTHER})\s+than\b",
        rf"\b(?:which|what(?:['’]s)?|who)(?:\s+\w+){{0,2}}?\s+(?:is|was)\s+(?:the\s+)?({_OTHER})\b",
    )
)  # fmt: skip
_AGAIN = re.compile(r"^\W*(?:(?:and|but|so|ok(?:ay)?)\W+)?(?:which|what|who)\b", re.IGNORECASE)


def weighed_by(sentence: str) -> tuple[str, ...]:
    """The kinds that a sentence about two items weighs them by, the first of which a catalogue has is meant: `OTHER`
    where no catalogue says it ("which is scarier?"), none where it weighs nothing.
    """
    found = next((match for pattern in _ASKS if (match := pattern.search(sentence))), None)
    return _BY.get(found[1].lower(), (OTHER,)) if found else ()


def weighs_again(sentence: str) -> bool:
    """Whether a sentence that names nothing may go on about the two items of the turn before: "and which is newer?"."""
    return bool(_AGAIN.search(sentence) and weighed_by(sentence))
