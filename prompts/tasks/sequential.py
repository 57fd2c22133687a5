"""Sequential recommendation: what a user liked so far -> what they liked next (P5, family 2, with vector indexing)."""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.interactions import Interactions
from data.records import Interaction
from prompts.example import Example
from prompts.task import Task
from prompts.taste import FIELDS, LONGEST, WORDING, taste

_TARGETS = 4


class Sequential(Task):
    """Examples from histories: a random cut in time, the liked items before it, the next four liked ones at most.

    `liked_from` and `disliked_to` are values in the store's own scale; events without a value count as liked. "train"
    uses the events before each user's last two, "valid" asks for the second last, "test" for the last.
    """

    name = "sequential"
    fields = FIELDS
    wording = WORDING

    def __init__(self, interactions: Interactions, *, liked_from: float, disliked_to: float) -> None:
        self.interactions, self.liked_from, self.disliked_to = interactions.once(), liked_from, disliked_to

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        held = {"train": 2, "valid": 1, "test": 0}[split]
        users = list(self.interactions.users)
        rng.shuffle(users)
        for user in users:
            history = self.interactions.history(user)
            history = history[: len(history) - held] if len(history) > 2 or split != "train" else history
            if split != "train" and (len(history) < 2 or not self._likes(history[-1])):
                continue
            liked = [event.item for event in history if self._likes(event)]
            disliked = [event.item for event in history if event.value is not None and event.value <= self.disliked_to]
            if len(liked) < 2:
                continue
            cut = rng.randint(max(1, len(liked) - LONGEST), len(liked) - 1) if split == "train" else len(liked) - 1
            before = liked[max(0, cut - rng.randint(1, LONGEST)) : cut]
            # In order: the first `[REC]` is the one that ranks, and it is to be what came next.
            after = liked[cut : cut + _TARGETS]
            shown = rng.sample(disliked, min(len(disliked), rng.randint(0, 2)))
            yield taste(before, shown, "", after)

    def _likes(self, event: Interaction) -> bool:
        return event.value is None or event.value >= self.liked_from
