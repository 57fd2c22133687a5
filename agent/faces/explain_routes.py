"""The explanation route: why an item suits a taste, or why each of many does, streamed as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from agent.faces import wire
from agent.faces.conversations import Conversations
from agent.faces.refusals import refusing
from agent.faces.requests import ExplainRequest
from agent.reply import Explanation
from data.catalogue import Catalogue

_LINES = "application/x-ndjson"
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": wire.Explanation, "content": {_LINES: {"example": '{"id": "heat-1995", "title": "Heat", ...}\n'}}},
    404: {"model": wire.Problem},
}


def explaining(conversations: Conversations) -> APIRouter:
    """The route over the agent of some conversations."""
    router = APIRouter()

    @router.post("/explain", response_model=None, responses=_ANSWERS)
    def explain(asked: ExplainRequest) -> wire.Explanation | StreamingResponse:
        """Why an item suits a taste: text, claims with their evidence, and what would change the answer.

        With `items` in place of `item` the answer is a stream of JSON lines, one an item in their order, for far less
        than one request each.
        """
        agent = conversations.agent
        taste = {
            "likes": asked.likes, "dislikes": asked.dislikes, "history": asked.history,
            "filters": asked.filters or None, "user": asked.user, "words": asked.words, "style": asked.style,
        }  # fmt: skip
        with refusing():
            if asked.item is None:
                found = agent.explain_many(asked.items, **taste)  # type: ignore[arg-type]
                return StreamingResponse(_lines(found, agent.catalogue), media_type=_LINES)
            said = agent.explain(asked.item, versus=asked.versus, **taste)  # type: ignore[arg-type]
        return wire.explanation(said, agent.catalogue)

    return router


def _lines(found: Iterator[Explanation], catalogue: Catalogue) -> Iterator[str]:
    for one in found:
        yield wire.explanation(one, catalogue).model_dump_json() + "\n"
