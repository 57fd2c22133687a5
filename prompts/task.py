"""What is asked of a language model: a task makes examples; templates word them."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from prompts.example import Example
from prompts.template import Template, load_templates


class Task(ABC):
    """One of the survey's recommendation tasks. A subclass lives in `prompts/tasks/NAME.py` and is found there.

    `fields` are all the names that a template of this task may use: templates are checked against them when loaded.
    """

    name: ClassVar[str]
    fields: ClassVar[frozenset[str]]
    wording: ClassVar[str] = ""
    """The template file, where several tasks share one; else the task's own name."""
    learns_context: ClassVar[bool] = False
    """Whether tuning puts a loss on every word of the conversation (dialogue modelling), not on the target alone."""
    optional: ClassVar[bool] = False
    """Whether a store without examples of it does without, where the recipe has other tasks."""
    judged: ClassVar[str] = "perplexity"
    """The validation figure by which weights that are tuned on this task alone are chosen."""

    @abstractmethod
    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        """The examples of one split ("train", "valid" or "test"), in an order drawn from `rng`."""

    def templates(self, situation: str = "", *, seen: bool | None = None) -> tuple[Template, ...]:
        """The wordings that fit a situation; `seen` keeps only those in (True) or held out of (False) tuning."""
        return tuple(
            template
            for template in load_templates(self.wording or self.name, self.fields)
            if template.situation in ("", situation) and (seen is None or template.seen == seen)
        )
