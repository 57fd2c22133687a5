"""The JSON that leaves the house: one shape for the HTTP API and for `--json` in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from agent import reply as values
from agent.session import Facet, Preferences, Session
from data.catalogue import Catalogue
from data.records import Item, ItemRef, Turn


class Claim(BaseModel):
    """One checkable statement with what bears it out."""

    kind: str
    value: str
    supported: bool
    evidence: Any


class Reason(BaseModel):
    """A sentence and the claims it makes."""

    text: str
    claims: list[Claim]


class RecommendedItem(BaseModel):
    """One item of a list."""

    id: str
    title: str
    score: float
    reasons: list[Reason]


class Recommendation(BaseModel):
    """A list of items, best first; `notice` says what the user should know of it."""

    recommendation_id: str
    items: list[RecommendedItem]
    notice: str | None


class Without(BaseModel):
    """Where the item would stand without one thing that was sent."""

    text: str
    kind: str = Field(description="item, wanted or words")
    value: str = Field(description="the title or value that is left out; empty for the words")
    rank: int
    rank_without: int


class Explanation(BaseModel):
    """Why one item suits the taste that was sent."""

    id: str
    title: str
    text: str
    reasons: list[Reason]
    without: list[Without] = Field(description="what would change the answer, the strongest first")
    rank: int | None = Field(description="the item's place among the candidates; null for what the user has met")
    ranked: int = Field(description="how many candidates were ranked; 0 where nothing was sent to rank by")
    notice: str | None


class CatalogueItem(BaseModel):
    """One row of the catalogue."""

    id: str
    title: str
    year: int | None
    description: str
    attributes: dict[str, list[str]]
    numbers: dict[str, float]


class ItemPage(BaseModel):
    """Some of the items found; `total` counts all of them."""

    total: int
    offset: int
    items: list[CatalogueItem]


class AddedItems(BaseModel):
    """What was added to the catalogue, as it was stored."""

    items: list[CatalogueItem]


class FeedbackAnswer(Recommendation):
    """What the agent says to a button."""

    text: str
    action: str
    preferences: dict[str, Any]


class SessionAnswer(BaseModel):
    """Everything that is kept about one session."""

    session_id: str
    preferences: dict[str, Any]
    turns: list[dict[str, str]]
    shown: list[str]
    kept: dict[str, Any] = Field(description="the stored record itself, feedback included")


class KnownUser(BaseModel):
    """Everything that is kept under a user's name."""

    user: str
    profile: dict[str, list[str]] = Field(description="of the store")
    events: list[dict[str, Any]] = Field(description="of the store")
    sessions: list[dict[str, Any]] = Field(description="the stored records themselves")
    prompt: dict[str, Any] | None = Field(description="its size, and the model it is for")


class ForgottenUser(BaseModel):
    """How much was erased."""

    sessions: int
    prompts: int
    events_left: int = Field(description="of the store, which `promptrec people forget` takes out of its files")


class KeptPrompt(BaseModel):
    """A prompt that was made."""

    bytes: int
    model: str


class Problem(BaseModel):
    """Why a request was refused: a code for programs, a sentence for people."""

    code: str
    message: str
    near: list[str] = Field([], description="titles near an unknown one")


def recommendation(recommendation_id: str, items: Iterable[values.Recommended], notice: str | None) -> Recommendation:
    """The contract's answer to a recommendation."""
    return Recommendation(recommendation_id=recommendation_id, items=[item_of(item) for item in items], notice=notice)


def item_of(item: values.Recommended) -> RecommendedItem:
    """One recommended item with its reasons and their claims."""
    return RecommendedItem(
        id=item.id, title=item.title, score=item.score, reasons=[reason_of(reason) for reason in item.reasons]
    )


def reason_of(reason: values.Reason) -> Reason:
    """A reason with the claims it makes."""
    return Reason(
        text=reason.text,
        claims=[
            Claim(kind=claim.kind, value=claim.value, supported=claim.supported, evidence=plain(claim.evidence))
            for claim in reason.claims
        ],
    )


def explanation(found: values.Explanation, catalogue: Catalogue) -> Explanation:
    """The answer to "why this one?"."""
    return Explanation(
        id=found.id, title=found.title, text=found.text, reasons=[reason_of(reason) for reason in found.reasons],
        without=[_without(one, catalogue) for one in found.without], rank=found.rank, ranked=found.ranked,
        notice=found.notice,
    )


def _without(one: values.Without, catalogue: Catalogue) -> Without:
    left = one.evidence
    value = _label(left.item, catalogue) if left.kind == "item" else left.facet.value if left.facet else ""
    return Without(text=one.text, kind=left.kind, value=value, rank=one.rank, rank_without=one.rank_without)


def done(reply: values.Reply, catalogue: Catalogue) -> dict[str, Any]:
    """What ends a chat turn: who, which list, what the agent did and what it now knows."""
    return {
        "session_id": reply.session.id, "recommendation_id": reply.recommendation_id, "action": reply.action,
        "text": reply.text, "preferences": preferences_of(reply.session.preferences, catalogue), "notice": reply.notice,
    }


def feedback_answer(reply: values.Reply, catalogue: Catalogue) -> FeedbackAnswer:
    """What the agent says to a button."""
    return FeedbackAnswer(
        recommendation_id=reply.recommendation_id, items=[item_of(item) for item in reply.items], notice=reply.notice,
        text=reply.text, action=reply.action, preferences=preferences_of(reply.session.preferences, catalogue),
    )


def catalogue_item(item: Item) -> CatalogueItem:
    """One row of the catalogue with everything it says."""
    return CatalogueItem(
        id=item.id, title=item.title, year=item.year, description=item.description,
        attributes={kind: list(found) for kind, found in item.attributes.items()}, numbers=dict(item.numbers),
    )


def preferences_of(preferences: Preferences, catalogue: Catalogue) -> dict[str, Any]:
    """What is known of the user; items with id and label, so that nobody must look them up."""

    def items(ids: Iterable[str]) -> list[dict[str, str]]:
        return [{"id": item, "title": _label(item, catalogue)} for item in ids]

    def facets(found: Iterable[Facet]) -> list[dict[str, str]]:
        return [{"kind": facet.kind, "value": facet.value} for facet in found]

    return {
        "liked": items(preferences.liked), "disliked": items(preferences.disliked), "seen": items(preferences.seen),
        "wanted": facets(preferences.wanted), "avoided": facets(preferences.avoided),
        "year_from": preferences.year_from, "year_to": preferences.year_to,
        "limits": [{"number": name, "from": least, "to": most} for name, least, most in preferences.limits],
        "wishes": list(preferences.wishes), "either": [facets(group) for group in preferences.either],
    }


def session_of(session: Session, catalogue: Catalogue, kept: dict[str, Any]) -> SessionAnswer:
    """Everything that is kept about a session, for the one it is about."""
    return SessionAnswer(
        session_id=session.id,
        preferences=preferences_of(session.preferences, catalogue),
        turns=[{"speaker": turn.speaker, "text": said(turn, catalogue)} for turn in session.turns],
        shown=list(session.shown),
        kept=plain(kept),
    )


def said(turn: Turn, catalogue: Catalogue) -> str:
    """A turn as plain text, items by their label."""
    return "".join(_label(piece.item, catalogue) if isinstance(piece, ItemRef) else piece for piece in turn.pieces)


def plain(value: Any) -> Any:
    """The value as JSON can hold it: tuples and frozen sets as lists, anything unknown as text."""
    return json.loads(json.dumps(value, default=_listed))


def _listed(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _label(item: str, catalogue: Catalogue) -> str:
    """An item by its label; one that left the catalogue by its id."""
    return catalogue[item].label() if item in catalogue else item
