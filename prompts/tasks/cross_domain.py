"""Another domain (P5, zero-shot): known users, items that no tuning has seen, told by title and facts in words."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from data.catalogue import Catalogue
from data.records import Interaction, Item
from data.text import shorten
from prompts.example import Example
from prompts.family import PERSON, Family, figure
from prompts.people import People
from prompts.tasks.why import LONGEST

_FACTS = 120


class CrossDomain(Family):
    """Questions about `people` of a store of another domain, asked of a model that was tuned on `home`, where users
    have their numbers. Users who are not at home there are not asked about. Nothing is for training, and every wording
    is held out.
    """

    name = "cross_domain"
    fields = PERSON | {"title", "facts", "low", "high", "stars", "answer", "feature", "explanation"}
    mix = {"like": 1, "stars": 1, "plain": 1, "feature": 1}

    def __init__(self, people: People, catalogue: Catalogue, home: People, *, liked_from: float = 4.0) -> None:
        super().__init__(people)
        self.catalogue, self.home, self.liked_from = catalogue, home, liked_from

    def events(self, split: str, rng: random.Random) -> Iterable[Interaction]:
        if split == "train":
            return ()
        return [event for event in super().events(split, rng) if event.user in self.home]

    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        item = self.catalogue[event.item]
        low, high = map(figure, self.people.scale)
        shown = {**self.home.said(event.user), "title": item.label(), "facts": facts(item), "low": low, "high": high}
        if kind in ("like", "stars") and event.value is not None:
            answer = "like" if event.value >= self.liked_from else "dislike"
            yield self.example(kind, event, **shown, stars=figure(event.value), answer=answer)
        elif kind in ("plain", "feature") and event.review and (found := self.people.features.find(event.review.text)):
            said = shorten(found.sentence, LONGEST)
            yield self.example(kind, event, **shown, feature=found.feature, explanation=said)

    def example(self, kind: str, event: Interaction, **fields: object) -> Example:
        """As of every family; a personal soft prompt has the user's row at home."""
        made = super().example(kind, event, **fields)  # type: ignore[arg-type]
        return Example(made.fields, kind, user=self.home.row(event.user))


def facts(item: Item) -> str:
    """The facts of an item in words: "brand: Itoen; category: Food, Tea"; "no details" where it has none."""
    said = "; ".join(f"{kind}: {', '.join(values)}" for kind, values in item.attributes.items() if values)
    return shorten(said, _FACTS) or "no details"
