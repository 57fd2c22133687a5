"""Recommendation in conversation: what the user said and named so far -> what the agent suggests next."""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.dialogues import Dialogues, TurnCase
from prompts.example import Example
from prompts.task import Task
from prompts.taste import FIELDS, WORDING, taste


class Suggested(Task):
    """One example for each agent's turn that names something new; items named before are evidence, never targets."""

    name = "suggested"
    fields = FIELDS
    wording = WORDING

    def __init__(self, dialogues: Dialogues) -> None:
        self.dialogues = dialogues

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        cases = list(self.dialogues.split(split).turns_with_news())
        rng.shuffle(cases)
        for case in cases:
            yield case_taste(case, case.new)


def case_taste(case: TurnCase, targets: tuple[str, ...] = ()) -> Example:
    """The state of a dialogue before an agent's turn: items the user is not known to dislike, those they do, their
    words.
    """
    named = list(dict.fromkeys(item for turn in case.context for item in turn.items()))
    marks = case.dialogue.marks
    said_by_user = {item for turn in case.context if turn.speaker == "user" for item in turn.items()}
    disliked = [item for item in named if item in said_by_user and item in marks and marks[item].liked is False]
    words = " ".join(
        "".join(piece for piece in turn.pieces if isinstance(piece, str))
        for turn in case.context if turn.speaker == "user"
    )
    return taste([item for item in named if item not in disliked], disliked, " ".join(words.split()), targets)
