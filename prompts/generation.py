"""How a local LM writes: decoding of token ids to words, stopping at once, and streaming."""

from __future__ import annotations

import os
import queue
import re
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import StoppingCriteria

_TIGHT = re.compile(r"\s+([.,!?;:)%\]’])(?=[\s.,!?;:)\]]|$)")
_APOSTROPHE = re.compile(r"(\w)\s*'\s*(s|t|m|d|re|ve|ll)\b")
_HYPHEN = re.compile(r"(\w) - (\w)")
_SAMPLE = "a-b - c"
# Text may be handed on after a blank, or after a sign of a script that is written without blanks.
_WHOLE = re.compile(r".*[\s\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]", re.DOTALL)
_LOOK_BACK = 3


class StopOn(StoppingCriteria):
    """Ends generation within one token of any of some events: a listener that left must not keep a model busy."""

    def __init__(self, *events: threading.Event) -> None:
        self.events = events

    def __call__(self, input_ids: Tensor, scores: Any, **_: Any) -> Tensor:
        """(B, L) ids -> (B,) bool, all True once an event is set."""
        left = any(event.is_set() for event in self.events)
        return torch.full((input_ids.shape[0],), left, device=input_ids.device)


class Detokeniser:
    """Token ids -> words. Ends at the first of `ends`; keeps `[REC]`, `[ITEM]`, `[FACT]` as they are written."""

    def __init__(self, tokenizer: Any, ends: Collection[int], hidden: Collection[int]) -> None:
        self._tokenizer, self._ends, self._hidden = tokenizer, frozenset(ends), frozenset(hidden)
        ids = tokenizer(_SAMPLE, add_special_tokens=False)["input_ids"]
        # Tokenizers that keep blanks need no tidying, and "a - b" is not "a-b" for them.
        self._faithful = self._decoded(ids).strip() == _SAMPLE

    def __call__(self, ids: Sequence[int]) -> str:
        kept: list[int] = []
        for token in ids:
            if token in self._ends:
                break
            if token not in self._hidden:
                kept.append(token)
        text = self._decoded(kept)
        return text.strip() if self._faithful else tidy(text)

    def _decoded(self, ids: Sequence[int]) -> str:
        text: str = self._tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        return text


def tidy(text: str) -> str:
    """Undo the blanks that word-piece tokenizers put before punctuation and inside contractions."""
    text = _APOSTROPHE.sub(r"\1'\2", text)
    text = _HYPHEN.sub(r"\1-\2", text)
    return _TIGHT.sub(r"\1", text).strip()


class Stream:
    """A streamer for `generate` that hands text on as it grows; also the iterator that the listener reads.

    Closing the iterator, or setting `stop`, ends the generating thread within one token; `stop` itself is never set
    here, since it may be the listener's for a whole conversation.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str], stop: threading.Event | None = None) -> None:
        self._decode = decode
        self._closed = threading.Event()
        self._queue: queue.SimpleQueue[int | BaseException | None] = queue.SimpleQueue()
        self.stopping = StopOn(self._closed, *([stop] if stop is not None else []))
        """The criterion to give to `generate`."""

    def put(self, value: Tensor) -> None:
        """Called by `generate` with the new token ids, (1,) or (1, n)."""
        for token in value.reshape(-1).tolist():
            self._queue.put(token)

    def end(self) -> None:
        """Called by `generate` when it is done; `run` ends when the thread does, which also covers errors."""

    def run(self, generate: Callable[[], object]) -> Iterator[str]:
        """Start `generate` in a thread and yield its text piece by piece. An error in it is raised here."""
        thread = threading.Thread(target=self._guarded, args=(generate,), daemon=True, name="generate")
        thread.start()
        ids: list[int] = []
        said = ""
        latest: deque[str] = deque(maxlen=_LOOK_BACK)
        try:
            while (token := self._queue.get()) is not None:
                if isinstance(token, BaseException):
                    raise token
                ids.append(token)
                latest.append(self._decode(ids))
                ready = _settled(latest)
                if len(ready) > len(said):
                    yield ready[len(said) :]
                    said = ready
            if len(text := self._decode(ids)) > len(said):
                yield text[len(said) :]
        finally:
            self._closed.set()
            thread.join()

    def _guarded(self, generate: Callable[[], object]) -> None:
        try:
            generate()
        except BaseException as error:
            self._queue.put(error)
        else:
            self._queue.put(None)


def _settled(texts: Collection[str]) -> str:
    """The beginning that the next token cannot change any more, in whole words.

    A token changes what stands before it: it makes `don ' t` one word, takes a blank away, or completes a character.
    What the last few decodings agree on stays.
    """
    if len(texts) < _LOOK_BACK:
        return ""
    whole = _WHOLE.match(os.path.commonprefix(list(texts)))
    return whole.group() if whole is not None else ""
