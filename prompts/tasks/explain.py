"""Explanation generation as PEPLER has it: one sentence a review, from a user and an item and little else.

`reads` says what stands before the sentence: the item's vector beside the user's soft prompt ("vectors", PEPLER), the
words of features that both are known for ("features", PEPLER-D), nothing ("nothing", a plain language model), or what
is told of both in words ("profiles", as XRec's data has it). Source: Li, Zhang & Chen 2023, Personalized Prompt
Learning for Explainable Recommendation, sec. 4.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from data.catalogue import Catalogue
from data.opinions import Opinion
from data.records import Interaction, ItemRef
from data.text import shorten
from prompts.evidence import Evidence
from prompts.example import Example
from prompts.family import PERSON, Family
from prompts.people import People
from prompts.tasks.why import LONGEST

READS = ("vectors", "features", "nothing", "profiles")
MOST_FEATURES = 20
"""Feature words of a prompt, as PEPLER-D cuts it."""
_PROFILE, _WHOLE = 360, 480
"""Characters of what is told of a user, or of an item, and of an explanation that is a whole text."""
_Fields = Mapping[str, ItemRef | str]


class Explain(Family):
    """One question a review that speaks of a feature (`data.features`), in one wording; the rating goes with it."""

    name = "explain"
    fields = PERSON | {"item", "features", "profile", "about", "explanation"}
    mix = dict.fromkeys(READS, 1)

    def __init__(self, people: People, reads: str = "vectors", catalogue: Catalogue | None = None) -> None:
        """`catalogue` is where "profiles" finds what is told of items. Raises ValueError for an unknown `reads`."""
        super().__init__(people)
        if reads not in READS:
            raise ValueError(f"unknown explains {reads!r}; known are {', '.join(READS)}")
        self.reads, self.catalogue = reads, catalogue
        self._found: dict[tuple[str, str], Opinion | None] = {}

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        for event in self.events(split, rng):
            yield from self.ask(self.reads, event, rng, held=split != "train")

    def ask(self, kind: str, event: Interaction, rng: random.Random, *, held: bool) -> Iterator[Example]:
        if self.found(event) is not None:
            said = {"explanation": self.reference(event), **_READ[kind](self, event)}
            yield replace(self.example(kind, event, **said), rating=event.value)

    def reference(self, event: Interaction) -> str:
        """What should be said of an event: the sentence on its feature; the whole review where profiles are read, for
        there it is an explanation. "" where there is none.
        """
        found = self.found(event)
        if found is None or event.review is None:
            return ""
        return shorten(event.review.text, _WHOLE) if self.reads == "profiles" else shorten(found.sentence, LONGEST)

    def found(self, event: Interaction) -> Opinion | None:
        """What the review of an event says of its most telling feature; None where it names none. Heard once."""
        key = (event.user, event.item)
        if key not in self._found:
            self._found[key] = self.people.features.find(event.review.text) if event.review else None
        return self._found[key]

    def words(self, event: Interaction) -> tuple[str, ...]:
        """Features that training reviews of user and item are about: those of both first, then the rest, the most
        frequent first. The review of the event itself is left out, or it would give its own feature away in training.
        """
        own = self.found(event) if (event.user, event.item) in self._training else None
        item, user = (dict(counted.found) for counted in (
            self._evidence.item(event.item), self._evidence.user(event.user)
        ))  # fmt: skip
        if own is not None:
            for counts in (item, user):
                counts[own.feature] -= 1
        known = {name: item.get(name, 0) + user.get(name, 0) for name in (*item, *user)}
        both = {name for name in known if item.get(name, 0) > 0 and user.get(name, 0) > 0}
        order = sorted(known, key=lambda name: (name not in both, -known[name], name))
        return tuple(name for name in order if known[name] > 0)[:MOST_FEATURES]

    @cached_property
    def _evidence(self) -> Evidence:
        return Evidence(self.people.parts["train"], self.people.features)

    @cached_property
    def _training(self) -> frozenset[tuple[str, str]]:
        return frozenset((event.user, event.item) for event in self.people.parts["train"])


def _vectors(task: Explain, event: Interaction) -> _Fields:
    return {"item": ItemRef(event.item)}


def _features(task: Explain, event: Interaction) -> _Fields:
    return {"features": " ".join(task.words(event))}


def _nothing(task: Explain, event: Interaction) -> _Fields:
    return {}


def _profiles(task: Explain, event: Interaction) -> _Fields:
    about = "" if task.catalogue is None else task.catalogue[event.item].description
    told = {"profile": shorten(event.profile, _PROFILE), "about": shorten(about, _PROFILE)}
    return {"item": ItemRef(event.item), **told}


_READ: Mapping[str, Callable[[Explain, Interaction], _Fields]] = {
    "vectors": _vectors, "features": _features, "nothing": _nothing, "profiles": _profiles,
}
