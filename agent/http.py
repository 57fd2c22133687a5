"""The HTTP API over an agent: recommend, explain, chat as server-sent events, feedback, items, sessions.

Every refusal is `{"code", "message", "near"}` with a sentence that says what to do. /openapi.json describes it all.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Response
from fastapi.responses import StreamingResponse

from agent.faces import wire
from agent.faces.chat_stream import ChatStream
from agent.faces.conversations import Conversations, new_session_id
from agent.faces.explain_routes import explaining
from agent.faces.guard import Guard
from agent.faces.item_routes import growing
from agent.faces.items import find_items
from agent.faces.refusals import RefusedError, answer_refusals, refusing, unknown_item
from agent.faces.requests import MOST_ITEMS, ChatRequest, FeedbackRequest, RecommendRequest
from agent.faces.user_routes import of_users
from agent.live import LiveCatalogue
from agent.reading.naming import UnknownItemError


def create_api(conversations: Conversations, *, at_once: int = 8) -> FastAPI:
    """The API of one set of conversations; `at_once` chats stream at the same time, further ones get 429."""
    live = LiveCatalogue(conversations)

    @asynccontextmanager
    async def watched(api: FastAPI) -> AsyncIterator[None]:
        with live.watching():
            yield

    api = FastAPI(
        title="promptrec",
        version="1",
        description=__doc__,
        docs_url=None,  # Swagger's page would fetch its script from a network that need not be there.
        redoc_url=None,
        lifespan=watched,
        responses={status: {"model": wire.Problem} for status in (413, 422, 503)},
    )
    api.include_router(_health(conversations))
    api.include_router(_recommending(conversations), prefix="/v1", tags=["recommend"])
    api.include_router(explaining(conversations), prefix="/v1", tags=["recommend"])
    api.include_router(growing(live), prefix="/v1", tags=["recommend"])
    api.include_router(_chatting(conversations, at_once), prefix="/v1", tags=["chat"])
    api.include_router(_sessions(conversations), prefix="/v1", tags=["sessions"])
    api.include_router(of_users(conversations), prefix="/v1", tags=["users"])
    answer_refusals(api)
    api.add_middleware(Guard)
    return api


def _health(conversations: Conversations) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    def alive() -> dict[str, str]:
        """Whether the process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    def ready() -> dict[str, Any]:
        """Whether model and index are loaded; 503 until then."""
        return {"status": "ready", "items": len(conversations.agent.catalogue)}

    return router


def _recommending(conversations: Conversations) -> APIRouter:
    router = APIRouter()

    @router.post("/recommend", responses={404: {"model": wire.Problem}})
    def recommend(asked: RecommendRequest) -> wire.Recommendation:
        """At most k distinct catalogue items, none of them named in the request, each with reasons."""
        with refusing():
            found = conversations.agent.recommend(
                likes=asked.likes, dislikes=asked.dislikes, history=asked.history, filters=asked.filters or None,
                k=asked.k, user=asked.user, words=asked.words,
            )
        return wire.recommendation(secrets.token_hex(8), found.items, found.notice)

    @router.get("/items")
    def items(
        q: Annotated[str, Query(max_length=200, description="words of a title, a person, a genre ...")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = 20,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> wire.ItemPage:
        """Look up the catalogue."""
        found = find_items(conversations.agent.catalogue, q)
        page = [wire.catalogue_item(item) for item in found[offset : offset + limit]]
        return wire.ItemPage(total=len(found), offset=offset, items=page)

    return router


def _chatting(conversations: Conversations, at_once: int) -> APIRouter:
    router = APIRouter()
    stream = ChatStream(conversations, at_once)

    @router.post("/chat", response_class=StreamingResponse, responses=_CHAT_RESPONSES)
    async def chat(asked: ChatRequest) -> StreamingResponse:
        """One turn as server-sent events: `token` {"text"}, then `items` (the list), then `done`; or `error`."""
        conversations.agent  # noqa: B018  (refuses while it loads)
        if asked.session_id is not None and not conversations.owned(asked.session_id, asked.user):
            raise RefusedError(409, "other_user", "This session is another user's; leave session_id out to begin one.")
        if not stream.enter():
            raise RefusedError(429, "busy", f"{at_once} chats are running already; try again in a moment.", retry=True)
        events = stream.events(asked.session_id or new_session_id(), asked.message, asked.user)
        return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    @router.post("/feedback", responses={404: {"model": wire.Problem}})
    def feedback(asked: FeedbackRequest) -> wire.FeedbackAnswer:
        """Like, dislike or mark as seen one item, or ask why it was recommended."""
        agent = conversations.agent
        if asked.item not in agent.catalogue:
            raise unknown_item(UnknownItemError(asked.item, agent.catalogue))
        try:
            reply = conversations.feedback(
                asked.session_id, asked.item, asked.kind, recommendation_id=asked.recommendation_id
            )
        except ValueError as error:
            raise RefusedError(422, "invalid", str(error)) from error
        return wire.feedback_answer(reply, agent.catalogue)

    return router


def _sessions(conversations: Conversations) -> APIRouter:
    router = APIRouter()

    @router.get("/sessions/{session_id:path}", responses={404: {"model": wire.Problem}})
    def known(session_id: str) -> wire.SessionAnswer:
        """What do you know about me: everything that is kept of a session."""
        catalogue = conversations.agent.catalogue
        session = conversations.session(session_id)
        if session is None:
            raise RefusedError(404, "unknown_session", "There is no session of this id; a chat message begins one.")
        return wire.session_of(session, catalogue, conversations.sessions.export(session_id))

    @router.delete("/sessions/{session_id:path}", status_code=204)
    def forget(session_id: str) -> Response:
        """Forget me: everything that is kept of a session is erased. Also fine where nothing is kept."""
        conversations.forget(session_id)
        return Response(status_code=204)

    return router


_CHAT_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/event-stream": {
                "example": 'event: token\ndata: {"text": "How about "}\n\nevent: items\ndata: []\n\n'
                'event: done\ndata: {"session_id": "s1", "recommendation_id": "r1", "action": "ask"}\n\n'
            }
        }
    },
    409: {"model": wire.Problem},
    429: {"model": wire.Problem},
}
