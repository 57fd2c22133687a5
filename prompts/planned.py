"""Four tasks that one model answers one after another: a goal, a topic, an item, a reply (UniMIND, Deng et al. 2022).

Each reads the conversation and what the tasks before it decided, and is asked for at the end of its prompt: by a
special token of its own ("mark", UniMIND-S) or in words ("phrase", UniMIND-N). In tuning the decisions are the recorded
ones; `prompts.pipeline` puts the predicted ones in their place. Unlike the paper's, histories carry no goals between
turns, which nobody would write down at work.
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import ClassVar

from data.dialogues import Dialogues
from data.records import Turn
from prompts.encoding import TASK_MARKS
from prompts.example import Example, Value
from prompts.plan import Plan, profile_message
from prompts.prompt import Message, Prompt, Slot, SlotName
from prompts.task import Task
from prompts.tasks.dialogue import messages
from prompts.template import load_templates

ASKS = ("mark", "phrase")
_PREDICTS = {"goal": "goal", "topic": "topic", "item": "items"}
"""Task -> the part of a plan that it predicts."""


class Planned(Task):
    """One example for each agent's turn that has an answer to the task."""

    optional = True
    mark: ClassVar[SlotName]
    reads: ClassVar[tuple[str, ...]] = ()
    """The parts of a plan that its prompts hold."""
    profiled: ClassVar[bool] = False
    """Whether its prompts hold the user's profile."""

    def __init__(
        self, dialogues: Dialogues, asks: str = ASKS[0], *, predicted: Collection[str] = tuple(_PREDICTS)
    ) -> None:
        """`predicted` are the tasks that the model is tuned on: what none of them says at work, no prompt holds."""
        self.dialogues, self.asks = dialogues, asks
        self._parts = [part for task, part in _PREDICTS.items() if task in predicted]

    @abstractmethod
    def answer(self, turn: Turn, before: Sequence[Turn]) -> tuple[Mapping[str, Value], str] | None:
        """What the prompt's target is made of, and a situation other than the usual one or ""; None for no example."""

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        turns = [
            (dialogue, place)
            for dialogue in self.dialogues if dialogue.split == split
            for place, turn in enumerate(dialogue.turns) if turn.speaker == "agent"
        ]
        rng.shuffle(turns)
        for dialogue, place in turns:
            turn, before = dialogue.turns[place], dialogue.turns[:place]
            if (found := self.answer(turn, before)) is None:
                continue
            fields, situation = found
            # Items that the agent named on the way are heard as well: a causal model reads them anyway.
            context = (*profile_message(dialogue.profile), *messages(before, learn=True))
            plan = Plan.recorded(turn).only(self._parts)
            yield self._example(context, plan, self.asks, fields, situation)

    @classmethod
    def prompt(cls, context: Sequence[Message], plan: Plan, asks: str) -> Prompt:
        """What asks a model for the task's answer after a conversation, with what `plan` holds so far."""
        nothing = dict.fromkeys(cls.fields - {"known", "mark"}, "")
        example = cls._example(context, plan, asks, nothing, "")
        template = next(one for one in load_templates(cls.name, cls.fields) if one.situation == asks)
        return template.render(example).with_target(())

    @classmethod
    def _example(
        cls, context: Sequence[Message], plan: Plan, asks: str, answer: Mapping[str, Value], situation: str
    ) -> Example:
        kept = tuple(message for message in context if cls.profiled or message.role != "system")
        fields: dict[str, Value] = {"known": plan.only(cls.reads).worded(), "mark": Slot(name=cls.mark), **answer}
        return Example(fields, f"{asks} {situation}".strip(), kept)


def asked_by(special: Mapping[str, int]) -> str:
    """How a model with these special tokens is asked: by marks where it knows them."""
    return "mark" if all(mark in special for mark in TASK_MARKS) else "phrase"
