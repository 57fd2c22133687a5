"""Rating after ratings: a user's last ratings are told, item by item, and every now and then the next one is asked.

Nothing is worded but items and figures, so that a tuned model learns from a user's whole history in one pass: after
each item the rating that it got is a target. What it knows of the user beyond the prompt, a personal soft prompt holds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from data.records import Interaction, ItemRef
from prompts.example import Example, Said, Value
from prompts.family import figure
from prompts.people import People
from prompts.prompt import Message, Piece
from prompts.task import Task

_MOST_TOLD = 4
"""Ratings that are told between two that are asked."""
_POSITIONS = 3.4
"""Positions of a rating in the mean: one for the item and one for the figure, and marks around those that are asked."""


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
                yield self._told(rated[start : start + length], rng)

    def ask(self, event: Interaction) -> Example:
        """The question about one event, after what its user rated before it."""
        history = self.people.all.history(event.user)
        items = [one.item for one in history]
        before = [one for one in history[: items.index(event.item)] if one.value is not None]
        return self._told([*before, event][-self.longest :], random.Random(f"{self.people.seed}/{event.user}"))

    def _told(self, events: Sequence[Interaction], rng: random.Random) -> Example:
        """A talk: the user tells some ratings and names an item, the agent says the figure, and so on.

        Were all told at once, one figure of a hundred would teach how to answer.
        """
        *before, asked = events
        context: list[Message] = []
        pieces: list[Piece] = []
        told = rng.randint(0, _MOST_TOLD)
        for event in before:
            pieces.append(ItemRef(event.item))
            if told:
                pieces.append(_given(event))
                told -= 1
            else:
                context += [Message("user", tuple(pieces)), Message("agent", (_given(event),))]
                pieces, told = [], rng.randint(0, _MOST_TOLD)
        said: dict[str, Value] = {"ratings": Said((*pieces, ItemRef(asked.item))), "stars": _given(asked)}
        return Example(said, context=tuple(context), user=self.people.row(asked.user))


def ratings_within(positions: int) -> int:
    """Rated items that fit into a prompt of so many positions."""
    return int(positions / _POSITIONS)


def _given(event: Interaction) -> str:
    return figure(event.value or 0.0)
