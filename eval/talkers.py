"""One way to talk to an agent, be it in this process or behind the HTTP API, and what it answered as one value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from agent.reply import Reply
from agent.session import Preferences, Session


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim as it left the agent."""

    kind: str
    value: str
    supported: bool
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `failed` is the error where nothing did; `refused` the sentence of a polite refusal.

    `titles` are the titles shown for `items`, `notice` says what could not be taken into account. What the agent says
    it knows (`preferences`, `refusals`, `shown` before this answer) is there where the agent sits in this process.
    """

    text: str = ""
    action: str = ""
    items: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    claims: tuple[Stated, ...] = ()
    said: tuple[str, ...] = ()
    preferences: Preferences | None = None
    refusals: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    refused: str = ""
    failed: str = ""
    notice: str = ""


class Talker(Protocol):
    """Holds one conversation at a time."""

    def begin(self, session_id: str) -> None:
        """Forget the conversation before and start one with a fresh session id."""

    def say(self, text: str) -> Answer:
        """One turn."""

    def press(self, kind: str, item: str) -> Answer:
        """A feedback button: like, dislike, seen or why."""


class Talks(Protocol):
    """All that a direct talk needs of an agent."""

    def reply(self, session: Session, message: str) -> Reply:
        """One turn."""

    def feedback(self, session: Session, item: str, kind: Any) -> Reply:
        """What a button does."""


class DirectTalker:
    """Talks to an agent in this process."""

    def __init__(self, agent: Talks) -> None:
        self._agent = agent
        self._session = Session("")

    def begin(self, session_id: str) -> None:
        self._session = Session(session_id)

    def say(self, text: str) -> Answer:
        return self._answer(lambda: self._agent.reply(self._session, text))

    def press(self, kind: str, item: str) -> Answer:
        return self._answer(lambda: self._agent.feedback(self._session, item, kind))

    def _answer(self, ask: Any) -> Answer:
        shown = frozenset(self._session.shown)
        try:
            reply: Reply = ask()
        except Exception as error:  # noqa: BLE001 - whatever escapes the agent is what is counted here
            return Answer(failed=f"{type(error).__name__}: {error}", shown=shown)
        self._session = reply.session
        last = reply.session.turns[-1] if reply.session.turns else None
        return Answer(
            reply.text, reply.action, tuple(item.id for item in reply.items), tuple(item.title for item in reply.items),
            tuple(
                Stated(claim.kind, claim.value, claim.supported, claim.evidence)
                for item in reply.items for reason in item.reasons for claim in reason.claims
            ),
            last.items() if last is not None and last.speaker == "agent" else (),
            reply.session.preferences, frozenset(reply.session.refused), shown, notice=reply.notice or "",
        )


class HttpTalker:
    """Talks to a running API. `client` is an httpx client (or starlette's test client) with its base URL set."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._id = ""

    def begin(self, session_id: str) -> None:
        self._id = session_id

    def say(self, text: str) -> Answer:
        body = json.dumps({"message": text, "session_id": self._id})
        try:
            response = self._client.post("/v1/chat", content=body, headers={"content-type": "application/json"})
        except _unanswered() as error:
            return Answer(failed=f"{type(error).__name__}: {error}")
        if refusal := _refusal(response):
            return refusal
        events = _events(response.text)
        if "error" in events or "done" not in events:
            return Answer(failed=f"the stream ended with {str(events.get('error', 'no done event'))[:200]}")
        done = events["done"][-1]
        text = done.get("text") or "".join(token.get("text", "") for token in events.get("token", ()))
        return _wired(text, done.get("action", ""), events.get("items", [[]])[-1], done.get("notice") or "")

    def press(self, kind: str, item: str) -> Answer:
        response = self._client.post("/v1/feedback", json={"session_id": self._id, "item": item, "kind": kind})
        if refusal := _refusal(response):
            return refusal
        found = response.json()
        return _wired(found["text"], found["action"], found["items"])


def _unanswered() -> type[Exception]:
    import httpx

    return httpx.TransportError


def _refusal(response: Any) -> Answer | None:
    if response.status_code >= 500:
        return Answer(failed=f"HTTP {response.status_code}: {response.text[:200]}")
    return Answer(refused=response.text[:500]) if response.status_code >= 400 else None


def _events(stream: str) -> dict[str, list[Any]]:
    """Server-sent events by name, each with the JSON of its data lines."""
    found: dict[str, list[Any]] = {}
    for block in stream.split("\n\n"):
        lines = [line.partition(": ") for line in block.split("\n")]
        name = next((value for key, _, value in lines if key == "event"), "message")
        if data := "".join(value for key, _, value in lines if key == "data"):
            found.setdefault(name, []).append(json.loads(data))
    return found


def _wired(text: str, action: str, items: list[dict[str, Any]], notice: str = "") -> Answer:
    """An answer off the wire. Other systems need not state actions, reasons or notices, nor both ids and titles."""
    claims = tuple(
        Stated(claim["kind"], claim["value"], claim["supported"], claim["evidence"])
        for item in items for reason in item.get("reasons", ()) for claim in reason["claims"]
    )
    ids, titles = (tuple(str(item.get(name, "")) for item in items) for name in ("id", "title"))
    return Answer(text, action, ids, titles, claims, notice=notice)
