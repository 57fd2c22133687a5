"""A chat turn as events: what a failure tells, and what a listener who leaves brings about, over a real socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any, cast

import httpx
from fastapi.testclient import TestClient

from agent.agent import Agent
from agent.faces.conversations import Conversations
from agent.http import create_api
from agent.reply import Reply
from agent.session import Session
from agent.sessions import Sessions
from data.catalogue import Catalogue
from data.records import Item
from eval.loopback import serving

FILMS = [Item("heat", "Heat", 1995)]


class EndlessAgent:
    """Talks until it is told to stop, which no real agent does: what a listener who leaves must bring about."""

    def __init__(self) -> None:
        self.catalogue = Catalogue(FILMS)
        self.talking, self.stopped = threading.Event(), threading.Event()

    def stream(self, session: Session, message: str, *, stop: threading.Event | None = None) -> Iterator[str | Reply]:
        assert stop is not None
        self.talking.set()
        while not stop.wait(0.01):
            yield "and "
        self.stopped.set()


class FailingAgent(EndlessAgent):
    def stream(self, session: Session, message: str, *, stop: threading.Event | None = None) -> Iterator[str | Reply]:
        yield "half a "
        raise RuntimeError("a secret of the machine room")


def endless(agent: EndlessAgent, **options: Any) -> Any:
    return create_api(Conversations(cast(Agent, agent), Sessions(":memory:")), **options)


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_failing_turn_ends_with_an_error_that_tells_no_secret() -> None:
    with TestClient(endless(FailingAgent())) as client:
        found = events(client.post("/v1/chat", json={"message": "Hello", "session_id": "s"}).text)
    assert [name for name, _ in found] == ["token", "error"]
    assert set(found[-1][1]) >= {"code", "message"} and "secret" not in found[-1][1]["message"]


def test_generation_stops_when_the_listener_leaves_and_its_place_is_free_again() -> None:
    agent = EndlessAgent()
    with serving(endless(agent, at_once=1)) as url, httpx.Client(base_url=url, trust_env=False) as client:
        with client.stream("POST", "/v1/chat", json={"message": "talk"}) as answer:
            text = answer.iter_text()
            assert next(text)
            busy = client.post("/v1/chat", json={"message": "me too"})
            assert busy.status_code == 429 and int(busy.headers["retry-after"]) > 0
            assert not agent.stopped.is_set()
        assert agent.stopped.wait(5)
        with client.stream("POST", "/v1/chat", json={"message": "again"}) as answer:
            assert answer.status_code == 200
