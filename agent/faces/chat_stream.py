"""A chat turn as server-sent events, run in a thread of its own; when the listener leaves, generation stops."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import closing

from agent.faces import wire
from agent.faces.conversations import Conversations
from agent.reply import Reply
from prompts.lm import LanguageModelError

_log = logging.getLogger(__name__)


class ChatStream:
    """At most `at_once` turns at a time. `enter` takes a place; `events` gives it back when the turn is over."""

    def __init__(self, conversations: Conversations, at_once: int) -> None:
        self._conversations = conversations
        self._places = threading.BoundedSemaphore(at_once)

    def enter(self) -> bool:
        """Take a place; False where all are taken."""
        return self._places.acquire(blocking=False)

    def events(self, session_id: str, message: str, user: str | None = None) -> AsyncIterator[str]:
        """The events of one turn, begun at once: token*, items, done; or error."""
        stop = threading.Event()
        ready: asyncio.Queue[str | Reply | Exception | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def put(piece: str | Reply | Exception | None) -> None:
            try:
                loop.call_soon_threadsafe(ready.put_nowait, piece)
            except RuntimeError:  # The server shut down: nobody waits for this turn.
                stop.set()

        def work() -> None:
            try:
                with closing(self._conversations.stream(session_id, message, user=user, stop=stop)) as pieces:
                    for piece in pieces:
                        put(piece)
            except Exception as error:
                put(error)
            finally:
                self._places.release()
                put(None)

        threading.Thread(target=work, name="chat-turn", daemon=True).start()
        return self._written(ready, stop)

    async def _written(
        self, ready: asyncio.Queue[str | Reply | Exception | None], stop: threading.Event
    ) -> AsyncIterator[str]:
        try:
            while (piece := await ready.get()) is not None:
                for event in self._events_of(piece):
                    yield event
        finally:
            stop.set()

    def _events_of(self, piece: str | Reply | Exception) -> list[str]:
        if isinstance(piece, str):
            return [_event("token", {"text": piece})]
        if isinstance(piece, Reply):
            items = [wire.item_of(item).model_dump() for item in piece.items]
            return [_event("items", items), _event("done", wire.done(piece, self._conversations.agent.catalogue))]
        if isinstance(piece, LanguageModelError):
            return [_event("error", {"code": "model", "message": str(piece), "retryable": piece.retryable})]
        _log.error("a chat turn failed", exc_info=piece)
        message = "This turn failed and nothing of it was kept. Try again."
        return [_event("error", {"code": "internal", "message": message, "retryable": True})]


def _event(name: str, data: object) -> str:
    # JSON holds no line break, so one data line is enough whatever the text holds.
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
