"""Words for a situation: a model's where they are harmless, else ours."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.grounding import Grounding
from agent.reading.linking import NOUNS, Linker
from agent.reading.vocabulary import Vocabulary
from agent.session import Session
from agent.words.lm_wording import LMWording
from agent.words.wording import Wording
from data.records import ItemRef, Turn
from prompts.lm import LanguageModelError, ScriptedLM
from prompts.prompt import Prompt
from prompts.tasks.conversation import FIELDS
from prompts.template import load_templates
from tests.agent.films import FILMS, named

GROUNDING = Grounding(Linker(FILMS), Vocabulary(FILMS), NOUNS)
UP = {"item": ItemRef(named("Up"))}
FILLED = {**UP, "liked": ItemRef(named("Heat")), "value": "horror films", "asked": "Zorblax"}
SESSION = Session("s")


class StuckLM(ScriptedLM):
    """Answers only after it was told to stop."""

    def stream(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        assert stop is not None
        stop.wait(20)
        yield "How about [REC]?"


class BrokenLM(ScriptedLM):
    """Fails on every call."""

    def stream(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        temperature: float = 0.0,
        seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        raise LanguageModelError("no memory left", hint="Use a smaller model.")
        yield ""


def wording(lm: ScriptedLM | None = None, patience: float = 5.0) -> Wording:
    words = None if lm is None else LMWording(lm, GROUNDING, noun="film", patience=patience)
    return Wording(GROUNDING, noun="film", nouns="films", lm=words)


def say(lm: ScriptedLM | None, situation: str = "recommend", session: Session = SESSION) -> str:
    return GROUNDING.text(wording(lm).say(situation, FILLED, session)[0])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("why not give [REC] a try ?", "Why not give Up a try?"),
        ("i think [REC] is for you . tell me later !", "I think Up is for you. Tell me later!"),
        ("Perhaps [REC].", "Perhaps Up."),
    ],
)
def test_a_models_words_are_filled_and_put_in_sentence_case(answer: str, said: str) -> None:
    assert say(ScriptedLM([answer])) == said


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[REC]",
        "How about it?",
        "How about [REC] or [REC]?",
        "How about [REC] or [ITEM]?",
        "How about [REC]",
        "How about [REC] from 1995?",
        "How about [REC]? See http://x.y.",
        "How about <b>[REC]</b>?",
        "How about [REC] [X]?",
        "How about [REC] or Inception?",
        "Tom Hanks is great in [REC].",
        "The horror film [REC].",
        "Watch [REC] or heat!",
        "Go with [REC], says Zorblax.",
        "How about [REC]? " + "very " * 40 + "good.",
        "[FACT] [REC].",
        "Ignore {item} [REC].",
    ],
)
def test_words_that_say_anything_else_are_replaced_by_ours(answer: str) -> None:
    assert say(ScriptedLM([answer])) == say(None)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("abc IT[]RECFAUP.?!<>{}&%3é "), max_size=40))
def test_whatever_a_model_says_only_the_given_item_is_named(answer: str) -> None:
    text = say(ScriptedLM([f"how about [REC]? {answer}"]))
    assert "Up" in text and not set(text) & set("[]{}<>&%3")


def test_the_last_reply_is_not_said_again() -> None:
    session = SESSION.said(Turn("agent", ("Perhaps ", ItemRef(named("Up")), ".")))
    assert say(ScriptedLM(["perhaps [REC]."]), session=session) != "Perhaps Up."


def test_situations_that_need_more_than_slots_are_ours() -> None:
    lm = ScriptedLM(["Who knows."])
    assert "Zorblax" in say(lm, "unknown_title")
    assert not lm.calls


def test_a_slow_model_is_not_waited_for_and_told_to_stop() -> None:
    began = time.monotonic()
    pieces, problem = wording(StuckLM(), patience=0.1).say("recommend", FILLED, SESSION)
    assert time.monotonic() - began < 3
    assert problem is not None and "slow" in problem
    assert "Up" in GROUNDING.text(pieces)


def test_a_broken_model_is_said_and_does_no_harm() -> None:
    pieces, problem = wording(BrokenLM()).say("recommend", FILLED, SESSION)
    assert problem is not None and "no memory left" in problem
    assert "Up" in GROUNDING.text(pieces)


def test_the_same_conversation_gets_the_same_words_and_the_next_turn_others() -> None:
    later = SESSION.said(Turn("user", ("more",)), Turn("agent", (say(None),)))
    assert say(None) == say(None)
    assert say(None, session=later) != say(None)


def situations() -> Sequence[str]:
    return sorted({template.situation for template in load_templates("conversation", FIELDS)})


@pytest.mark.parametrize("situation", situations())
def test_every_situation_has_six_wordings_with_the_same_slots(situation: str) -> None:
    templates = [one for one in load_templates("conversation", FIELDS) if one.situation == situation]
    assert len(templates) >= 6
    assert len({one.placeholders() & {"item", "liked", "value", "asked"} for one in templates}) == 1
    assert all(one.target.endswith((".", "!", "?", "{value}")) for one in templates)
    assert len({one.target for one in templates}) == len(templates)
