"""How a catalogue value stands inside a sentence: "the United States", "science fiction", "95 minutes"."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"(United|Soviet|Czech|Dominican|Netherlands|Philippines|Bahamas|UK$|USA$|US$)")
_CATEGORIES = frozenset({"genre", "mood", "category"})


def spoken(kind: str, value: str) -> str:
    """The value in running text: countries with their article, categories in lower case save abbreviations."""
    if kind == "country" and _ARTICLE.match(value):
        return f"the {value}"
    if kind in _CATEGORIES:
        return " ".join(word if word.isupper() else word.lower() for word in value.split(" "))
    return value


def amount(name: str, number: float) -> str:
    """A number of the catalogue in running text: "95 minutes" where its name is a plural, else "a price of 12.5"."""
    written = f"{number:,.10g}"
    return f"{written} {name}" if name.endswith("s") else f"a {name} of {written}"


def listing(values: tuple[str, ...]) -> str:
    """"a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(values[:-1]), values[-1]) if part)
