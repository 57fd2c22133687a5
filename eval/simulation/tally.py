"""Judges the answers of one conversation, one after the other, by what the user had stated before each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.records import Item
from eval.simulation.constraint import Constraint
from eval.simulation.finder import Finder
from eval.simulation.outcome import Outcome
from eval.simulation.user import SimulatedUser
from eval.talkers import Answer

SHOWN = 5
"""Items of an answer that the user looks at: a longer list is no advantage."""


class Tally:
    """What came of the answers so far; `shown` items of each are looked at."""

    def __init__(self, finder: Finder, *, shown: int = SHOWN) -> None:
        self._finder, self._most = finder, shown
        self._judged = self._ignored = self._items = self._violated = self._unmet = self._unsaid = 0
        self._repeated = self._unknown = self._failed = self._turn = 0
        self._shown: set[str] = set()
        self._transcript: list[tuple[str, str, tuple[str, ...]]] = []
        self._faults: list[str] = []

    def take(self, message: str, answer: Answer, stated: Sequence[Constraint]) -> tuple[Item, ...]:
        """Judge an answer by what was stated so far, the message before it included; what it lists."""
        self._turn += 1
        self._failed += bool(answer.failed or answer.refused)
        pairs = list(zip(answer.items, answer.titles, strict=True))[: self._most]
        listed = tuple(item for pair in pairs if (item := self._finder.find(*pair)) is not None)
        self._unknown += len(pairs) - len(listed)
        said = answer.failed or answer.refused or answer.text
        self._transcript += (("user", message, ()), ("agent", said, tuple(item.label() for item in listed)))
        if listed:
            self._judge(listed, stated, said=bool(answer.notice))
        return listed

    def outcome(self, found_at: int | None, user: SimulatedUser) -> Outcome:
        """All of it."""
        return Outcome(
            found_at, items=self._items, violated=self._violated, unmet=self._unmet, unmet_unsaid=self._unsaid,
            repeated=self._repeated, unknown=self._unknown, stated=self._judged, ignored=self._ignored,
            questions=user.asked, answered=user.answered, failed=self._failed, transcript=tuple(self._transcript),
            faults=tuple(self._faults),
        )  # fmt: skip

    def _judge(self, listed: Sequence[Item], stated: Sequence[Constraint], *, said: bool) -> None:
        hard = [one for one in stated if one.hard]
        unmet = _breaking(listed, (one for one in stated if not one.hard))
        self._items += len(listed)
        self._violated += _breaking(listed, hard)
        self._unmet += unmet
        self._unsaid += 0 if said else unmet
        self._repeated += sum(item.id in self._shown for item in listed)
        self._shown |= {item.id for item in listed}
        ignored = [one for one in stated[self._judged :] if one.ignored_by(listed)]
        self._ignored += len(ignored)
        self._judged = len(stated)
        self._faults += [f"turn {self._turn} ignores {one}" for one in ignored]
        for item in listed:
            broken = [one for one in hard if one.broken_by(item)]
            self._faults += [f"turn {self._turn} violates {one} with {item.label()}" for one in broken]


def _breaking(listed: Iterable[Item], constraints: Iterable[Constraint]) -> int:
    """How many items break at least one of some constraints."""
    wanted = tuple(constraints)
    return sum(any(one.broken_by(item) for one in wanted) for item in listed)
