"""Second thoughts about a title: "the old one, from 1978" after "Halloween", where two items have that name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.reading.tokens import keys
from agent.session import Session
from data.catalogue import Catalogue

_MEANS = re.compile(
    r"\b(?:i\s+(?:mean|meant)|the\s+(?:\w+\s+)?(?:one|version|original|remake)|not\s+(?:the|that)|other\s+one|actually|no,)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")
_OLD = re.compile(r"\b(?:old(?:er|est)?|original|first|earlier)\b", re.IGNORECASE)
_NEW = re.compile(r"\b(?:new(?:er|est)?|remake|latest|recent)\b", re.IGNORECASE)
_OTHER = re.compile(r"\bother\s+(?:one|version)\b", re.IGNORECASE)
_BY_VALUE = re.compile(
    r"^\W*(?:no\W+)?(?:(?:i\s+)?(?:mean|meant)\s+)?(?P<not>not\s+)?the\s+(?P<value>[\w' -]{3,40}?)"
    r"(?:\s+(?:one|version|film|movie))?\W*$",
    re.IGNORECASE,
)
_LATEST = 2
"""How many of the user's latest turns are looked at."""


def find_correction(text: str, session: Session, catalogue: Catalogue) -> tuple[str, str] | None:
    """The item that was taken and the one that was meant, None where the text corrects nothing."""
    if not _MEANS.search(text):
        return None
    for item in _spoken(session):
        others = [other for other in _namesakes(item, catalogue) if other != item]
        meant = _meant(text, item, others, catalogue)
        if meant is not None:
            return item, meant
    return None


def correct(session: Session, taken: str, meant: str) -> Session:
    """The session with one item in the place of another in all that is known."""

    def swapped(items: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(meant if item == taken else item for item in items))

    old = session.preferences
    preferences = replace(old, liked=swapped(old.liked), disliked=swapped(old.disliked), seen=swapped(old.seen))
    return replace(session, preferences=preferences, near=swapped(session.near), focus=meant)


def _spoken(session: Session) -> list[str]:
    """The items of the user's latest turns, the latest first."""
    turns = [turn for turn in session.turns if turn.speaker == "user"][-_LATEST:]
    return [item for turn in reversed(turns) for item in reversed(turn.items())]


def _namesakes(item: str, catalogue: Catalogue) -> list[str]:
    if item not in catalogue:
        return []
    name = keys(catalogue[item].title)
    return [other.id for other in catalogue if keys(other.title) == name]


def by_value(text: str, session: Session, catalogue: Catalogue) -> tuple[str, str] | None:
    """The item that was taken and its namesake that a value tells: "not the Disney one", "the thriller"."""
    if (found := _BY_VALUE.match(text)) is None:
        return None
    for item in _spoken(session):
        for other in _namesakes(item, catalogue):
            told, denied = _values(other, catalogue), _values(item, catalogue)
            if found["not"]:
                told, denied = denied, told
            if other != item and found["value"].lower() in told - denied:
                return item, other
    return None


def _values(item: str, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(value.lower() for values in catalogue[item].attributes.values() for value in values)


def _meant(text: str, item: str, others: Sequence[str], catalogue: Catalogue) -> str | None:
    if not others:
        return None
    if stated := [int(year) for year in _YEAR.findall(text)]:
        return next((other for other in others if catalogue[other].year in stated), None)
    here = catalogue[item].year or 0
    if _OLD.search(text):
        return next((other for other in others if (catalogue[other].year or here) < here), None)
    if _NEW.search(text):
        return next((other for other in others if (catalogue[other].year or here) > here), None)
    return others[0] if _OTHER.search(text) else None
