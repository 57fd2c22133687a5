"""Over a real connection: a listener that leaves stops the server, and an address where nobody is says so."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from data.catalogue import Catalogue
from data.records import Item, ItemRef
from prompts.lm import LanguageModelError
from prompts.prompt import Message, Prompt
from prompts.remote_lm import Limits, RemoteLM

CATALOGUE = Catalogue([Item("a", "12 Angry Men", 1957)])
PROMPT = Prompt((Message("user", ("I like ", ItemRef("a"))),))
FAST = Limits(pause=0.0)


def delta(text: str) -> str:
    return "data: " + json.dumps({"choices": [{"delta": {"content": text}}]})


class Loopback:
    """A real server on this machine that streams words for as long as somebody listens."""

    def __init__(self) -> None:
        self.left = threading.Event()
        self.sent = 0
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> StreamingResponse:
            most = (await request.json())["max_tokens"]
            return StreamingResponse(self._words(most), media_type="text/event-stream")

        self.socket = socket.create_server(("127.0.0.1", 0))
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()

    async def _words(self, most: int) -> AsyncIterator[str]:
        try:
            for number in range(most):
                self.sent += 1
                yield delta(f"w{number} ") + "\n\n"
                await asyncio.sleep(0.001)
            yield "data: [DONE]\n\n"
        finally:
            self.left.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    with closing(Loopback()) as server:
        yield server


@pytest.mark.parametrize("way", ["read", "close", "stop"])
def test_over_a_real_connection_a_listener_that_leaves_stops_the_server(loopback: Loopback, way: str) -> None:
    loopback.left.clear()
    loopback.sent = 0
    stop = threading.Event()
    with closing(RemoteLM(loopback.address, "m", CATALOGUE)) as lm:
        stream = lm.stream(PROMPT, max_new_tokens=5 if way == "read" else 100_000, stop=stop)
        assert next(stream) == "w0 "
        if way == "close":
            stream.close()  # type: ignore[attr-defined]
        elif way == "stop":
            stop.set()
        rest = list(stream)
    assert loopback.left.wait(10)
    assert rest == (["w1 ", "w2 ", "w3 ", "w4 "] if way == "read" else [])
    assert loopback.sent < 5_000


def test_nobody_at_the_address_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    began = time.monotonic()
    with closing(RemoteLM(f"http://127.0.0.1:{port}/v1", "m", CATALOGUE, limits=FAST)) as lm:
        with pytest.raises(LanguageModelError, match=f"127.0.0.1:{port}/v1/? does not answer"):
            lm.generate([PROMPT], max_new_tokens=1)
    assert time.monotonic() - began < 5
