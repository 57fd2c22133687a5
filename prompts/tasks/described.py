"""Direct recommendation from a description: wishes made of an item's facts -> the item (knowledge of the catalogue)."""

from __future__ import annotations

import random
from collections.abc import Iterator

from data.catalogue import Catalogue
from data.records import Item
from prompts.example import Example
from prompts.task import Task
from prompts.taste import FIELDS, WORDING, taste

_OPENINGS = ("i would like", "can you recommend", "i am looking for", "any good", "show me", "i want to see", "")
_FRAMES = {
    "genre": "{0}",
    "mood": "{0}",
    "director": "by {0}",
    "cast": "with {0}",
    "country": "from {0}",
    "keyword": "about {0}",
}


class Described(Task):
    """One example an item with attributes: one to three of its facts, worded as a wish. Nothing is held out: facts are
    what the LM should know."""

    name = "described"
    fields = FIELDS
    wording = WORDING

    def __init__(self, catalogue: Catalogue, *, least: int = 3) -> None:
        self.items = [item for item in catalogue if len(item.attributes) >= least]

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        items = list(self.items)
        rng.shuffle(items)
        for item in items:
            yield taste((), (), wish(item, rng), (item.id,))


def wish(item: Item, rng: random.Random) -> str:
    """A few words that ask for something like this item, true of it by construction."""
    kinds = rng.sample(sorted(item.attributes), min(len(item.attributes), rng.randint(1, 3)))
    facts = [
        _FRAMES.get(kind, "{0}").format(rng.choice(item.attributes[kind])) for kind in kinds if item.attributes[kind]
    ]
    if item.year is not None and rng.random() < 0.3:
        facts.append(f"from the {item.year // 10 % 10}0s" if rng.random() < 0.5 else f"from {item.year}")
    if item.description and rng.random() < 0.25:
        facts = [item.description]
    return f"{rng.choice(_OPENINGS)} {' '.join(facts)}".strip().lower()
