"""Language modelling on what users wrote: a sentence of a training review, with nothing before it.

It makes a language model of a base that never wrote, so that a frozen one has words to be steered to (in PEPLER, GPT-2
comes with them). Held-out reviews are for validation and test alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.features import sentences
from data.text import shorten
from prompts.example import Example
from prompts.people import People
from prompts.task import Task
from prompts.tasks.why import LONGEST

_SHORTEST = 3
"""Words of the shortest sentence that is read."""


class Written(Task):
    """Every sentence of every review of a part once a pass, in an order drawn anew."""

    name = "written"
    fields = frozenset({"sentence"})

    def __init__(self, people: People) -> None:
        self.people = people

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        said = [
            sentence for event in self.people.parts[split] if event.review
            for sentence in sentences(event.review.text) if len(sentence.split()) >= _SHORTEST
        ]  # fmt: skip
        rng.shuffle(said)
        for sentence in said:
            yield Example({"sentence": shorten(sentence, LONGEST)})
