"""What P5's task families have in common: one shared split, kinds of question in fixed proportion, readable answers."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from data.records import Interaction
from prompts.example import Example, Value
from prompts.people import People
from prompts.task import Task
from prompts.template import Template
from prompts.verbalizer import Number, Words

PERSON = frozenset({"user", "name", "noun"})
"""The fields that every family supplies."""
YES_NO = ("yes", "no")


class Family(Task):
    """A task about people and items (Geng et al., RecSys 2022: P5). A subclass says what it asks of one event.

    "train" asks about each training event in one kind of question, drawn by `mix`. "valid" and "test" ask about each
    held-out event in every kind; what is drawn for them depends on the user alone: all wordings are asked alike.
    """

    mix: ClassVar[Mapping[str, float]]
    """Kind of question, which is the situation of its wordings -> its part of the training examples."""

    def __init__(self, people: People) -> None:
        self.people = people

    @abstractmethod
    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        """The examples of one kind for one event: none where it lacks what is asked for; `held` out of training."""

    def events(self, split: str, rng: random.Random) -> Iterable[Interaction]:
        """The events that are asked about, in an order drawn from `rng`."""
        found = list(self.people.parts[split])
        rng.shuffle(found)
        return found

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        held = split != "train"
        kinds, parts = list(self.mix), list(self.mix.values())
        for event in self.events(split, rng):
            for kind in kinds if held else rng.choices(kinds, parts):
                own = random.Random(f"{self.people.seed}/{split}/{kind}/{event.user}") if held else rng
                yield from self.ask(kind, event, own, held=held)

    def verbalizer(self, template: Template) -> Words | Number | None:
        """What reads an answer to this wording: its label words, or a figure of the scale. None where the answer is an
        item, which is ranked, or a text.
        """
        if template.words:
            return Words(template.words)
        return Number(*self.people.scale) if template.target == "{stars}" else None

    def example(self, kind: str, event: Interaction, **fields: Value) -> Example:
        """One example about the person of an event."""
        said: dict[str, Value] = {**self.people.said(event.user), "noun": self.people.noun}
        return Example(said | fields, kind, user=self.people.row(event.user))


def figure(value: float) -> str:
    """A rating as a person writes it: "4", "4.5"."""
    return f"{value:g}"
