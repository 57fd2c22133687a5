"""What the agent answers: text, items with scores, reasons and the facts they rest on, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agent.session import Facet, Session

Action = Literal["ask", "recommend", "explain", "answer", "chat"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a ranking rests on: an item liked or started from, a value asked for, or the user's free words."""

    kind: Literal["item", "wanted", "words"]
    item: str = ""
    facet: Facet | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement. `kind` is e.g. "genre", "director", "liked", "similar_to", "year"; `evidence` is the
    catalogue row or the user's own words that bear it out."""

    kind: str
    value: str
    supported: bool
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is recommended: a sentence, the claims it makes, and what the user gave that it leans on."""

    text: str
    claims: tuple[Claim, ...]
    leans: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Recommended:
    """One item of a reply."""

    id: str
    title: str
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Without:
    """What would change the answer: where the item would stand without one thing that the user gave."""

    text: str
    evidence: Evidence
    rank: int
    rank_without: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one item suits a taste, in one text and reason by reason.

    `rank` is the item's place among the `ranked` candidates that were looked at, from 1; None where it was none of
    them (what the user has met is not ranked). `notice` names what could not be taken into account.
    """

    id: str
    title: str
    reasons: tuple[Reason, ...]
    notice: str | None = None
    text: str = ""
    without: tuple[Without, ...] = ()
    rank: int | None = None
    ranked: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the agent. `session` is the conversation after it; the face stores it."""

    text: str
    action: Action
    items: tuple[Recommended, ...]
    recommendation_id: str
    session: Session
    notice: str | None = None
    """Something the user should know: a model that is not there, a filter that left too few items."""
