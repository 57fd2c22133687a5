"""Who met what, in which order: histories, splits and counts.

Nothing here numbers an item: row numbers come from the catalogue. Numbering by first appearance in whole sequences
gives the held-out item away as "largest id + 1", the leak found in P5's files; `renumbered` cures sources that come so.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Literal

from data.records import Interaction


class Interactions:
    """All events, by user and in time order. Immutable: every change makes a new value.

    Events of one user at the same time keep the order they came in, or are shuffled when a `seed` is given (data whose
    ties are sorted by item leaks that order). Events without a time come first, in the order they came in, unshuffled:
    their order is all that is known.
    """

    def __init__(self, events: Iterable[Interaction], *, seed: int | None = None) -> None:
        by_user: dict[str, list[Interaction]] = {}
        for event in events:
            by_user.setdefault(event.user, []).append(event)
        self._events = {user: _ordered(history, seed) for user, history in by_user.items()}

    def __len__(self) -> int:
        return sum(map(len, self._events.values()))

    def __iter__(self) -> Iterator[Interaction]:
        """Every event, user by user, each user's in time order."""
        for history in self._events.values():
            yield from history

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Interactions) and self._events == other._events

    __hash__ = None  # type: ignore[assignment]  # a million events are not a key

    @property
    def users(self) -> tuple[str, ...]:
        """All users, in the order they came in."""
        return tuple(self._events)

    @cached_property
    def items(self) -> frozenset[str]:
        """The ids of all items that anybody met."""
        return frozenset(event.item for event in self)

    def history(self, user: str) -> tuple[Interaction, ...]:
        """One user's events, oldest first; empty for a user who is not here."""
        return self._events.get(user, ())

    def popularity(self) -> Mapping[str, int]:
        """How many events each item has, most first, ties by id. Items that nobody met are not in it."""
        counts = Counter(event.item for event in self)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def liked(self, threshold: float) -> Interactions:
        """The events rated at least `threshold`. Events without a rating stay: that they happened is all they say."""
        return self._kept(lambda event: event.value is None or event.value >= threshold)

    def only(self, items: Collection[str]) -> Interactions:
        """The events of some items; users who met none of them are gone."""
        wanted = frozenset(items)
        return self._kept(lambda event: event.item in wanted)

    def once(self) -> Interactions:
        """Each user's first meeting with each item; later meetings are left out."""
        histories = {}
        for user, history in self._events.items():
            first: dict[str, Interaction] = {}
            for event in history:
                first.setdefault(event.item, event)
            histories[user] = tuple(first.values())
        return _of(histories)

    def leave_one_out(self) -> Split:
        """Each user's last item for test, the one before it for validation, the rest for training.

        Users with fewer than three distinct items are for training only. Repeats are left out first (see `once`), so a
        target is never in the history that it is to be told from.
        """
        once = self.once()
        parts: list[dict[str, tuple[Interaction, ...]]] = [{}, {}, {}]
        for user, history in once._events.items():
            cut = len(history) - 2 if len(history) >= 3 else len(history)
            for part, events in zip(parts, (history[:cut], history[cut : cut + 1], history[cut + 1 :]), strict=True):
                if events:
                    part[user] = events
        return Split(_of(parts[0]), _of(parts[1]), _of(parts[2]), len(self) - len(once))

    def split_by_time(self, cut: int, *, valid_from: int | None = None) -> Split:
        """Events before `valid_from` for training, before `cut` for validation, from `cut` on for test.

        Without `valid_from` there is no validation part. Repeats are left out first. Raises ValueError where an event
        has no time, or `valid_from` is after `cut`.
        """
        start = cut if valid_from is None else valid_from
        if start > cut:
            raise ValueError(f"valid_from is {start}, after the cut {cut}; validation comes before test")
        once = self.once()
        parts: list[dict[str, tuple[Interaction, ...]]] = [{}, {}, {}]
        for user, history in once._events.items():
            if history[0].time is None:
                raise ValueError(f"user {user!r} met item {history[0].item!r} at no known time; use leave_one_out()")
            first, second = (bisect_left(history, moment, key=lambda event: event.time or 0) for moment in (start, cut))
            for part, events in zip(parts, (history[:first], history[first:second], history[second:]), strict=True):
                if events:
                    part[user] = events
        return Split(_of(parts[0]), _of(parts[1]), _of(parts[2]), len(self) - len(once))

    def in_shares(self, seed: int, *, held: float = 0.1, known: bool = True) -> Split:
        """A share `held` of all events for test, as many for validation, the rest for training, drawn from `seed`.

        With `known` the first event drawn of every user and every item stays in training, as in PEPLER's splits (Li et
        al. 2023, sec. 5.1), so that it knows whoever is asked about; where that leaves too few, both parts have fewer.
        Repeats are left out first.
        """
        once = self.once()
        drawn = list(once)
        random.Random(seed).shuffle(drawn)
        users, items = set[str](), set[str]()
        free: list[tuple[str, str]] = []
        for event in drawn:
            if not known or (event.user in users and event.item in items):
                free.append((event.user, event.item))
            users.add(event.user)
            items.add(event.item)
        count = min(round(held * len(drawn)), len(free) // 2)
        test, valid = frozenset(free[:count]), frozenset(free[count : 2 * count])
        either = test | valid
        return Split(
            once._kept(lambda event: (event.user, event.item) not in either),
            once._kept(lambda event: (event.user, event.item) in valid),
            once._kept(lambda event: (event.user, event.item) in test), len(self) - len(once),
        )  # fmt: skip

    def renumbered(self, seed: int) -> tuple[Interactions, Mapping[str, str]]:
        """The same events with items numbered "1" to "n" in an order drawn from `seed`; and new id by old id."""
        old = sorted(self.items)
        random.Random(seed).shuffle(old)
        new = {item: str(number) for number, item in enumerate(old, 1)}
        histories = {
            user: tuple(replace(event, item=new[event.item]) for event in history)
            for user, history in self._events.items()
        }
        return _of(histories), new

    def _kept(self, keep: Callable[[Interaction], bool]) -> Interactions:
        kept = ((user, tuple(filter(keep, history))) for user, history in self._events.items())
        return _of({user: history for user, history in kept if history})


@dataclass(frozen=True, slots=True)
class Case:
    """One question of an evaluation: given what a user met before, oldest first, which item comes next?"""

    user: str
    history: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Split:
    """Three parts; every event of `once()` lies in exactly one. `repeats` counts the events left out as repeats."""

    train: Interactions
    valid: Interactions
    test: Interactions
    repeats: int = 0

    def cases(self, part: Literal["valid", "test"]) -> Iterator[Case]:
        """The cases of a part: each of its events, with all that its user met before it in any part."""
        earlier = (self.train,) if part == "valid" else (self.train, self.valid)
        chosen = self.valid if part == "valid" else self.test
        for user in chosen.users:
            history = tuple(event.item for before in earlier for event in before.history(user))
            for event in chosen.history(user):
                yield Case(user, history, event.item)
                history += (event.item,)


def _of(histories: dict[str, tuple[Interaction, ...]]) -> Interactions:
    """Interactions from histories that are in order already."""
    made = Interactions(())
    made._events = histories
    return made


def _ordered(history: list[Interaction], seed: int | None) -> tuple[Interaction, ...]:
    if any(event.time is None for event in history):
        history.sort(key=_when)
    else:
        history.sort(key=attrgetter("time"))
    if seed is None or len({event.time for event in history}) == len(history):
        return tuple(history)
    # A generator for each user: what one user's events are does not change another's order.
    rng = random.Random(f"{seed}/{history[0].user}")
    ordered: list[Interaction] = []
    for (known, _), group in groupby(history, _when):
        ties = list(group)
        if known:
            rng.shuffle(ties)
        ordered += ties
    return tuple(ordered)


def _when(event: Interaction) -> tuple[bool, int]:
    return (event.time is not None, event.time or 0)
