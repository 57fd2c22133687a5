"""A further sentence about an item that was just named: "it" for the title that opens it."""

from __future__ import annotations

import re


def as_it(text: str, name: str) -> str:
    """The text with "It" or "Its" for the name in front; as it is where it opens otherwise, or says "It" already."""
    rest = text[len(name) :]
    if not text.startswith(name) or rest[:1] not in (" ", "'", "’") or re.search(r"\bIt\b", rest):
        return text
    return "Its" + rest[2:] if rest.startswith(("'s", "’s")) else "It" + rest
