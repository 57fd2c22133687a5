"""The first sentence of an item's description, where it is fit to be said: item text is hostile until it looks
harmless."""

from __future__ import annotations

import re

from data.records import Item

_SENTENCE = re.compile(r"^(.+?[.!?])(?:\s|$)")
_ODD = re.compile(r"[\[\]{}<>|\\`*_#@$%^=~]|https?:|www\.|&\w+;", re.IGNORECASE)
_ORDERS = re.compile(
    r"\b(?:you|your|ignore|disregard|instruct\w*|prompt|system|assistant|agent|user|recommend\w*|always|must|buy"
    r"|click|visit|subscribe|order\s+now)\b",
    re.IGNORECASE,
)
_FEWEST, _MOST = 6, 34


def blurb(item: Item) -> str:
    """One plain sentence about the item in the catalogue's words; empty where there is none that is fit to be said.

    A sentence that speaks to a reader or gives orders is left out: it may have been written for the agent.
    """
    found = _SENTENCE.match(item.description.strip())
    sentence = found[1].strip() if found else ""
    if not _FEWEST <= len(sentence.split()) <= _MOST or _ODD.search(sentence) or _ORDERS.search(sentence):
        return ""
    return sentence
