"""Words of a message with their places, and the folded form under which words are compared.

Folding makes `Amélie`, `amelie` and `AMELIE` one word, and `two`, `II` and `2` one number, so that what a person types
meets what a catalogue writes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*|&", re.UNICODE)
_LETTERS = str.maketrans({"ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i", "’": "'", "`": "'"})
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8",
}  # fmt: skip
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs"}

ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `text` as written, `key` folded; `start` and `end` are character offsets in the message."""

    text: str
    key: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it starts with a capital letter or is a number (titles hold both)."""
        return self.text[0].isupper() or self.text[0].isdigit()


def fold(text: str) -> str:
    """Lower case without accents; curly apostrophes straight."""
    if text.isascii():
        return text.lower().replace("`", "'")
    lowered = text.lower().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))


def tokenize(text: str) -> tuple[Token, ...]:
    """The words of a text in order; `key` has apostrophes left out (`don't` is `dont`) and `&` is `and`."""
    return tuple(
        Token(match.group(), "and" if match.group() == "&" else fold(match.group()).replace("'", ""), *match.span())
        for match in _WORD.finditer(text)
    )


def keys(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(token.key for token in tokenize(text))


def numeral(key: str) -> str:
    """A number word or Roman numeral as digits; any other word as it is."""
    return _NUMBERS.get(key, key)


def singular(key: str) -> str:
    """A rough singular: `comedies` is `comedy`, `witches` is `witch`; short words and `-ss` stay."""
    if len(key) > 4 and key.endswith("ies"):
        return key[:-3] + "y"
    if len(key) > 5 and key.endswith(("ches", "shes", "sses", "xes")):
        return key[:-2]
    if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")):
        return key[:-1]
    return key


def clean(text: str) -> str:
    """A message without invisible characters (controls, zero-width, tags, variation selectors); white space is one
    blank."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or not _is_invisible(c))
    return " ".join(kept.split())


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE or "\ufe00" <= character <= "\ufe0f"
