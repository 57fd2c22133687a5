"""What the agent answers: text, items with scores, reasons and the facts they rest on, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agent.session import Session

Action = Literal["ask", "recommend", "explain", "answer", "chat"]


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
    """Why an item is recommended: a sentence and the claims it makes."""

    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Recommended:
    """One item of a reply."""

    id: str
    title: str
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one item suits a taste; `notice` names what could not be taken into account."""

    id: str
    title: str
    reasons: tuple[Reason, ...]
    notice: str | None = None


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
