"""The marks of a text, names as well as figures, and the text as a reader of marks is given it."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasons.figures import Figure, figures
from agent.reasons.mentions import Mention, Names
from prompts.mark_reader import Marked, MarkedText

Mark = Mention | Figure
_KINDS = frozenset({"genre", "mood", "keyword", "country"})
_BARE = frozenset({"self", "item", "person", "stranger"})
"""Sorts whose words tell a reader nothing of what is said with them."""


def marks_of(names: Names, text: str, item: str, known: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Every name and figure of a text in reading order; figures within names ("1917") are no figures."""
    mentions = names.read(text, item, known)
    own = [one for one in figures(text) if all(one.end <= name.start or name.end <= one.start for name in mentions)]
    return tuple(sorted([*mentions, *own], key=lambda one: one.start))


def sort_of(mark: Mark) -> str:
    """What a mark is to a reader: "self", "item", "person", "stranger", a kind of value, or a sort of figure."""
    if isinstance(mark, Figure) or mark.sort != "value":
        return mark.sort
    return mark.facets[0].kind if mark.facets[0].kind in _KINDS else "keyword"


def marked(text: str, marks: Sequence[Mark]) -> MarkedText:
    """The text with its marks, for `MarkReader`."""
    pieces: list[str | Marked] = []
    place = 0
    for mark in marks:
        sort = sort_of(mark)
        pieces += [text[place : mark.start], Marked(sort, "" if sort in _BARE else text[mark.start : mark.end])]
        place = mark.end
    return (*pieces, text[place:])
