"""All that the rest of the house knows of a language model, and a scripted one that runs without weights."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from prompts.prompt import Prompt

REC = "[REC]"
"""How a model writes a place for an item in its answer."""


class LanguageModelError(RuntimeError):
    """A model could not answer: `hint` says the way out, `retryable` whether asking again may help."""

    def __init__(self, message: str, *, hint: str = "", retryable: bool = False) -> None:
        super().__init__(f"{message} {hint}".strip())
        self.hint = hint
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Hit:
    """One catalogue item with its score; higher is better, scales differ between models."""

    item: str
    score: float


class LanguageModel(Protocol):
    """A language model as the house sees it. Text answers hold `[REC]` where an item belongs."""

    @property
    def name(self) -> str:
        """What to call it in logs and on the page."""

    @property
    def dialect(self) -> str:
        """"tuned" where situations are known by name, "instruct" where a request must be worded as an instruction."""

    @property
    def talks(self) -> bool:
        """Whether it says words at all; a model of histories only ranks."""

    @property
    def ranks(self) -> bool:
        """Whether `rank` reads the items themselves (an item head or constrained decoding) rather than refusing."""

    def generate(
        self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0
    ) -> list[str]:
        """One answer a prompt. `temperature` 0 is greedy; the same seed gives the same answers."""

    def stream(
        self, prompt: Prompt, *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The answer in pieces as they come; generation ends within one token of `stop` or of closing the iterator."""

    def score(self, prompt: Prompt, continuations: Sequence[str]) -> list[float]:
        """Log-probability of each continuation after the prompt, summed over its tokens, in nats."""

    def rank(
        self, prompts: Sequence[Prompt], k: int, *, allowed: Collection[str] | None = None,
        without: Sequence[Collection[str]] | None = None,
    ) -> list[list[Hit]]:
        """For each prompt at most k distinct catalogue items, best first, all within `allowed` where it is given.

        `without` names for each prompt items that it must not list, such as seen ones. Raises LanguageModelError where
        this model cannot rank (`ranks` is False).
        """


Script = Callable[[Prompt], str]


class ScriptedLM:
    """A model that says what it is told: a list of answers taken in turn, or a function of the prompt.

    Public, because it also runs the whole agent without weights (`promptrec serve --model scripted`).
    `calls` keeps every prompt it was asked.
    """

    def __init__(self, script: Sequence[str] | Script = ("",), *, ranking: Sequence[str] = ()) -> None:
        self._script = script
        self._ranking = tuple(ranking)
        self._turn = 0
        self.calls: list[Prompt] = []

    @property
    def name(self) -> str:
        return "scripted"

    @property
    def dialect(self) -> str:
        return "instruct"

    @property
    def talks(self) -> bool:
        return True

    @property
    def ranks(self) -> bool:
        return bool(self._ranking)

    def generate(
        self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0
    ) -> list[str]:
        return [self._answer(prompt) for prompt in prompts]

    def stream(
        self, prompt: Prompt, *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        for word in self._answer(prompt).split(" "):
            if stop is not None and stop.is_set():
                return
            yield word + " "

    def score(self, prompt: Prompt, continuations: Sequence[str]) -> list[float]:
        return [-float(len(text)) for text in continuations]

    def rank(
        self, prompts: Sequence[Prompt], k: int, *, allowed: Collection[str] | None = None,
        without: Sequence[Collection[str]] | None = None,
    ) -> list[list[Hit]]:
        if not self._ranking:
            raise LanguageModelError("this scripted model has no ranking.", hint="Pass ranking=[ids].")
        kept = [item for item in self._ranking if allowed is None or item in allowed]
        lists = [[item for item in kept if item not in hidden][:k] for hidden in without or [()] * len(prompts)]
        return [[Hit(item, -float(place)) for place, item in enumerate(one)] for one in lists]

    def _answer(self, prompt: Prompt) -> str:
        self.calls.append(prompt)
        if callable(self._script):
            return self._script(prompt)
        answer = self._script[min(self._turn, len(self._script) - 1)]
        self._turn += 1
        return answer
