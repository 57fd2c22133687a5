"""Recommendation after a dialogue: all that was said so far -> the item that the agent names next (UniCRS, sec. 4.3).

The reply that is asked for is the template `[REC]` alone: what the agent really said is not known at work, and is never
read.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.dialogues import Dialogues
from prompts.example import Example
from prompts.prompt import Slot
from prompts.task import Task
from prompts.tasks.dialogue import messages


class Recommended(Task):
    """One example for each agent's turn that names something new, drawn where it names several; what was named before
    is evidence, never a target.
    """

    name = "recommended"
    fields = frozenset({"item"})
    judged = "ndcg@10"

    def __init__(self, dialogues: Dialogues) -> None:
        self.dialogues = dialogues

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        cases = list(self.dialogues.split(split).turns_with_news())
        rng.shuffle(cases)
        for case in cases:
            yield Example({"item": Slot(rng.choice(case.new))}, context=messages(case.context))
