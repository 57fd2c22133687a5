"""How a local LM writes: decoding of token ids to words, stopping at once, and streaming."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import StoppingCriteria

_TIGHT = re.compile(r"\s+([.,!?;:)%\]’](?:\s|$|(?=[.,!?;:)\]])))")
_APOSTROPHE = re.compile(r"(\w)\s*'\s*(s|t|m|d|re|ve|ll)\b")
_HYPHEN = re.compile(r"(\w) - (\w)")


class StopOn(StoppingCriteria):  # type: ignore[misc]
    """Ends generation within one token of an event: a listener that left must not keep a model busy."""

    def __init__(self, event: threading.Event) -> None:
        self.event = event

    def __call__(self, input_ids: Tensor, scores: Any, **_: Any) -> Tensor:
        """(B, L) ids -> (B,) bool, all True once the event is set."""
        return torch.full((input_ids.shape[0],), self.event.is_set(), device=input_ids.device)


class Detokeniser:
    """Token ids -> words. Ends at the end token; keeps `[REC]`, `[ITEM]`, `[FACT]` as they are written."""

    def __init__(self, tokenizer: Any, end: int, hidden: Sequence[int]) -> None:
        self._tokenizer, self._end, self._hidden = tokenizer, end, frozenset(hidden)

    def __call__(self, ids: Sequence[int]) -> str:
        kept: list[int] = []
        for token in ids:
            if token == self._end:
                break
            if token not in self._hidden:
                kept.append(token)
        text: str = self._tokenizer.decode(kept, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        return tidy(text)


def tidy(text: str) -> str:
    """Undo the blanks that word-piece tokenizers put before punctuation and inside contractions."""
    text = _APOSTROPHE.sub(r"\1'\2", text)
    text = _HYPHEN.sub(r"\1-\2", text)
    return _TIGHT.sub(r"\1", text).strip()


class Stream:
    """A streamer for `generate` that hands text on as it grows; also the iterator that the listener reads.

    Closing the iterator, or setting `stop`, ends the generating thread within one token.
    """

    def __init__(self, decode: Callable[[Sequence[int]], str], stop: threading.Event) -> None:
        self._decode, self._stop = decode, stop
        self._queue: queue.SimpleQueue[int | BaseException | None] = queue.SimpleQueue()

    def put(self, value: Tensor) -> None:
        """Called by `generate` with the new token ids, (1,) or (1, n)."""
        for token in value.reshape(-1).tolist():
            self._queue.put(token)

    def end(self) -> None:
        """Called by `generate` when it is done."""
        self._queue.put(None)

    def run(self, generate: Callable[[], object]) -> Iterator[str]:
        """Start `generate` in a thread and yield its text piece by piece. An error in it is raised here."""
        thread = threading.Thread(target=self._guarded, args=(generate,), daemon=True)
        thread.start()
        ids: list[int] = []
        said = ""
        try:
            while (token := self._queue.get()) is not None:
                if isinstance(token, BaseException):
                    raise token
                ids.append(token)
                text = self._decode(ids)
                # The last word may still grow by a word piece, so it is held back until the next one begins.
                ready = text[: text.rfind(" ") + 1]
                if len(ready) > len(said) and ready.startswith(said):
                    yield ready[len(said) :]
                    said = ready
            text = self._decode(ids)
            if text.startswith(said) and len(text) > len(said):
                yield text[len(said) :]
        finally:
            self._stop.set()
            thread.join()

    def _guarded(self, generate: Callable[[], object]) -> None:
        try:
            generate()
        except BaseException as error:
            self._queue.put(error)
        else:
            self._queue.put(None)
