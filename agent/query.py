"""What is looked for in one turn: the preferences, the words of the moment, and what must not come back."""

from __future__ import annotations

from dataclasses import dataclass, field

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
