"""What a message changes in the session: what is liked, wanted, refused and talked about from here on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from agent.finding.bounds import joined_bounds
from agent.finding.facets import facet_index
from agent.finding.filters import allowed
from agent.reading.correcting import correct
from agent.reading.critique import apply_critique
from agent.reading.forgetting import forget
from agent.reading.understanding import Understanding
from agent.reading.vocabulary import PEOPLE_KINDS
from agent.session import Facet, Preferences, Session
from data.catalogue import Catalogue

_ENOUGH = 5
"""Two wishes of one kind stand together where at least so many items have both; else the later one replaces the
earlier."""

_AGAIN = re.compile(
    r"\b(?:fine|ok|okay|allowed|again|after\s+all|all\s+right|don['’]?t\s+mind"
    r"|(?:would|does|will)(?:\s+not|n['’]?t)\s+hurt)\b",
    re.IGNORECASE,
)
"""Words that lift a ban without asking for the thing."""

_WISHES = 4
_T = TypeVar("_T")


def remember(session: Session, understood: Understanding, catalogue: Catalogue) -> Session:
    """The session after a message, before the answer: preferences, refused items, the item in focus."""
    if understood.forget is not None:
        session = forget(session, understood.forget)
        if understood.forget.everything or not understood.says_more():
            return session
    if understood.correction is not None:
        return correct(session, *understood.correction)
    if session.asked and session.preferences.is_empty() and not understood.wanted:
        # "Comedy is fine" answers what somebody would like.
        understood = replace(understood, wanted=understood.allowed, allowed=())
    preferences = _items(session.preferences, understood)
    preferences = _facets(preferences, understood, catalogue)
    preferences = _bounds(preferences, understood)
    anchor = next(iter(understood.similar + understood.liked + understood.named), session.focus)
    for critique in understood.critiques:
        preferences = apply_critique(preferences, critique, anchor, catalogue)
    preferences = _latest_first(preferences, understood, session, catalogue)
    refused = understood.refused
    if "refuse" in understood.acts and not refused and not understood.acts & {"dislike", "seen", "like", "similar"}:
        refused = session.last_list[:1] if len(session.last_list) == 1 else session.last_list
    near = _near(session, understood)
    # What a list was once asked to be like is known to the user: it does not come back once they turn to another.
    left = tuple(item for item in session.near if item not in near)
    return replace(
        session,
        preferences=preferences,
        refused=tuple(one for one in dict.fromkeys(session.refused + refused + left) if one not in understood.sought),
        focus=_focus(session, understood),
        near=near,
    )


def _items(preferences: Preferences, understood: Understanding) -> Preferences:
    liked, disliked = understood.liked, understood.disliked
    known = _joined(preferences.liked, liked)
    known = tuple(item for item in known if item not in disliked)
    hated = tuple(item for item in _joined(preferences.disliked, disliked) if item not in liked)
    return replace(preferences, liked=known, disliked=hated, seen=_joined(preferences.seen, understood.seen))


def _facets(preferences: Preferences, understood: Understanding, catalogue: Catalogue) -> Preferences:
    wanted, avoided, allowed = understood.wanted, understood.avoided, understood.allowed
    kept = tuple(facet for facet in preferences.wanted if facet not in avoided and facet not in understood.dropped)
    welcome = tuple(facet for facet in wanted if facet in preferences.avoided and _AGAIN.search(understood.text))
    kept = tuple(old for old in kept if not _replaced(old, wanted, understood.replaces, catalogue))
    wishes = understood.wishes or (() if understood.replaces or "different" in understood.acts else preferences.wishes)
    if "different" in understood.acts:
        kept = ()
    return replace(
        preferences,
        wanted=_joined(kept, tuple(facet for facet in wanted if facet not in welcome)),
        avoided=tuple(facet for facet in _joined(preferences.avoided, avoided) if facet not in wanted + allowed),
        wishes=tuple(wishes)[-_WISHES:],
        either=_joined(understood.either, preferences.either),
    )


def _latest_first(
    preferences: Preferences, understood: Understanding, session: Session, catalogue: Catalogue
) -> Preferences:
    """Earlier wishes that leave nothing beside the latest are let go, the oldest first."""
    latest = set(understood.wanted).union(*(critique.more for critique in understood.critiques))
    if not latest or set(preferences.wanted) <= latest:
        return preferences
    free = allowed(
        catalogue, replace(preferences, wanted=()), exclude=frozenset(session.shown) | frozenset(session.refused)
    )
    left = preferences
    while len(left.wanted) > len(latest) and not _having(left, catalogue) & free:
        oldest = next(facet for facet in left.wanted if facet not in latest)
        left = replace(left, wanted=tuple(facet for facet in left.wanted if facet != oldest))
    # Where even the latest wish alone leaves nothing, the earlier ones are no hindrance to it.
    return left if _having(left, catalogue) & free else preferences


def _having(preferences: Preferences, catalogue: Catalogue) -> frozenset[str]:
    found = [
        frozenset[str]().union(*(_with(facet, catalogue) for facet in group))
        for group in preferences.wishes_met_by_one()
    ]
    return found[0].intersection(*found) if found else frozenset()


def _with(facet: Facet, catalogue: Catalogue) -> frozenset[str]:
    """The items that have a value or one that it stands for."""
    return frozenset(catalogue.items[row].id for row in facet_index(catalogue).family(facet).tolist())


def _replaced(old: Facet, wanted: tuple[Facet, ...], replaces: bool, catalogue: Catalogue) -> bool:
    """Whether a new wish of the same kind takes the place of an old one."""
    rivals = [facet for facet in wanted if facet.kind == old.kind and facet != old]
    if replaces and old not in wanted and any(_group(facet.kind) == _group(old.kind) for facet in wanted):
        return True
    if not rivals:
        return False
    together = _with(old, catalogue).intersection(*(_with(facet, catalogue) for facet in rivals))
    return len(together) < _ENOUGH


def _group(kind: str) -> str:
    """Kinds that answer the same question: who made it, or what it is like."""
    return "people" if kind in PEOPLE_KINDS else "place" if kind in ("country", "origin", "language") else "sort"


def _bounds(preferences: Preferences, understood: Understanding) -> Preferences:
    """The bounds with those of a message. A new one keeps the other side of an older one where both can hold."""
    if (years := understood.years) is not None:
        first, last = years.first, years.last
        if not (understood.replaces or years.vague):
            first, last = joined_bounds((preferences.year_from, preferences.year_to), (first, last))
        preferences = replace(preferences, year_from=first, year_to=last)
    limits = {name: (least, most) for name, least, most in preferences.limits}
    for one in understood.limits:
        old = (None, None) if understood.replaces else limits.get(one.name, (None, None))
        limits[one.name] = joined_bounds(old, (one.least, one.most))
    return replace(preferences, limits=tuple((name, *bounds) for name, bounds in limits.items()))


def _focus(session: Session, understood: Understanding) -> str | None:
    asked = understood.question.item if understood.question is not None else None
    spoken: Iterable[str] = (
        understood.named + understood.similar + understood.seen + understood.liked + understood.disliked
    )
    return asked or next(iter(spoken), session.focus)


def _near(session: Session, understood: Understanding) -> tuple[str, ...]:
    """The items to stay near: those a message asked for more like, until it asks for something else."""
    if understood.similar:
        return understood.similar
    if "different" in understood.acts or understood.replaces:
        return ()
    return tuple(item for item in session.near if item not in understood.disliked)


def _joined(old: tuple[_T, ...], new: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(old + new))
