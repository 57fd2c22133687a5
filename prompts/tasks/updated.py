"""What is new since a time: histories of which only the later events are targets, and repeats of what was before.

A catalogue and its users go on after a model was tuned. An update reads whole histories, learns what came `since`, and,
so that the old is not unlearned, repeats a share of it (experience replay: Rolnick et al. 2019, sec. 3).
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from data.interactions import Interactions
from data.records import Interaction, Profile
from prompts.example import Example
from prompts.tasks.history import History, with_targets

_HELD = 10
"""One user of so many validates, with their last event alone."""


class Updated(History):
    """One example a user who met something since `since` (seconds since 1970), and `repeats` of all examples from
    before, each of one month's events. Every user's events are learned from, but the last one of users who validate.
    Months have `month` seconds and are counted from `began`; with 0 there are none.

    "valid" and "test" ask the same: the last event of a tenth of those users, who are the same in every update.
    """

    name = "updated"
    wording = "history"

    def __init__(
        self, interactions: Interactions, *, liked_from: float, longest: int,
        profiles: Mapping[str, Profile] | None = None, since: float = 0.0, repeats: float = 0.0,
        began: float = 0.0, month: float = 0.0,
    ) -> None:
        super().__init__(interactions, liked_from=liked_from, longest=longest, profiles=profiles)
        self.since, self.repeats, self.began, self.month = since, repeats, began, month

    def examples(self, split: str, rng: random.Random) -> Iterator[Example]:
        users = list(self._new)
        rng.shuffle(users)
        if split != "train":
            for user in users:
                if _held(user) and len(events := self._liked.history(user)) > 1:
                    history = [event.item for event in events[-self.longest - 1 : -1]]
                    asked = self.asked(history, events[-1].item)
                    yield self._of(user, replace(asked, month=self._month(events[-1])))
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
        return self._windowed(events, len(events) - new) if new else None

    def _repeated(self, rng: random.Random) -> Example:
        """What somebody met in one month before, or at any time where there are no months."""
        user = rng.choice(self._before)
        events = self._liked.history(user)
        before = events[: len(events) - self._new.get(user, 0)]
        last = rng.randrange(1, len(before))
        month = self._month(before[last])
        while last + 1 < len(before) and self._month(before[last + 1]) == month:
            last += 1
        first = next(place for place, event in enumerate(before) if self._month(event) == month)
        return self._of(user, self._windowed(before[: last + 1], first))

    def _windowed(self, events: Sequence[Interaction], first: int) -> Example:
        """The end of a history, with a target before each event from `first` on."""
        cut = max(0, len(events) - self.longest - 1)
        items = [event.item for event in events[cut:]]
        return Example({"items": with_targets(items, first - cut)}, month=self._month(events[-1]))

    def _month(self, event: Interaction) -> int | None:
        return int(((event.time or 0) - self.began) // self.month) if self.month else None


def _held(user: str) -> bool:
    return zlib.crc32(user.encode("utf-8", "replace")) % _HELD == 0
