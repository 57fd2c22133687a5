"""Who met what, split once for every task family, and how a person is said to a language model.

P5's families were split each by itself, so what one family holds out stands in another's training (Geng et al., RecSys
2022, sec. 4.1). Here all of them share one split: each user's last items by
default, or PEPLER's shares of all reviews.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b

from data.features import Features
from data.interactions import Interactions, Split
from data.records import Interaction
from data.store import Store
from data.text import shorten

_NAME_LENGTH = 60
_LONG_SENTENCE = 80


class People:
    """Users with their events in three parts; a user's last item is for test, the one before it for validation, or as
    `split` divides them.

    A user is said as "user 23", by a number drawn from the seed so that it tells nothing, or by the name they sign
    reviews with. What is drawn of items a user never met comes from two halves of them that the seed fixes, one for
    training and one for validation and test. Were there one pool, training would say "no" of all that the user never
    met, and a held-out item would stand out among the candidates as the one of which it never did.
    """

    def __init__(
        self, interactions: Interactions, *, noun: str = "item", seed: int = 0,
        split: Callable[[Interactions], Split] = Interactions.leave_one_out,
    ) -> None:
        self.noun, self.seed = noun, seed
        self.all = interactions.once()
        parts = split(self.all)
        self.parts: Mapping[str, Interactions] = {"train": parts.train, "valid": parts.valid, "test": parts.test}
        self._rows = {user: row for row, user in enumerate(interactions.users)}
        order = sorted(self._rows)
        random.Random(seed).shuffle(order)
        self._numbers = {user: number for number, user in enumerate(order, 1)}
        self._items = sorted(self.all.items)

    def __contains__(self, user: object) -> bool:
        return user in self._rows

    def row(self, user: str) -> int:
        """The row of a user in a personal soft prompt: their place in the store."""
        return self._rows[user]

    def said(self, user: str) -> Mapping[str, str]:
        """Both ways to say a user: {"user": "user 23", "name": "Ada Borin"}. Who has no name goes by the number."""
        number = f"user {self._numbers[user]}"
        return {"user": number, "name": self._names.get(user, number)}

    def before(self, event: Interaction) -> tuple[str, ...]:
        """The items that the user of an event met before it, oldest first, in any part."""
        items = [one.item for one in self.all.history(event.user)]
        return tuple(items[: items.index(event.item)])

    def strangers(self, user: str, count: int, rng: random.Random, *, held: bool) -> list[str]:
        """At most `count` items that a user never met, uniformly from the half for training, or the one that is held
        out for validation and test.
        """
        met = {event.item for event in self.all.history(user)}
        # A few more than needed are enough as a rule; where not, all are looked at.
        for size in (4 * count + len(met) + 16, len(self._items)):
            drawn = rng.sample(self._items, min(size, len(self._items)))
            found = [item for item in drawn if item not in met and self._is_held(user, item) == held]
            if len(found) >= count:
                break
        return found[:count]

    def candidates(self, event: Interaction, count: int, rng: random.Random, *, held: bool) -> tuple[str, ...]:
        """The event's item among strangers, `count` in all where there are as many, shuffled."""
        found = [event.item, *self.strangers(event.user, count - 1, rng, held=held)]
        rng.shuffle(found)
        return tuple(found)

    @cached_property
    def values(self) -> Sequence[float]:
        """The different ratings of training, lowest first; empty where nothing is rated."""
        return sorted({event.value for event in self.parts["train"] if event.value is not None})

    @property
    def scale(self) -> tuple[float, float]:
        """The lowest rating, at most 1, and the highest; (0, 0) where nothing is rated."""
        return (min(1.0, self.values[0]), self.values[-1]) if self.values else (0.0, 0.0)

    @cached_property
    def features(self) -> Features:
        """The aspects that reviews of training speak of. Where users are told of in words, reviews are explanations
        that a language model wrote, in long sentences, and asked for whole.
        """
        found = Features.of(event.review.text for event in self.parts["train"] if event.review)
        told = any(event.profile for event in self.parts["train"])
        return replace(found, longest=_LONG_SENTENCE) if told else found

    @cached_property
    def reviewed(self) -> bool:
        """Whether anybody wrote a review."""
        return any(event.review for event in self.parts["train"])

    @cached_property
    def _names(self) -> Mapping[str, str]:
        names: dict[str, str] = {}
        for event in self.parts["train"]:
            if event.review and event.review.name:
                names.setdefault(event.user, shorten(event.review.name, _NAME_LENGTH))
        return names

    def _is_held(self, user: str, item: str) -> bool:
        data = f"{self.seed}/{user}/{item}".encode("utf-8", "replace")
        return bool(blake2b(data, digest_size=1).digest()[0] & 1)


def people_of(store: Store, shares: int | None = None) -> People:
    """The people of a store: each user's last items held out, or shares of all events drawn by the seed `shares`.

    Who is told of in words need not be in training to be known.
    """
    if shares is None:
        return People(store.interactions, noun=store.item_noun)
    seed, told = shares, any(event.profile for event in store.interactions)
    return People(store.interactions, noun=store.item_noun, split=lambda events: events.in_shares(seed, known=not told))
