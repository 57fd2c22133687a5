"""Explanation (P5, family 3): a user's sentence on what an item is like; plain, with the stars, or with an aspect."""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.records import Interaction, ItemRef
from data.text import shorten
from prompts.example import Example
from prompts.family import PERSON, Family, figure

LONGEST = 240
"""Characters of an explanation."""


class Why(Family):
    """Questions about events whose review speaks of an aspect that reviews of training speak of (`data.features`)."""

    name = "why"
    fields = PERSON | {"item", "stars", "feature", "explanation"}
    mix = {"plain": 6, "rated": 2, "feature": 3}

    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        found = self.people.features.find(event.review.text) if event.review else None
        if found is None or (kind == "rated" and event.value is None):
            return
        stars = {} if event.value is None else {"stars": figure(event.value)}
        said = shorten(found.sentence, LONGEST)
        yield self.example(kind, event, item=ItemRef(event.item), feature=found.feature, explanation=said, **stars)
