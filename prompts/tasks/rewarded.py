"""Histories of items with the reward that followed: what came next where it was worth so much? (PRL, Xin et al. 2022)

The reward-to-go of a step is the mean reward of the next `AHEAD` events, divided by what is usual at that step among
training users, so that 1 asks for the usual and 1.5 for half as much again. The last `AHEAD` items of a training
example are targets under the reward-to-go of the first of them. PRL learns one action a triple; a block of them costs
as much.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from data.interactions import Interactions
from data.records import Interaction, Profile
from prompts.example import Example
from prompts.prompt import Future
from prompts.tasks.history import History, with_targets

AHEAD = 10
REWARDS = ("given", "shuffled", "none")
WISH = 1.0
"""What validation asks for: what is usual, since the future of a held-out step is not looked at."""


def reward(value: float | None) -> float:
    """What a rating of 5 is worth: 1 for the best, half for the second best, nothing below and where nobody rated."""
    return 0.0 if value is None else max(0.0, min(1.0, (value - 3) / 2))


class Rewarded(History):
    """`rewards` "given" are those that followed, "shuffled" those of another user at the step; "none" tells none."""

    name = "rewarded"
    wording = "history"

    def __init__(
        self, interactions: Interactions, *, liked_from: float, longest: int,
        profiles: Mapping[str, Profile] | None = None, rewards: str = "given",
    ) -> None:
        super().__init__(interactions, liked_from=liked_from, longest=longest, profiles=profiles)
        self.rewards = rewards

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        if split != "train":
            for example in super().examples(split, rng):
                items = example.fields["items"]
                step = len(items) - 1 if isinstance(items, tuple) else 0
                yield replace(example, future=self.future(WISH, step))
            return
        users = list(self.split.train.users)
        rng.shuffle(users)
        for user in users:
            events = self.split.train.history(user)
            if len(events) > 1:
                end = rng.randint(2, len(events))
                yield self._of(user, self._cut(events[max(0, end - self.longest - 1) : end], rng))

    def future(self, wish: float, step: int) -> Future:
        """What is asked at a step; nothing of reward where there are none."""
        return Future(None if self.rewards == "none" else wish, step)

    def _cut(self, events: Sequence[Interaction], rng: random.Random) -> Example:
        first = max(1, len(events) - AHEAD)
        told = self._to_go(events[first : first + AHEAD]) / self._usual_at(first)
        if self.rewards == "shuffled":
            told = rng.choice(self._seen[min(first, self.longest)]) / self._usual_at(first)
        items = with_targets([event.item for event in events], first)
        return Example({"items": items}, future=self.future(told, first))

    @staticmethod
    def _to_go(events: Sequence[Interaction]) -> float:
        return sum(reward(event.value) for event in events) / max(1, len(events))

    @cached_property
    def _seen(self) -> list[list[float]]:
        """For each step the rewards-to-go of training users, a few of each; steps beyond `longest` share the last."""
        found: list[list[float]] = [[] for _ in range(self.longest + 1)]
        for user in self.split.train.users:
            events = self.split.train.history(user)
            for step in range(len(events)):
                if step <= self.longest or step % AHEAD == 0:
                    found[min(step, self.longest)].append(self._to_go(events[step : step + AHEAD]))
        return [one or [1.0] for one in found]

    @cached_property
    def _usual(self) -> list[float]:
        return [max(sum(one) / len(one), 1e-3) for one in self._seen]

    def _usual_at(self, step: int) -> float:
        return self._usual[min(step, self.longest)]
