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
                yield Example({"reply": Said(_slotted(turns[-1]))}, context=messages(turns[:-1], learn=True))


def messages(turns: Sequence[Turn], *, learn: bool = False) -> tuple[Message, ...]:
    """Turns as messages. With `learn` the agent's items are slots that train the item head."""
    return tuple(
        Message(turn.speaker, _slotted(turn) if learn and turn.speaker == "agent" else turn.pieces) for turn in turns
    )


def _slotted(turn: Turn) -> tuple[Piece, ...]:
    return tuple(Slot(piece.item) if isinstance(piece, ItemRef) else piece for piece in turn.pieces)
