"""Conversation as people hold it: whole recorded dialogues, every word learned, every named item a `[REC]`."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from data.dialogues import Dialogues
from data.records import ItemRef, Turn
from prompts.example import Example, Said
from prompts.prompt import Message, Piece, Slot
from prompts.task import Task


class Dialogue(Task):
    """One example a recorded dialogue; it ends with the agent's last turn."""

    name = "dialogue"
    fields = frozenset({"reply"})
    learns_context = True

    def __init__(self, dialogues: Dialogues) -> None:
        self.dialogues = dialogues

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        recorded = [dialogue for dialogue in self.dialogues if dialogue.split == split]
        rng.shuffle(recorded)
        for dialogue in recorded:
            turns = list(dialogue.turns)
            while turns and turns[-1].speaker == "user":
                turns.pop()
            if turns:
                said = messages(turns, learn=True)
                yield Example({"reply": Said(said[-1].pieces)}, context=said[:-1])


def messages(turns: Sequence[Turn], *, learn: bool = False) -> tuple[Message, ...]:
    """Turns as messages. With `learn` the first mention of an item by the agent is a slot that trains the item head;
    what was named before is no target, or the model would learn to repeat (methods of copying win ReDial's usual
    protocol).
    """
    named: set[str] = set()
    made = []
    for turn in turns:
        pieces: list[Piece] = []
        for piece in turn.pieces:
            fresh = isinstance(piece, ItemRef) and piece.item not in named
            if isinstance(piece, ItemRef):
                named.add(piece.item)
            target = learn and fresh and turn.speaker == "agent"
            pieces.append(Slot(piece.item) if isinstance(piece, ItemRef) and target else piece)
        made.append(Message(turn.speaker, tuple(pieces)))
    return tuple(made)
