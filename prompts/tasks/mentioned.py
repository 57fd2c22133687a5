"""Prompt pre-training: a dialogue and the turn after it -> an item that the turn names (UniCRS, sec. 4.1).

The turn itself is read, titles and all, so that what words say and what entities are meet. Its answer is in its
question: a figure of this task measures that and no recommendation.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.records import ItemRef
from prompts.example import Example
from prompts.prompt import Message, Slot
from prompts.task import Task
from prompts.tasks.dialogue import messages


class Mentioned(Task):
    """One example for each turn of either side that names an item. The turn says its items by their titles."""

    name = "mentioned"
    fields = frozenset({"item"})
    judged = "ndcg@10"

    def __init__(self, dialogues: Dialogues, catalogue: Catalogue) -> None:
        self.dialogues, self.catalogue = dialogues, catalogue

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        cases = [
            (dialogue, place)
            for dialogue in self.dialogues.split(split)
            for place, turn in enumerate(dialogue.turns)
            if turn.items()
        ]
        rng.shuffle(cases)
        for dialogue, place in cases:
            turn = dialogue.turns[place]
            said = tuple(self.catalogue[piece.item].label() if isinstance(piece, ItemRef) else piece
                         for piece in turn.pieces)
            context = (*messages(dialogue.turns[:place]), Message(turn.speaker, said))
            yield Example({"item": Slot(rng.choice(turn.items()))}, context=context)
