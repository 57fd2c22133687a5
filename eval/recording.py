"""A language model that passes everything on and remembers what it was asked to say, and said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prompts.lm import LanguageModel
from prompts.prompt import Prompt


@dataclass(slots=True)
class Said:
    """One streamed answer: the prompt, the text as far as it came."""

    prompt: Prompt
    text: str = ""


class RecordingLM:
    """Stands in for a model at the house's own seam; everything but `stream` is the model's own."""

    def __init__(self, lm: LanguageModel) -> None:
        self._lm = lm
        self.said: list[Said] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lm, name)

    def stream(
        self, prompt: Prompt, *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The model's stream, kept in `said`."""
        entry = Said(prompt)
        self.said.append(entry)
        for piece in self._lm.stream(
            prompt, max_new_tokens=max_new_tokens, temperature=temperature, seed=seed, stop=stop
        ):
            entry.text += piece
            yield piece
