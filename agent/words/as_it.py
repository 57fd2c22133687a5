"""A further sentence about an item that was just named: "it" for the title that opens it."""

from __future__ import annotations

import re


def as_it(text: str, name: str, other: str = "") -> str:
    """The text with "It" or "Its" for the name in front; as it is where it opens otherwise, or says "It" already.

    `other` is another name that the text holds, which may begin with this one: "Heat" and "Heat 2".
    """
    rest = text[len(name) :]
    longer = len(other) > len(name) and text.startswith(other)
    if longer or not text.startswith(name) or rest[:1] not in (" ", "'", "’") or re.search(r"\bIt\b", rest):
        return text
    return "Its" + rest[2:] if rest.startswith(("'s", "’s")) else "It" + rest
