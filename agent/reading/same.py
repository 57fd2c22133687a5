"""People by reference: "something by the same director", "another one with her": who made or plays in what was talked
of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from agent.reading.vocabulary import PEOPLE_KINDS
from agent.session import Facet, Session
from data.catalogue import Catalogue

_SAME = re.compile(
    r"\bthe\s+same\s+(director|actor|actress|cast|lead|star|author|writer|artist|brand|maker)s?\b", re.IGNORECASE
)
_BY = re.compile(r"\b(?:by|from)\s+(?:him|her|them|that\s+director|this\s+director)\b", re.IGNORECASE)
_WITH = re.compile(r"\b(?:with|starring)\s+(?:him|her|(?:that|this)\s+act(?:or|ress))\b", re.IGNORECASE)
_ELSE = re.compile(
    r"\bwhat\s+else\s+(?:did|has|have)\s+(?:he|she|they)\s+(direct|directed|made|make|done|do|write|written|play|played|act|been)",
    re.IGNORECASE,
)
"""What asks for more by who made what was talked of: "what else did he direct?"."""

_KINDS = {"actor": "cast", "actress": "cast", "lead": "cast", "star": "cast"}


def points_at_same(text: str) -> bool:
    """Whether a text asks for more by people that it only points at."""
    return bool(_SAME.search(text) or _ELSE.search(text))


def find_same(text: str, session: Session, named: Sequence[str], catalogue: Catalogue) -> tuple[Facet, ...]:
    """The people that a text points at, empty where it points at none.

    `named` are the items of this message; else the user's last items are meant, else the item in focus.
    """
    other = _ELSE.search(text)
    pronoun = _BY.search(text) or _WITH.search(text) or other
    people = tuple(facet for facet in session.preferences.wanted if facet.kind in PEOPLE_KINDS)
    if pronoun and people:
        return people[-1:]
    same = _SAME.search(text)
    if not (same or pronoun):
        return ()
    word = same[1].lower() if same else ""
    kind = _KINDS.get(word, word) if same else _maker(text, other)
    last = next((turn for turn in reversed(session.turns) if turn.speaker == "user"), None)
    items = tuple(named) or (last.items() if last is not None else ()) or ((session.focus,) if session.focus else ())
    counts = Counter(value for item in items if item in catalogue for value in catalogue[item].values(kind))
    if not counts:
        return ()
    most = counts.most_common(1)[0][1]
    people = tuple(Facet(kind, value) for value, count in counts.items() if count == most)
    return people[: 1 if kind == "cast" else 2]


def _maker(text: str, other: re.Match[str] | None) -> str:
    """The kind of people that a pronoun points at."""
    plays = other is not None and other[1].lower() in ("play", "played", "act", "been")
    return "cast" if plays or _WITH.search(text) else "director"
