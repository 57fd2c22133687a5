"""Histories of items alone: after each item the one that came next (SASRec, sec. 3.5: every position is a target)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from data.interactions import Interactions, Split
from data.records import ItemRef, Profile
from prompts.example import Example
from prompts.prompt import Future, Slot
from prompts.task import Task


class History(Task):
    """One example a user: begin, item, item ..., with a `[REC]` for the next one before each item.

    "train" has all but each user's last two events, "valid" asks for the second last alone, "test" for the last.
    `longest` items are taken; a longer training history is entered anywhere, so that nothing of it is never learned.
    Events valued below `liked_from` are left out; those without a value count. The traits of users, of `profiles`, go
    with their examples.
    """

    name = "history"
    fields = frozenset({"items"})
    learns_context = True

    def __init__(
        self, interactions: Interactions, *, liked_from: float, longest: int,
        profiles: Mapping[str, Profile] | None = None,
    ) -> None:
        self.longest = longest
        self._liked = interactions.liked(liked_from)
        self._profiles = profiles or {}
        self._rows = {user: row for row, user in enumerate(interactions.users)}

    @cached_property
    def split(self) -> Split:
        """Leave-one-out: the last two of each user are held."""
        return self._liked.leave_one_out()

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        if split != "train":
            # Files often sort users by something telling: the first ones are no sample.
            cases = list(self.split.cases("valid" if split == "valid" else "test"))
            rng.shuffle(cases)
            for case in cases:
                yield self._of(case.user, self.asked(case.history[-self.longest :], case.target))
            return
        users = list(self.split.train.users)
        rng.shuffle(users)
        for user in users:
            items = [event.item for event in self.split.train.history(user)]
            if len(items) > self.longest + 1:
                start = rng.randint(0, len(items) - self.longest - 1)
                items = items[start : start + self.longest + 1]
            if len(items) > 1:
                yield self._of(user, self.learned(items, rng))

    def _of(self, user: str, example: Example) -> Example:
        known = self._profiles.get(user)
        return replace(example, user=self._rows[user], profile=() if known is None else known.traits)

    def learned(self, items: Sequence[str], rng: random.Random) -> Example:
        """A training example: a target before every item."""
        return Example({"items": with_targets(items, 0)})

    def asked(self, history: Sequence[str], target: str) -> Example:
        """A held-out example: the history, and one target at its end."""
        return Example({"items": (*map(ItemRef, history), Slot(target))})


def with_targets(items: Sequence[str], first: int, futures: Sequence[Future] = ()) -> tuple[ItemRef | Slot, ...]:
    """A history in order with a target before each item from `first` on, asked for with its future where there are any;
    the last one is asked for alone.
    """
    pieces: list[ItemRef | Slot] = []
    for place, item in enumerate(items):
        pieces += [Slot(item, future=futures[place] if futures else None)] if place >= first else []
        pieces += [ItemRef(item)] if place < len(items) - 1 else []
    return tuple(pieces)
