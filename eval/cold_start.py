"""Users who come new: who is known from before, who the few events are learned from, and who is asked about."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.interactions import Case, Interactions
from data.records import Interaction
from data.store import Store, write_store
from eval.next_item import Scorer
from eval.next_item_systems import by_model
from eval.options import Options
from eval.ranking import Floats
from eval.sequential import IMPLICIT
from eval.trained import Trained, trained

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

_COUNTED = ("gender: ", "age: ")
SHOTS = (0, 1, 3, 5, 10)
"""How many of their first events are known of a new user."""
_LEARNED = max(SHOTS) + 2
"""First events of each user whose few events are learned from: the last two of them validate."""
_TARGETS = 10
_WARM, _LEARNING = 0.7, 0.15
"""Shares of users who are known from before, and of those whose few events are learned from; the rest is asked."""


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Users in three parts, of a store."""

    warm: tuple[str, ...]
    learning: tuple[str, ...]
    asked: tuple[str, ...]
    events: Interactions
    targets: int = 1
    """How many of what a user chose later are asked for, each by itself."""

    @classmethod
    def drawn(cls, store: Store, *, seed: int, ordered: bool = True) -> ColdStart:
        """Users with enough events (and a profile, in a store that has some), divided by the seed, which also draws the
        order of each one's events where they are not `ordered`. Raises ValueError where there are too few users.
        """
        events = store.interactions
        users = sorted(
            user for user in events.users
            if (user in store.profiles or not store.profiles) and len(events.history(user)) >= _LEARNED
        )
        if len(users) < 20:
            raise ValueError(
                f"{len(users)} users of {store.name} have a profile and {_LEARNED} events; give a store with both, "
                "e.g. MovieLens-1M"
            )
        if not ordered:
            events = _in_drawn_order(events, users, seed)
        random.Random(seed).shuffle(users)
        first, second = round(_WARM * len(users)), round((_WARM + _LEARNING) * len(users))
        parts = tuple(users[:first]), tuple(users[first:second]), tuple(users[second:])
        return cls(*parts, events, 1 if ordered else _TARGETS)

    def stores(self, store: Store, folder: Path) -> tuple[Store, Store]:
        """Two stores in a folder: all events of warm users, and the first few of those who are learned from."""
        events = self.events
        every = (event for user in self.warm for event in events.history(user))
        few = (event for user in self.learning for event in events.history(user)[:_LEARNED])
        return _part(store, folder / "warm", self.warm, every), _part(store, folder / "few", self.learning, few)

    def cases(self, shots: int, *, users: int | None = None) -> list[Case]:
        """What users who are asked about (at most `users`) chose after so many events: the next, or some of all later
        ones where their order is drawn, a case each.
        """
        found = []
        for user in self.asked[:users]:
            items = [event.item for event in self.events.history(user)[: shots + self.targets]]
            found += [Case(user, tuple(items[:shots]), target) for target in items[shots:]]
        return found


def pretrained(options: Options, name: str, warm: Store, *, seed: int) -> Trained:
    """The sequence model of those who are known from before, which all that is tuned for newcomers goes on from."""
    return trained(options, name, "sasrec", warm, seed=seed, usual={**IMPLICIT, "steps": "1600"}, label="base")


def by_profile(lm: LanguageModel, store: Store) -> Scorer:
    """A model's ranking for a history of a user of whom the profile is known too."""
    return by_model(lm, store.catalogue, tell=lambda prompt, case: replace(prompt, profile=traits_of(store, case.user)))


def traits_of(store: Store, user: str) -> tuple[str, ...]:
    """What is known of a user besides events; nothing in a store that tells nothing."""
    known = store.profiles.get(user)
    return () if known is None else known.traits


def of_users(values: Floats, cases: Sequence[Case]) -> Floats:
    """The mean over each user's cases, who follow each other."""
    _, rows, counts = np.unique([case.user for case in cases], return_inverse=True, return_counts=True)
    means: Floats = np.bincount(rows, weights=values) / counts
    return means


def popular_by_profile(store: Store, events: Interactions) -> Scorer:
    """What users of the same gender and age group met, by how many: what a profile tells by counting. Where nothing is
    told, or nobody is like that, what all met.
    """
    every = np.zeros(len(store.catalogue))
    groups: dict[tuple[str, ...], NDArray[np.floating]] = {}
    for user in events.users:
        counts = groups.setdefault(_group(store, user), np.zeros(len(store.catalogue)))
        for event in events.history(user):
            counts[store.catalogue.row(event.item)] += 1
    for counts in groups.values():
        every += counts
    # The few whom a group lacks are ordered as they are among all.
    return lambda cases: np.stack([groups.get(_group(store, case.user), every) + every * 1e-9 for case in cases])


def _group(store: Store, user: str) -> tuple[str, ...]:
    return tuple(trait for trait in traits_of(store, user) if trait.startswith(_COUNTED))


def first_popularity(events: Interactions, shots: int) -> Mapping[str, int]:
    """How many users met each item among so many first events, and the one after: what people begin with."""
    counts: dict[str, int] = {}
    for user in events.users:
        for event in events.history(user)[: shots + 1]:
            counts[event.item] = counts.get(event.item, 0) + 1
    return counts


def _in_drawn_order(events: Interactions, users: Sequence[str], seed: int) -> Interactions:
    """The events of users in an order drawn for each of them, with no times to be sorted by."""
    drawn: list[Interaction] = []
    for user in users:
        history = list(events.history(user))
        random.Random(f"{seed} {user}").shuffle(history)
        drawn += [replace(event, time=None) for event in history]
    return Interactions(drawn)


def _part(store: Store, folder: Path, users: Sequence[str], events: Iterator[Interaction]) -> Store:
    told = [store.profiles[user] for user in users if user in store.profiles]
    return write_store(
        folder, store.catalogue, events, name=f"{store.name}, {folder.name}", source="divided",
        item_noun=store.item_noun, profiles=told,
    )
