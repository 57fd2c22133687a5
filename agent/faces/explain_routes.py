"""The explanation route: why an item suits a taste, or why each of many does, streamed as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from agent.faces import wire
from agent.faces.conversations import Conversations
from agent.faces.refusals import RefusedError, unknown_item
from agent.faces.requests import ExplainRequest
from agent.finding.histories import UnknownUserError
from agent.reading.naming import UnknownItemError
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
        try:
            if asked.item is None:
                found = agent.explain_many(asked.items, **taste)  # type: ignore[arg-type]
                return StreamingResponse(_lines(found, agent.catalogue), media_type=_LINES)
            said = agent.explain(asked.item, versus=asked.versus, **taste)  # type: ignore[arg-type]
        except UnknownUserError as error:
            raise RefusedError(404, "unknown_user", str(error), near=error.near) from error
        except UnknownItemError as error:
            raise unknown_item(error) from error
        except ValueError as error:
            raise RefusedError(422, "invalid", str(error)) from error
        return wire.explanation(said, agent.catalogue)

    return router


def _lines(found: Iterator[Explanation], catalogue: Catalogue) -> Iterator[str]:
    for one in found:
        yield wire.explanation(one, catalogue).model_dump_json() + "\n"
