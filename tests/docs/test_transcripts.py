"""The ten conversations: the page is of them, and the chat without the page leads to the film that is looked for."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from agent.build import build_agent
from agent.session import Session
from data.store import Store

ROOT = Path(__file__).parents[2]
KINDS = {"Like": "like", "Dislike": "dislike", "Seen it": "seen", "Why?": "why"}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("transcripts", ROOT / "docs" / "transcripts.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["transcripts"] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_is_of_the_ten_conversations() -> None:
    command = [sys.executable, "docs/transcripts.py", "--check"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_every_person_greets_refuses_and_some_press_buttons(script: ModuleType) -> None:
    told = script.conversations()
    pressed = [one.title for one in told if any(isinstance(said, script.Press) for said in one.messages)]
    assert len(pressed) >= 2
    assert all(len(one.messages) >= 6 for one in told)


@pytest.mark.parametrize("number", [1, 7, 9])
def test_the_chat_alone_leads_to_the_film_that_is_looked_for(script: ModuleType, number: int) -> None:
    store = Store.open(ROOT / "demo" / "store")
    agent, told = build_agent(store, None, None), script.conversations()[number - 1]
    judge, session = script.Judge(told, store.catalogue), Session("transcript")
    for message in told.messages:
        if isinstance(message, str):
            reply, words = agent.reply(session, message), message
        else:
            item = session.last_list[message.place - 1]
            reply, words = agent.feedback(session, item, KINDS[message.button]), message.button
        listed = tuple((store.catalogue[item.id].label(), "") for item in reply.items)
        judge.take(script.Turn(words, reply.text, listed), session)
        session = reply.session
    judge.close()


def test_a_film_that_was_refused_may_not_come_back(script: ModuleType) -> None:
    catalogue = Store.open(ROOT / "demo" / "store").catalogue
    heat, big = (next(item for item in catalogue if item.title == title) for title in ("Heat", "Big"))
    refused = Session("s", refused=(heat.id, big.id))
    judge = script.Judge(script.Told("Talk", big.label(), ("hi",)), catalogue)
    judge.take(script.Turn("hi", "How about Big?", ((big.label(), ""),)), refused)
    judge.close()
    with pytest.raises(script.TranscriptError, match=r"'Talk', 'hi': the list brings back Heat \(1995\)"):
        judge.take(script.Turn("hi", "How about Heat?", ((heat.label(), ""),)), refused)
    with pytest.raises(script.TranscriptError, match="the answer is empty"):
        judge.take(script.Turn("hi", " "), refused)


def test_a_conversation_ends_with_its_film(script: ModuleType) -> None:
    catalogue = Store.open(ROOT / "demo" / "store").catalogue
    judge = script.Judge(script.Told("Talk", "Big (1988)", ("hi",)), catalogue, [script.Turn("hi", "Enjoy Big!")])
    with pytest.raises(script.TranscriptError, match=r"Big \(1988\) was in no list"):
        judge.close()
    judge.turns = [script.Turn("hi", "Big?", (("Big (1988)", ""),)), script.Turn("ok", "Enjoy Heat!")]
    with pytest.raises(script.TranscriptError, match=r"'Talk' ends without Big \(1988\): 'Enjoy Heat!'"):
        judge.close()


def test_a_page_of_other_messages_is_refused(script: ModuleType) -> None:
    told = (script.Told("Talk", "Big (1988)", ("hi *you*",)),)
    turns = [script.Turn("hi *you*", "Enjoy Big!", (("Big (1988)", "It is [fine]."),), (0.5, 1.0))]
    text = script.page(told, [turns])
    assert r"\[fine\]" in text and "0.50 seconds to the first words, 1.00 seconds" in text
    script.compare(text, told)
    with pytest.raises(script.TranscriptError, match="'Talk': other messages than in the toml"):
        script.compare(text, (script.Told("Talk", "Big (1988)", ("hello",)),))
    with pytest.raises(script.TranscriptError, match="conversation 1: not 'Walk'"):
        script.compare(text, (script.Told("Walk", "Big (1988)", ("hi *you*",)),))
    with pytest.raises(script.TranscriptError, match="holds 0 conversations, not 1"):
        script.compare("", told)
