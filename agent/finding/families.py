"""Values that a value stands for: who asks for animals means an animal and talking animals too.

A loose keyword stands for its other number and for the longer keywords whose head noun it is. An English compound has
its head last: talking animals are animals, a giant robot is a robot, and a robot dog is none.
"""

from __future__ import annotations

from functools import lru_cache

from agent.reading.tokens import keys, singular
from agent.session import Facet
from data.records import Item

LOOSE = ("keyword", "theme", "tag")
"""Kinds whose values are loose keywords, in whatever number and compound somebody found fit."""

_PHRASE = frozenset("of in on at by with from to for and or the a an based set about against".split())
"""What makes a value a phrase, whose last word is not its head: "coming of age", "based on novel"."""


def has(item: Item, facet: Facet) -> bool:
    """Whether an item has a value, or one that it stands for."""
    values = item.values(facet.kind)
    return facet.value in values or any(stands_for(facet, value) for value in values)


def stands_for(facet: Facet, value: str) -> bool:
    """Whether who asks for the facet means items with this value of its kind as well."""
    return facet.kind in LOOSE and _is_of(facet.value, value)


@lru_cache(maxsize=1 << 16)
def _is_of(head: str, value: str) -> bool:
    asked, words = _words(head), _words(value)
    if asked == words:
        return True
    return len(asked) < len(words) and words[-len(asked) :] == asked and not _PHRASE.intersection(words)


@lru_cache(maxsize=1 << 14)
def _words(value: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in keys(value))
