"""Rating (P5, family 1): how much a user would like an item, as a figure, yes or no to a figure, like or dislike."""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.records import Interaction, ItemRef
from prompts.example import Example
from prompts.family import PERSON, YES_NO, Family, figure
from prompts.people import People


class Rating(Family):
    """Questions about rated events. `check` states a wrong figure in half of its examples; who gave at least
    `liked_from` likes.
    """

    name = "rating"
    fields = PERSON | {"item", "low", "high", "stars", "stated", "answer"}
    mix = {"stars": 5, "check": 2, "like": 2}

    def __init__(self, people: People, *, liked_from: float = 4.0) -> None:
        super().__init__(people)
        self.liked_from = liked_from

    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        if event.value is None:
            return
        low, high = map(figure, self.people.scale)
        others = [value for value in self.people.values if value != event.value]
        true = not others or rng.random() < 0.5
        answers = {
            "stars": "",
            "check": YES_NO[not true],
            "like": "like" if event.value >= self.liked_from else "dislike",
        }
        yield self.example(
            kind,
            event,
            item=ItemRef(event.item),
            low=low,
            high=high,
            stars=figure(event.value),
            stated=figure(event.value if true else rng.choice(others)),
            answer=answers[kind],
        )
