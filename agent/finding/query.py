"""What is looked for in one turn: the preferences, the words of the moment, and what must not come back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent.finding.filters import Filters
from agent.session import Preferences, Session

_DECAY = 0.85
"""What each item counts beside the one said after it; chosen on validation events of MovieLens-1M."""

LATEST = 30
"""How many items of a long history are looked at."""

_AWAY = 0.5


@dataclass(frozen=True, slots=True)
class Query:
    """One request to retrievers and rankers.

    `like` are items to stay near without the user having said that they like them ("more like the first"), `before`
    those that were met before anything was said, oldest first: a history;
    `first` are items that lead the list where they may be shown; `exclude` are ids that must not be returned, beside
    the known ones of the preferences; `words` is free text. `person` is who asks, where that is known: a prompt kept of
    them is used, nothing else.
    """

    preferences: Preferences = field(default_factory=Preferences)
    words: str = ""
    like: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    exclude: frozenset[str] = frozenset()
    filters: Filters = field(default_factory=Filters)
    person: str = ""

    @classmethod
    def of(cls, session: Session) -> Query:
        """What a list of a session rests on: what is known of the user, and what it stays near to."""
        return cls(session.preferences, like=session.near, person=session.user or "")

    def text(self) -> str:
        """The words to search with: those of the moment and the wishes that matched no attribute."""
        return " ".join(part for part in (self.words, *self.preferences.wishes) if part)

    def near(self) -> tuple[str, ...]:
        """The items to stay near: those met before, the liked ones, then `like`; each once, the latest said last."""
        return tuple(dict.fromkeys(self.before + self.preferences.liked + self.like))

    def taste(self) -> dict[str, float]:
        """What to stay near (positive weights) and away from (negative), the latest said counting most.

        Each kind of weight sums to 1 in size, the disliked ones to a half, over the latest items.
        """
        near, away = _recent(self.near()), _recent(self.preferences.disliked)
        return {**near, **{item: -_AWAY * weight for item, weight in away.items()}}

    def hidden(self) -> frozenset[str]:
        """Every id that must not be returned."""
        return self.preferences.known() | self.exclude | frozenset(self.like + self.before)

    def stated(self) -> Preferences:
        """The preferences with filters and the words of the moment: all that a reason may lean on as "you asked"."""
        own, filters = self.preferences, self.filters
        first = [year for year in (own.year_from, filters.year_from) if year is not None]
        last = [year for year in (own.year_to, filters.year_to) if year is not None]
        return replace(
            own,
            wanted=own.wanted + tuple(facet for group in filters.required for facet in group),
            either=own.either + filters.required,
            avoided=own.avoided + filters.avoided,
            year_from=max(first, default=None),
            year_to=min(last, default=None),
            limits=own.limits + filters.limits,
            wishes=tuple(part for part in (self.words, *own.wishes) if part),
        )


def _recent(items: tuple[str, ...]) -> dict[str, float]:
    latest = list(reversed(items))[:LATEST]
    total = sum(_DECAY**age for age in range(len(latest)))
    return {item: _DECAY**age / total for age, item in enumerate(latest)}
