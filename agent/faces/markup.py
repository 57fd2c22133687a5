"""Text of people, catalogues and models as HTML and Markdown that shows it and does nothing else.

Every ASCII character that is no letter, digit or space becomes a numeric character reference. CommonMark says of those
that they never stand for structure (0.31, section 2.5), and HTML shows them as text, so one form is safe in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.catalogue import Catalogue
from data.records import ItemRef

_ACTIVE = re.compile(r"[^\w\s]|_", re.ASCII)
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that hide or turn around what stands beside them."""


def inert(text: str) -> str:
    """The text on one line, without markup of any kind."""
    shown = re.sub(r"\s+", " ", _INVISIBLE.sub(" ", text)).strip()
    return _ACTIVE.sub(_reference, shown)


def visible(text: str) -> str:
    """The text without characters that steer a terminal or hide: what is left can only be read."""
    return _INVISIBLE.sub("", text)


def inert_lines(text: str) -> str:
    """The text with its line breaks as Markdown paragraphs, without other markup."""
    return "\n\n".join(line for line in map(inert, text.splitlines()) if line)


def told(pieces: Iterable[str | ItemRef], catalogue: Catalogue) -> str:
    """What one speaker said, as Markdown: items stand out, everything else is plain text."""
    text = ""
    for piece in pieces:
        if isinstance(piece, ItemRef):
            label = catalogue[piece.item].label() if piece.item in catalogue else piece.item
            text += f"**{inert(label)}**"
        else:
            text += _spaced(piece)
    return text.strip()


def _spaced(text: str) -> str:
    """Inert, with the blanks at both ends kept: items stand directly beside them."""
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{before}{inert_lines(text)}{after}" if text.strip() else before


def _reference(found: re.Match[str]) -> str:
    character = found.group()
    return f"&#{ord(character)};" if ord(character) < 128 else character
