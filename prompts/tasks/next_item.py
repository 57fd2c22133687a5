"""The next item (P5, family 2): from a user's history, said outright, picked among candidates, or confirmed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from data.records import Interaction, ItemRef
from prompts.example import Example
from prompts.family import PERSON, YES_NO, Family
from prompts.people import People
from prompts.prompt import Slot
from prompts.taste import LONGEST


class NextItem(Family):
    """Questions about what came after a history of at most 20 items. Training asks about one random event a user and
    pass; `candidates` counts the right one, of which every other is an item that the user never met.
    """

    name = "next_item"
    fields = PERSON | {"history", "next", "candidates", "item", "answer"}
    mix = {"next": 1, "choose": 1, "confirm": 2}

    def __init__(self, people: People, *, candidates: int = 100) -> None:
        super().__init__(people)
        self.candidates = candidates

    def events(self, split: str, rng: random.Random) -> Iterable[Interaction]:
        part = self.people.parts[split]
        users = list(part.users)
        rng.shuffle(users)
        for user in users:
            history = part.history(user)
            if split != "train":
                yield from history
            elif len(history) > 1:
                yield rng.choice(history[1:])

    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        history = tuple(map(ItemRef, self.people.before(event)[-LONGEST:]))
        if kind == "next":
            yield self.example(kind, event, history=history, next=Slot(event.item))
        elif kind == "choose":
            found = self.people.candidates(event, self.candidates, rng, held=held)
            listed = tuple(map(ItemRef, found))
            yield self.example(kind, event, history=history, next=Slot(event.item), candidates=listed)
        else:
            for item, answer in confirmed(self.people, event, rng, held=held):
                yield self.example(kind, event, history=history, item=ItemRef(item), answer=answer)


def confirmed(people: People, event: Interaction, rng: random.Random, *, held: bool) -> list[tuple[str, str]]:
    """(item, "yes" or "no"): the event's own item and a stranger. In training one of the two, either as likely."""
    wrong = people.strangers(event.user, 1, rng, held=held)
    pairs = list(zip([event.item, *wrong], YES_NO, strict=False))
    return pairs if held else [rng.choice(pairs)]
