"""Histories of items with the reward that followed: what came next where it was worth so much? (PRL, Xin et al. 2022)

The reward-to-go of a step is the mean reward of the next `AHEAD` events, divided by what is usual at that step among
training users, so that 1 asks for the usual and 1.5 for half as much again. Every item of a training history is a
target, under its own reward-to-go.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from data.interactions import Interactions
from data.records import Interaction, ItemRef, Profile
from prompts.example import Example
from prompts.prompt import Future, Slot
from prompts.tasks.history import History, with_targets

AHEAD = 3
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
            yield from super().examples(split, rng)
            return
        users = list(self.split.train.users)
        rng.shuffle(users)
        for user in users:
            events = self.split.train.history(user)
            if len(events) > 1:
                yield self._of(user, self._window(events, rng))

    def asked(self, history: Sequence[str], target: str) -> Example:
        future = self.future(WISH, len(history))
        return Example({"items": (*map(ItemRef, history), Slot(target, future=future))})

    def future(self, wish: float, step: int) -> Future:
        """What is asked at a step; nothing of reward where there are none."""
        return Future(None if self.rewards == "none" else wish, step)

    def _window(self, events: Sequence[Interaction], rng: random.Random) -> Example:
        """All of a history, or as much as is read of it from anywhere."""
        start = rng.randint(0, max(0, len(events) - self.longest - 1))
        steps = range(start, min(len(events), start + self.longest + 1))
        futures = [self._told(events, step, rng) for step in steps]
        return Example({"items": with_targets([events[step].item for step in steps], 0, futures)})

    def _told(self, events: Sequence[Interaction], step: int, rng: random.Random) -> Future:
        if self.rewards == "none":
            return Future(None, step)
        among = self._seen[min(step, self.longest)]
        told = rng.choice(among) if self.rewards == "shuffled" else _to_go(events, step)
        return Future(told / self._usual[min(step, self.longest)], step)

    @cached_property
    def _seen(self) -> list[list[float]]:
        """For each step the rewards-to-go of training users; steps beyond `longest` share the last, a few of each."""
        found: list[list[float]] = [[] for _ in range(self.longest + 1)]
        for user in self.split.train.users:
            events = self.split.train.history(user)
            for step in range(len(events)):
                if step <= self.longest or step % 10 == 0:
                    found[min(step, self.longest)].append(_to_go(events, step))
        return [one or [1.0] for one in found]

    @cached_property
    def _usual(self) -> list[float]:
        return [max(sum(one) / len(one), 1e-3) for one in self._seen]


def _to_go(events: Sequence[Interaction], step: int) -> float:
    ahead = events[step : step + AHEAD]
    return sum(reward(event.value) for event in ahead) / len(ahead)
