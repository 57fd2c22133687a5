"""Reviews (P5, family 4): a review -> its headline, or the stars that go with it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.records import Interaction, ItemRef
from data.text import shorten
from prompts.example import Example
from prompts.family import PERSON, Family, figure

LONGEST = 600
"""Characters of a review that a prompt holds: what is too long is cut from the front, and the question stands there."""


class Review(Family):
    """Questions about events with a review; the headline is never shown beside it."""

    name = "review"
    fields = PERSON | {"item", "low", "high", "stars", "review", "headline"}
    mix = {"headline": 2, "stars": 1}

    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        said = event.review
        if said is None or not said.text:
            return
        item, text = ItemRef(event.item), shorten(said.text, LONGEST)
        if kind == "headline" and said.headline:
            yield self.example(kind, event, item=item, review=text, headline=said.headline)
        elif kind == "stars" and event.value is not None:
            low, high = map(figure, self.people.scale)
            yield self.example(kind, event, item=item, review=text, stars=figure(event.value), low=low, high=high)
