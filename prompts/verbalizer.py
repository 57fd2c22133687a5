"""From the LM's words back to an answer: label words to labels, figures to numbers, None where it cannot be read.

An unreadable answer is None and stays None: whoever asked decides what to do without it, nothing is guessed. (P5's
published evaluation drops some readable ratings in silence; here the share of unreadable ones is a figure of its own.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from prompts.lm import LanguageModel
from prompts.prompt import Prompt

T_co = TypeVar("T_co", covariant=True)
_NUMBER = re.compile(r"(?<![\w.,-])-?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")


class Verbalizer(Protocol[T_co]):
    """Reads one kind of answer."""

    def read(self, answer: str) -> T_co | None:
        """The answer's meaning; None where it has none, or more than one."""


@dataclass(frozen=True, slots=True)
class Words:
    """Label words: label -> the word or phrase that says it, as a template's `words` give them.

    Raises ValueError where there are no words, or two labels share one.
    """

    words: Mapping[str, str]

    def __post_init__(self) -> None:
        said = [word.strip().casefold() for word in self.words.values()]
        if not said or not all(said) or len(set(said)) < len(said):
            raise ValueError(f"label words must be there and differ from each other, got {dict(self.words)}")

    def read(self, answer: str) -> str | None:
        """The one label whose word stands in the answer; a word inside a longer label word does not count."""
        text = answer.casefold()
        found: list[str] = []
        for label, word in sorted(self.words.items(), key=lambda entry: -len(entry[1])):
            text, count = re.subn(rf"(?<!\w){re.escape(word.strip().casefold())}(?!\w)", " ", text)
            found += [label] if count else []
        return found[0] if len(found) == 1 else None

    def likeliest(self, lm: LanguageModel, prompt: Prompt) -> dict[str, float]:
        """Label -> log-probability of its word after the prompt, nats: how a frozen LM classifies (survey, sec. 4)."""
        labels = list(self.words)
        return dict(zip(labels, lm.score(prompt, [self.words[label] for label in labels]), strict=True))


@dataclass(frozen=True, slots=True)
class Number:
    """A figure between `low` and `high`, both included, with a dot or a comma: "4.5", "4,5", "I say 4 out of 5"."""

    low: float
    high: float

    def read(self, answer: str) -> float | None:
        """The first figure of the answer; None where there is none or it is out of bounds."""
        match = _NUMBER.search(answer)
        if match is None:
            return None
        value = float(match.group().replace(",", "."))
        return value if self.low <= value <= self.high else None
