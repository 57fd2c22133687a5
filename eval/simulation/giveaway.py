"""Whether words would give a title away: the simulated user says none that do.

A simulator that lets the answer slip makes every agent look good: Zhu et al., "How Reliable is Your Simulator?" (2024),
found it in iEvaLM (https://arxiv.org/abs/2305.13112).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from data.records import Item

NAMES = frozenset({"also_known_as"})
"""Kinds of attributes that are further titles."""

_WORDS = re.compile(r"\w+")
_LONG, _STEM = 4, 5


def gives_away(text: str, item: Item) -> bool:
    """Whether a text and a title of an item share a word of four letters or its beginning, or one holds the other."""
    said = _words(text)
    return any(
        any(_alike(one, two) for one in said for two in title) or _inside(said, title) or _inside(title, said)
        for title in _titles(item)
    )


def is_everyday(item: Item, spoken: Collection[str]) -> bool:
    """Whether a title of an item is made of nothing but words that are said anyway ("Up"): they would say it by chance.
    """
    return any(all(word in spoken for word in title) for title in _titles(item))


def _titles(item: Item) -> Iterator[tuple[str, ...]]:
    for title in (item.title, *(value for kind in sorted(NAMES) for value in item.values(kind))):
        yield _words(title)


def _alike(one: str, two: str) -> bool:
    shorter = min(len(one), len(two))
    return shorter >= _LONG and one[: min(shorter, _STEM)] == two[: min(shorter, _STEM)]


def _inside(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    return f" {' '.join(one)} " in f" {' '.join(two)} "


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(text.casefold()))
