"""Direct recommendation (P5, family 5): which item for this user, whose history is not told; among candidates, or yes
or no.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.records import Interaction, ItemRef
from prompts.example import Example
from prompts.family import PERSON, Family
from prompts.people import People
from prompts.prompt import Slot
from prompts.tasks.next_item import confirmed


class Direct(Family):
    """Questions about every event of a user; `candidates` counts the right one among items the user never met."""

    name = "direct"
    fields = PERSON | {"next", "candidates", "item", "answer"}
    mix = {"confirm": 2, "choose": 1}

    def __init__(self, people: People, *, candidates: int = 100) -> None:
        super().__init__(people)
        self.candidates = candidates

    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        if kind == "choose":
            found = self.people.candidates(event, self.candidates, rng, held=held)
            yield self.example(kind, event, next=Slot(event.item), candidates=tuple(map(ItemRef, found)))
        else:
            for item, answer in confirmed(self.people, event, rng, held=held):
                yield self.example(kind, event, item=ItemRef(item), answer=answer)
