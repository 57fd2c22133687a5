"""Which way a text compares the item with another one: a reader tells that it does, these words tell the direction."""

from __future__ import annotations

import re

_WORDS = {
    "newer": "newer, more recent, later, younger, fresher, after",
    "older": "older, earlier, less recent, before, ahead of",
    "longer": "longer, lengthier", "shorter": "shorter, briefer, brisker",
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split(", ")}
_WORD = rf"({'|'.join(sorted(_KIND_OF, key=len, reverse=True))})"
OPPOSITE = {"newer": "older", "older": "newer", "longer": "shorter", "shorter": "longer"}

_RIGHT_BEFORE = re.compile(rf"\b{_WORD}(?: than)?(?: that of| the length of)?\s*[\"“‘'*]*$", re.IGNORECASE)
"""Right before the other item: "newer than Heat"; the item is what is newer."""

_RIGHT_AFTER = re.compile(
    r"^[\"”’'*]*,?\s+(?:which\s+)?(?:is|was|came|comes|runs|ran|takes|lasts|arrived|opened|appeared|beats)\b"
    rf"[^.;:!?,]{{0,40}}?\b{_WORD}\b(?! (?:than )?[\"“‘']?(?-i:[A-Z]))",
    re.IGNORECASE,
)
"""Right behind it, the other item being what the sentence is about: "Heat is older", "Heat, which is older than it"."""


def direction(before: str, after: str, own: tuple[int, int] | None) -> str | None:
    """ "newer", "older", "longer" or "shorter", said of the item beside the other one that stands between two texts;
    None where these words do not tell. `own` is where the item's own title begins and ends in `after`, if there."""
    if found := _RIGHT_BEFORE.search(before):
        return _KIND_OF[found[1].lower()]
    told = after if own is None else after[: own[0]] + "it" + after[own[1] :]
    if (found := _RIGHT_AFTER.search(told)) and (own is None or found.end() <= own[0] + 2):
        return OPPOSITE[_KIND_OF[found[1].lower()]]
    return None
