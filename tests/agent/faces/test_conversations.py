"""`agent/faces/conversations.py`: turns in a row, sessions apart, nothing kept of what was not finished."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.agent import Agent
from agent.build import build_agent
from agent.faces.conversations import Conversations, NotReadyError, new_session_id
from agent.reply import Reply
from agent.sessions import Sessions
from data.records import Item
from data.store import write_store
from prompts.lm import ScriptedLM

FILMS = [
    Item(f"film-{number}", f"{name} Harbour", 1990 + number, "Boats.", {"genre": ("Drama",)})
    for number, name in enumerate(("Silent", "Golden", "Broken", "Distant", "Hidden", "Crimson", "Burning", "Paper"))
]


@pytest.fixture
def agent(tmp_path: Path) -> Agent:
    return build_agent(write_store(tmp_path / "films", FILMS, name="films", source="test"), ScriptedLM(), None)


@pytest.fixture
def conversations(agent: Agent, tmp_path: Path) -> Conversations:
    return Conversations(agent, Sessions(tmp_path / "sessions.db"))


def said(conversations: Conversations, session: str, message: str) -> Reply:
    *_, reply = conversations.stream(session, message)
    assert isinstance(reply, Reply)
    return reply


def test_a_turn_is_kept_with_its_list(conversations: Conversations) -> None:
    reply = said(conversations, "s", "I loved Silent Harbour")
    kept = conversations.session("s")
    assert kept == reply.session and kept is not None and kept.preferences.liked == ("film-0",)
    assert conversations.sessions.export("s")["recommendations"][0]["items"] == [item.id for item in reply.items]
    assert [item.id for item in conversations.listed(kept)] == [item.id for item in reply.items]


def test_a_turn_that_is_left_early_leaves_the_session_as_it_was(conversations: Conversations) -> None:
    before = said(conversations, "s", "I loved Silent Harbour").session
    turn = conversations.stream("s", "I loved Golden Harbour")
    next(turn)
    turn.close()
    assert conversations.session("s") == before
    stop = threading.Event()
    stop.set()
    assert not any(isinstance(piece, Reply) for piece in conversations.stream("s", "I loved it", stop=stop))
    assert conversations.session("s") == before


def test_turns_of_one_session_follow_one_another(conversations: Conversations) -> None:
    titles = [item.title for item in FILMS]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda title: said(conversations, "s", f"I loved {title}"), titles))
    kept = conversations.session("s")
    assert kept is not None and set(kept.preferences.liked) == {item.id for item in FILMS}


def test_one_session_does_not_wait_for_another(conversations: Conversations) -> None:
    slow = conversations.stream("slow", "Hello")
    next(slow)
    assert said(conversations, "quick", "Hello").session.id == "quick"
    slow.close()


def test_who_waits_for_a_turn_can_leave(conversations: Conversations) -> None:
    first = conversations.stream("s", "Hello")
    next(first)
    stop = threading.Event()
    threading.Timer(0.05, stop.set).start()
    begun = time.monotonic()
    assert list(conversations.stream("s", "Hello", stop=stop)) == []
    assert time.monotonic() - begun < 2
    first.close()


def test_feedback_of_another_session_changes_nothing(conversations: Conversations) -> None:
    made = said(conversations, "s", "I loved Silent Harbour").recommendation_id
    with pytest.raises(ValueError, match="not made in session"):
        conversations.feedback("thief", "film-1", "like", recommendation_id=made)
    assert conversations.session("thief") is None
    with pytest.raises(KeyError, match="nowhere"):
        conversations.feedback("s", "nowhere", "like")


def test_entries_are_dropped_and_sessions_forgotten(conversations: Conversations) -> None:
    said(conversations, "s", "I loved Silent Harbour")
    changed = conversations.drop("s", {"liked:film-0"})
    assert changed is not None and changed.preferences.is_empty() and conversations.session("s") == changed
    assert conversations.drop("nobody", {"liked:film-0"}) is None
    conversations.forget("s")
    assert conversations.session("s") is None and conversations.sessions.export("s")["recommendations"] == []


def test_an_agent_that_loads_is_waited_for(agent: Agent) -> None:
    loading: Future[Agent] = Future()
    conversations = Conversations(loading, Sessions(":memory:"))
    with pytest.raises(NotReadyError, match="still loading"):
        conversations.wait(0.01)
    threading.Timer(0.05, loading.set_result, (agent,)).start()
    assert conversations.wait(5) is agent


def test_session_ids_cannot_be_guessed() -> None:
    ids = {new_session_id() for _ in range(100)}
    assert len(ids) == 100 and min(map(len, ids)) >= 20
