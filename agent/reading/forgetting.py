"""Taking back: "forget that I like Heat", "remove the 90s filter", "start over"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.reading.linking import Mention
from agent.reading.vocabulary import ValueMention
from agent.session import Facet, Preferences, Session

_ASKS = re.compile(
    r"\bforget\b(?!\s+(?:it|that|about\s+it)\s*[,.!]?\s*$)|\b(?:remove|drop|delete|lift|cancel|undo|clear"
    r"|wipe)\s+(?:\w+\s+){0,3}?(?:the|my|all|that|it|this|everything|filters?|limits?|\w+\s+filter)\b|\breset\b"
    r"|\bno\s+longer\s+(?:want|care|mind|need)\b"
    r"|\bstart\s+(?:over|again|afresh|fresh|from\s+scratch)\b|\b(?:don['’]?t|do\s+not)\s+(?:care"
    r"|mind)\s+about\s+(?:the|my)\b|\bnew\s+conversation\b|\bany\s+(?:year|length|decade)\b"
    r"|\bignore\s+(?:that|what)\s+i\s+(?:said|told)"
    r"|\b(?:long|longer|length|old|older|new|newer)\s+(?:(?:movies|films|ones|stuff)\s+)?(?:is|are|would\s+be)\s+(?:fine|ok|okay|no\s+problem|all\s+right|alright|no\s+matter)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:start\s+(?:over|again|afresh|fresh|from\s+scratch)|reset(?:\s+(?:everything|all|my|me|please"
    r"|it))?\s*[.!]*$|new\s+conversation|(?:forget|clear|delete|wipe|remove)"
    r"\s+(?:about\s+)?(?:everything|all\b(?!\s+(?:the|those)\s+\w+\s+(?:filter|limit))|what\s+(?:i|you)|me\b"
    r"|my\s+(?:preferences|profile|data|history|taste)))",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"\b(?:years?|decades?|\d0['’]?s|\d{4}s?|old(?:er)?|new(?:er)?|recent|date|era|nineties|eighties"
    r"|seventies|sixties)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:length|long(?:er)?|short(?:er)?|minutes?|hours?|running\s+time|duration|price|cost|dollars?|budget)\b", re.I
)
_ANY_LIMIT = re.compile(r"\blimits?\b", re.IGNORECASE)
_GROUPS = {
    "liked": re.compile(r"\bmy\s+(?:likes|favou?rites)\b|\beverything\s+i\s+like", re.IGNORECASE),
    "disliked": re.compile(r"\bmy\s+dislikes\b|\beverything\s+i\s+(?:dislike|hate)", re.IGNORECASE),
    "seen": re.compile(r"\bwhat\s+i(?:['’]ve|\s+have)?\s+seen\b|\bmy\s+(?:seen|watched)", re.IGNORECASE),
    "wanted": re.compile(r"\b(?:my\s+)?(?:filters?|wishes|wants|genres?)\b(?<!that filter)", re.IGNORECASE),
    "avoided": re.compile(r"\b(?:my\s+)?(?:filters?|bans?|exclusions)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Forget:
    """What is to be forgotten; `everything` starts the conversation over."""

    items: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    years: bool = False
    limits: bool = False
    groups: tuple[str, ...] = ()
    everything: bool = False


def find_forget(text: str, mentions: Sequence[Mention], values: Sequence[ValueMention]) -> Forget | None:
    """What a text asks to forget, None where it asks nothing of the kind."""
    if not _ASKS.search(text):
        return None
    if _ALL.search(text) and not mentions and not values:
        return Forget(everything=True)
    items = tuple(mention.item for mention in mentions)
    facets = tuple(facet for value in values for facet in value.facets)
    years = bool(_YEARS.search(text))
    # "The year limit" is one of years.
    limits = bool(_LIMITS.search(text) or (_ANY_LIMIT.search(text) and not years))
    groups = (
        () if items or facets or years or limits else tuple(name for name, asks in _GROUPS.items() if asks.search(text))
    )
    return Forget(items, facets, years and not items, limits and not items, groups)


def forget(session: Session, what: Forget) -> Session:
    """The session without what is to be forgotten. Forgetting everything keeps only who the user is."""
    if what.everything:
        return Session(session.id, session.user)
    preferences = session.preferences
    changes: dict[str, object] = {group: () for group in what.groups}
    for name in ("liked", "disliked", "seen"):
        changes.setdefault(name, tuple(item for item in getattr(preferences, name) if item not in what.items))
    for name in ("wanted", "avoided"):
        changes.setdefault(name, tuple(facet for facet in getattr(preferences, name) if facet not in what.facets))
    if what.years:
        changes.update(year_from=None, year_to=None)
    if what.limits:
        changes["limits"] = ()
    changed: Preferences = replace(preferences, **changes)  # type: ignore[arg-type]
    return replace(
        session, preferences=changed, refused=tuple(item for item in session.refused if item not in what.items)
    )
