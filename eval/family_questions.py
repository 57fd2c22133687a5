"""The questions of P5's families about what was held out, in wordings that tuning had seen or had not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.interactions import Interactions
from data.records import Interaction
from data.store import Store

if TYPE_CHECKING:
    from prompts.example import Example
    from prompts.family import Family
    from prompts.people import People
    from prompts.prompt import Prompt

CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one held-out event: what it is made of, and a prompt without its answer."""

    event: Interaction
    example: Example
    prompt: Prompt

    def said(self, field: str) -> str:
        """A field of the example as text."""
        return str(self.example.fields[field])


@dataclass(frozen=True)
class Questions:
    """The test events of some users of a store, and the families that ask about them."""

    store: Store
    users: Sequence[str]
    seed: int

    @cached_property
    def people(self) -> People:
        """The split that all families share, in tuning as here."""
        from prompts.people import People

        return People(self.store.interactions, noun=self.store.item_noun)

    @cached_property
    def before(self) -> Interactions:
        """All events but the test ones: what rivals learn from."""
        return Interactions([*self.people.parts["train"], *self.people.parts["valid"]])

    @cached_property
    def middle(self) -> float:
        """The mean rating before: what stands in for an answer that cannot be read."""
        values = [event.value for event in self.before if event.value is not None]
        return sum(values) / len(values)

    def asked(self, family: str, kind: str, *, seen: bool) -> list[Question]:
        """The questions of one kind, one a user at most, in the order of the users; wordings take turns."""
        task = self._families[family]
        templates = [one for one in task.templates(kind, seen=seen) if one.situation == kind]
        found: list[Question] = []
        for user in self.users:
            for event in self.people.parts["test"].history(user):
                # As the family itself draws what it asks of the user, so that all wordings are asked alike.
                rng = random.Random(f"{self.people.seed}/test/{kind}/{user}")
                for example in task.ask(kind, event, rng, held=True):
                    prompt = templates[len(found) % len(templates)].render(example)
                    found.append(Question(event, example, replace(prompt, target=())))
        return found

    @cached_property
    def _families(self) -> dict[str, Family]:
        from prompts.tasks.direct import Direct
        from prompts.tasks.next_item import NextItem
        from prompts.tasks.rating import Rating
        from prompts.tasks.review import Review
        from prompts.tasks.why import Why

        people = self.people
        made: tuple[Family, ...] = (
            Rating(people), NextItem(people), Why(people), Review(people), Direct(people, candidates=CANDIDATES),
        )
        return {family.name: family for family in made}
