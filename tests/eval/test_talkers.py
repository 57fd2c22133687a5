"""An answer is the same value whether the agent sits here or behind HTTP."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from agent.reply import Claim, Reason, Recommended, Reply
from agent.session import Session
from data.records import ItemRef, Turn
from eval.loopback import serving
from eval.talkers import Answer, DirectTalker, HttpTalker

CLAIM = {"kind": "year", "value": "1995", "supported": True, "evidence": {"item": "heat"}}
LISTED = [{"id": "heat", "title": "Heat", "score": 1.0, "reasons": [{"text": "It is from 1995.", "claims": [CLAIM]}]}]


class _Agent:
    def reply(self, session: Session, message: str) -> Reply:
        if message == "crash":
            raise KeyError("gone")
        claim = Claim("year", "1995", True, {"item": "heat"})
        items = (Recommended("heat", "Heat", 1.0, (Reason("It is from 1995.", (claim,)),)),)
        told = session.showing(["heat"]).said(Turn("agent", ("How about ", ItemRef("heat"))))
        return Reply("How about Heat?", "recommend", items, "r1", told)

    def feedback(self, session: Session, item: str, kind: str) -> Reply:
        return Reply("Noted.", "chat", (), "r2", session)


async def _api(scope: Any, receive: Any, send: Any) -> None:
    """A stand-in of the API's wire form, as small as can be."""
    if scope["type"] != "http":
        return
    body = json.loads((await receive())["body"])
    status, kind = 200, b"text/event-stream"
    message = body.get("message")
    if message == "crash":
        status, text = 500, "oops"
    elif message == "too long":
        status, text = 422, "shorter please"
    elif message == "break":
        text = 'event: token\ndata: {"text": "How"}\n\nevent: error\ndata: {"code": "model", "message": "gone"}\n\n'
    elif message is None:
        kind, text = b"application/json", json.dumps({"text": "Noted.", "action": "chat", "items": []})
    else:
        done = json.dumps({"action": "recommend", "session_id": body["session_id"]})
        text = (
            'event: token\ndata: {"text": "How about "}\n\nevent: token\ndata: {"text": "Heat?"}\n\n'
            f"event: items\ndata: {json.dumps(LISTED)}\n\nevent: done\ndata: {done}\n\n"
        )
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
    await send({"type": "http.response.body", "body": text.encode()})


def test_both_ways_give_the_same_answer() -> None:
    direct = DirectTalker(_Agent())
    direct.begin("s")
    with serving(_api) as url, httpx.Client(base_url=url, trust_env=False) as client:
        remote = HttpTalker(client)
        remote.begin("s")
        here, there = direct.say("hi"), remote.say("hi")
        assert remote.press("like", "heat").text == direct.press("like", "heat").text == "Noted."
        assert remote.say("too long") == Answer(refused="shorter please")
        assert remote.say("crash").failed.startswith("HTTP 500")
        assert "gone" in remote.say("break").failed
        assert remote.say("half a pair \ud83d").action == "recommend"
    for name in ("text", "action", "items", "titles", "claims"):
        assert getattr(here, name) == getattr(there, name), name


def test_a_crash_is_an_answer_and_leaves_the_session_as_it_was() -> None:
    talker = DirectTalker(_Agent())
    talker.begin("s")
    assert talker.say("hi").said == ("heat",)
    assert talker.say("crash").failed == "KeyError: 'gone'"
    assert talker.say("hi").shown == {"heat"}
    talker.begin("other")
    assert talker.say("hi").shown == frozenset()


def test_a_server_that_went_away_is_an_answer_that_failed() -> None:
    with serving(_api) as url:
        pass
    with httpx.Client(base_url=url, trust_env=False) as client:
        assert HttpTalker(client).say("hi").failed.startswith("ConnectError")


def test_a_server_that_cannot_start_is_reported() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError(scope["type"])

    with serving(broken) as url, httpx.Client(base_url=url, trust_env=False) as client:
        assert client.get("/").status_code == 500
    with pytest.raises(httpx.ConnectError), httpx.Client(base_url=url, trust_env=False) as client:
        client.get("/")
