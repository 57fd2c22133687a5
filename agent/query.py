"""What is looked for in one turn: the preferences, the words of the moment, and what must not come back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent.filters import Filters
from agent.session import Preferences


@dataclass(frozen=True, slots=True)
class Query:
    """One request to retrievers and rankers.

    `like` are items to stay near without the user having said that they like them ("more like the first", a history);
    `exclude` are ids that must not be returned, beside the known ones of the preferences; `words` is free text.
    """

    preferences: Preferences = field(default_factory=Preferences)
    words: str = ""
    like: tuple[str, ...] = ()
    exclude: frozenset[str] = frozenset()
    filters: Filters = field(default_factory=Filters)

    def text(self) -> str:
        """The words to search with: those of the moment and the wishes that matched no attribute."""
        return " ".join(part for part in (self.words, *self.preferences.wishes) if part)

    def near(self) -> tuple[str, ...]:
        """The items to stay near: the liked ones, then `like`, each once."""
        return tuple(dict.fromkeys(self.preferences.liked + self.like))

    def hidden(self) -> frozenset[str]:
        """Every id that must not be returned."""
        return self.preferences.known() | self.exclude | frozenset(self.like)

    def stated(self) -> Preferences:
        """The preferences with filters and the words of the moment: all that a reason may lean on as "you asked"."""
        own, filters = self.preferences, self.filters
        first = [year for year in (own.year_from, filters.year_from) if year is not None]
        last = [year for year in (own.year_to, filters.year_to) if year is not None]
        return replace(
            own,
            wanted=own.wanted + tuple(facet for group in filters.required for facet in group),
            avoided=own.avoided + filters.avoided,
            year_from=max(first, default=None),
            year_to=min(last, default=None),
            limits=own.limits + filters.limits,
            wishes=tuple(part for part in (self.words, *own.wishes) if part),
        )
