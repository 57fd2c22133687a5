"""Rating after ratings: a user's last ratings are told, item by item, and the next item's is asked.

Nothing is worded but items and figures, so that a tuned model learns from a user's whole history in one pass: after
each item the rating that it got is a target. What it knows of the user beyond the prompt, a personal soft prompt holds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from data.records import Interaction, ItemRef
from prompts.example import Example, Said
from prompts.family import figure
from prompts.people import People
from prompts.prompt import Piece
from prompts.task import Task

_MARKS = 6
"""Positions around what a user says: beginning, role marks, ends and the answer."""


class Rated(Task):
    """One example a user and pass: at most `longest` rated items in order of time, the last of which is asked for.

    "train" takes a run of training events of random place and length, "valid" and "test" a held-out event after all
    that is before it.
    """

    name = "rated"
    fields = frozenset({"ratings", "stars"})
    learns_context = True

    def __init__(self, people: People, *, longest: int) -> None:
        self.people, self.longest = people, max(1, longest)

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        part = self.people.parts[split]
        users = list(part.users)
        rng.shuffle(users)
        for user in users:
            if split != "train":
                yield from (self.ask(event) for event in part.history(user) if event.value is not None)
            elif rated := [event for event in part.history(user) if event.value is not None]:
                # Short runs are asked as well: a newcomer has no more. Long ones teach more a position.
                length = min(len(rated), self.longest)
                length = length if rng.random() < 0.8 else rng.randint(1, length)
                start = rng.randint(0, len(rated) - length)
                yield self._told(rated[start : start + length])

    def ask(self, event: Interaction) -> Example:
        """The question about one event, after what its user rated before it."""
        history = self.people.all.history(event.user)
        items = [one.item for one in history]
        before = [one for one in history[: items.index(event.item)] if one.value is not None]
        return self._told([*before, event][-self.longest :])

    def _told(self, events: Sequence[Interaction]) -> Example:
        *before, asked = events
        pieces: list[Piece] = []
        for event in before:
            pieces += [ItemRef(event.item), figure(event.value or 0.0)]
        said = Said((*pieces, ItemRef(asked.item)))
        return Example({"ratings": said, "stars": figure(asked.value or 0.0)}, user=self.people.row(asked.user))


def pairs_within(positions: int) -> int:
    """Rated items that fit into a prompt of so many positions: one for the item's vector and one for the figure."""
    return (positions - _MARKS) // 2
