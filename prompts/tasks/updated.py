"""What is new since a time: histories of which only the later events are targets, and repeats of what was before.

A catalogue and its users go on after a model was tuned. An update reads whole histories, learns what came `since`, and,
so that the old is not unlearned, repeats a share of it (experience replay: Rolnick et al. 2019, sec. 3).
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property

from data.interactions import Interactions
from data.records import ItemRef, Profile
from prompts.example import Example
from prompts.prompt import Slot
from prompts.tasks.history import History

_HELD = 10
"""One user of so many validates, with their last event alone."""


class Updated(History):
    """One example a user who met something since `since` (seconds since 1970), and `repeats` of all examples from
    before. Every user's events are learned from, but the last one of users who validate.

    "valid" and "test" ask the same: the last event of a tenth of those users, who are the same in every update.
    """

    name = "updated"
    wording = "history"

    def __init__(
        self, interactions: Interactions, *, liked_from: float, longest: int,
        profiles: Mapping[str, Profile] | None = None, since: float = 0.0, repeats: float = 0.0,
    ) -> None:
        super().__init__(interactions, liked_from=liked_from, longest=longest, profiles=profiles)
        self.since, self.repeats = since, repeats

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        users = list(self._new)
        rng.shuffle(users)
        if split != "train":
            for user in users:
                if _held(user) and len(events := self._liked.history(user)) > 1:
                    history = [event.item for event in events[-self.longest - 1 : -1]]
                    yield self._of(user, self.asked(history, events[-1].item))
            return
        for user in users:
            if (example := self._learned(user)) is not None:
                yield self._of(user, example)
            # As many repeats as make up their share of all examples, drawn, since they are seldom whole.
            while self._before and rng.random() < self.repeats:
                yield self._repeated(rng)

    @cached_property
    def _new(self) -> dict[str, int]:
        """User -> how many of their events are new, of those who have any."""
        found = {}
        for user in self._liked.users:
            if count := sum((event.time or 0) >= self.since for event in self._liked.history(user)):
                found[user] = count
        return found

    @cached_property
    def _before(self) -> list[str]:
        """Users of whom there is something to repeat."""
        events = ((user, self._liked.history(user)) for user in self._liked.users)
        return [user for user, history in events if len(history) - self._new.get(user, 0) > 1]

    def _learned(self, user: str) -> Example | None:
        """A target before each new event of a user; None where there is none to learn from."""
        events, new = self._liked.history(user), self._new[user]
        if _held(user):
            events, new = events[:-1], new - 1
        events = events[-self.longest - 1 :]
        first = max(0, len(events) - new)
        pieces: list[ItemRef | Slot] = []
        for place, event in enumerate(events):
            pieces += [Slot(event.item)] if place >= first else []
            pieces += [ItemRef(event.item)] if place < len(events) - 1 else []
        return Example({"items": tuple(pieces)}) if first < len(events) else None

    def _repeated(self, rng: random.Random) -> Example:
        """A window of what somebody met before, a target before each of its items."""
        user = rng.choice(self._before)
        events = self._liked.history(user)
        before = events[: len(events) - self._new.get(user, 0)]
        start = rng.randint(0, max(0, len(before) - self.longest - 1))
        window = before[start : start + self.longest + 1]
        return self._of(user, self.learned([event.item for event in window], rng))


def _held(user: str) -> bool:
    return zlib.crc32(user.encode("utf-8", "replace")) % _HELD == 0
