"""Cleaning of untrusted text: what no reader can see is taken out, so that it cannot speak to a model unseen.

Invisible characters carry hidden instructions (Unicode tag characters spell ASCII), break the matching of titles
(zero-width blanks) or reverse what is shown (bidi controls); see Unicode TR36 and TR39. Joiners inside Persian or Indic
words and emoji sequences are lost too: that is the price of one rule for every field.
"""

from __future__ import annotations

import re
import unicodedata

ID_LENGTH = 200
TITLE_LENGTH = 300
VALUE_LENGTH = 200
DESCRIPTION_LENGTH = 2_000
TURN_LENGTH = 20_000

# Control characters that str.split takes for blanks (tab, newline, ...) are not here: they separate words.
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width and bidi controls
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors and tag characters
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # annotations, shorthand and musical formats
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # lone surrogates, non-characters
    "]"
)


def clean(text: str, *, edges: bool = False) -> tuple[str, int]:
    """The text without invisible characters, in NFC, blanks collapsed to one; and how many characters were stripped.

    Newlines and tabs become blanks and are not counted. With `edges` one blank is kept at either end where the text had
    one: for a piece of text that stands beside an item. Cleaning twice changes nothing.
    """
    stripped = 0
    if not (text.isascii() and text.isprintable()):
        text, stripped = _INVISIBLE.subn("", text)
        text = unicodedata.normalize("NFC", text)
    words = " ".join(text.split())
    if edges and text:
        if not words:
            return " ", stripped
        words = " " * text[0].isspace() + words + " " * text[-1].isspace()
    return words, stripped


def shorten(text: str, length: int) -> str:
    """At most `length` characters of a text, cut between words where there is a blank, ended by an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    words = head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head
    return words.rstrip() + "…"
