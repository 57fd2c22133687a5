"""Streaming says what generating says, stops when nobody listens, and hands errors on."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from data.synthetic import World
from prompts.generation import Detokeniser, Stream, tidy
from prompts.prompt import Prompt
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import KINDS, byte_level, prompted, word_piece

PROMPT = Prompt.of("hello")


class Counted:
    """Counts the forward calls of an LM."""

    def __init__(self, lm: Any) -> None:
        self.calls = 0
        self._hook = lm.register_forward_pre_hook(self._count, with_kwargs=True)

    def _count(self, *_: object) -> None:
        self.calls += 1

    def close(self) -> None:
        self._hook.remove()


@pytest.fixture(params=KINDS)
def lm(request: pytest.FixtureRequest, world: World) -> PromptedLM:
    lm = prompted(request.param, world.catalogue, positions=400)
    lm._ends = frozenset([lm.encoder.pad])  # never said, so an answer is as long as it may be
    return lm


@pytest.fixture
def counted(lm: PromptedLM) -> Iterator[Counted]:
    with closing(Counted(lm.lm)) as counter:
        yield counter


def generating() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "generate"]


def test_closing_the_iterator_ends_the_thread_within_a_token(lm: PromptedLM, counted: Counted) -> None:
    stream = lm.stream(PROMPT, max_new_tokens=150)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    seen = counted.calls
    assert seen < 150 and generating() == [] and counted.calls == seen


def test_a_listener_that_is_forgotten_ends_the_thread_too(lm: PromptedLM, counted: Counted) -> None:
    stream = lm.stream(PROMPT, max_new_tokens=150)
    next(stream)
    del stream
    gc.collect()
    assert counted.calls < 150 and generating() == []


def test_stop_ends_generation_within_a_token(lm: PromptedLM) -> None:
    stop = threading.Event()
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            stop.set()

    hook = lm.lm.register_forward_pre_hook(count, with_kwargs=True)
    list(lm.stream(PROMPT, max_new_tokens=150, stop=stop))
    hook.remove()
    assert calls == 5 and generating() == []


def test_a_stop_that_is_set_already_ends_after_one_token(lm: PromptedLM, counted: Counted) -> None:
    stop = threading.Event()
    stop.set()
    list(lm.stream(PROMPT, max_new_tokens=150, stop=stop))
    assert counted.calls == 1


def test_the_listeners_own_event_is_left_as_it_is(lm: PromptedLM) -> None:
    stop = threading.Event()
    list(lm.stream(PROMPT, max_new_tokens=4, stop=stop))
    assert not stop.is_set()


def test_nothing_runs_before_somebody_listens(lm: PromptedLM, counted: Counted) -> None:
    lm.stream(PROMPT, max_new_tokens=5)
    assert counted.calls == 0 and generating() == []


def test_an_error_while_generating_reaches_the_listener(lm: PromptedLM) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of memory")

    hook = lm.lm.register_forward_pre_hook(broken, with_kwargs=True)
    with pytest.raises(RuntimeError, match="out of memory"):
        list(lm.stream(PROMPT, max_new_tokens=5))
    hook.remove()
    assert generating() == []
    assert lm.generate([PROMPT], max_new_tokens=3)


def test_two_who_listen_at_once_get_what_each_would_alone(lm: PromptedLM) -> None:
    prompts = [Prompt.of("hello"), Prompt.of("i liked the film")]
    alone = ["".join(lm.stream(prompt, max_new_tokens=8)) for prompt in prompts]
    said: dict[int, str] = {}

    def listen(place: int) -> None:
        said[place] = "".join(lm.stream(prompts[place], max_new_tokens=8))

    threads = [threading.Thread(target=listen, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [said[0], said[1]] == alone


BYTES = byte_level()
PIECES = word_piece(["don't you think it's a well-known film"])
WORDS = ("don't", "it's", "well-known", "a - b", "(really)", "good,", "yes!", "x", "'", "-", "film", "l'l", "é")
TALK = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def streamed(tokenizer: Any, text: str) -> tuple[str, list[str], str]:
    """What is streamed of an answer, its pieces, and what is generated."""
    decode = Detokeniser(tokenizer, [tokenizer.eos_token_id or 3], [])
    ids: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    stream = Stream(decode)
    pieces = list(stream.run(lambda: [stream.put(torch.tensor([token])) for token in ids]))
    return "".join(pieces), pieces, decode(ids)


@pytest.mark.parametrize("tokenizer", [BYTES, PIECES], ids=["bytes", "pieces"])
@given(text=st.one_of(TALK, st.text(alphabet="añ日本 🎬'-.,st", max_size=20)))
@settings(max_examples=40, deadline=None)
def test_the_streamed_pieces_are_the_whole_answer(tokenizer: Any, text: str) -> None:
    together, _, whole = streamed(tokenizer, text)
    assert together == whole


def test_words_come_whole_and_before_the_end() -> None:
    _, pieces, _ = streamed(BYTES, "one two three four")
    assert pieces == ["one ", "two ", "three ", "four"]


def test_a_script_without_blanks_is_streamed_too() -> None:
    together, pieces, _ = streamed(BYTES, "映画が大好きです。")
    assert together == "映画が大好きです。" and len(pieces) > 4 and "\ufffd" not in together


def test_a_tokenizer_that_keeps_blanks_is_not_tidied() -> None:
    decode = Detokeniser(BYTES, [], [])
    assert decode(BYTES("Heat - a film , really")["input_ids"]) == "Heat - a film , really"


def test_the_blanks_of_word_pieces_are_undone() -> None:
    assert tidy("don ' t you think it ' s a well - known film , ( or not ) ?") == (
        "don't you think it's a well-known film, ( or not)?"
    )


def test_nothing_after_the_end_and_nothing_hidden_is_said() -> None:
    ids = PIECES("hello film")["input_ids"]
    decode = Detokeniser(PIECES, [PIECES.sep_token_id], [PIECES.pad_token_id])
    assert decode([PIECES.pad_token_id, *ids, PIECES.sep_token_id, *ids]) == "hello film"
