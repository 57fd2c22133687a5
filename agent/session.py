"""A session: what was said, what the user wants, what was shown. An immutable value; the face stores it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from data.records import Turn


@dataclass(frozen=True, slots=True)
class Facet:
    """One attribute value that a catalogue really has, e.g. Facet("director", "Christopher Nolan")."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the user said they like and want: explicit, shown to them, editable, and all that ranking may use.

    Item fields hold catalogue ids. `limits` bound numbers, e.g. ("minutes", None, 120.0) is at most two hours.
    `wishes` are the user's own words that matched no attribute; they steer retrieval only. Of the wanted facets of a
    group in `either` one is enough; what is no longer wanted of a group counts for nothing there.
    """

    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    wanted: tuple[Facet, ...] = ()
    avoided: tuple[Facet, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    limits: tuple[tuple[str, float | None, float | None], ...] = ()
    wishes: tuple[str, ...] = ()
    either: tuple[tuple[Facet, ...], ...] = ()

    def wishes_met_by_one(self) -> tuple[tuple[Facet, ...], ...]:
        """The wanted facets in groups of which one is enough; most stand alone."""
        groups: dict[Facet, tuple[Facet, ...]] = {}
        for group in self.either:
            left = tuple(facet for facet in group if facet in self.wanted and facet not in groups)
            groups |= dict.fromkeys(left, left)
        return tuple(dict.fromkeys(groups.get(facet, (facet,)) for facet in self.wanted))

    def is_empty(self) -> bool:
        """Whether nothing at all is known of the user."""
        return self == Preferences()

    def known(self) -> frozenset[str]:
        """Items that must not be recommended again: liked, disliked and seen ones."""
        return frozenset(self.liked) | frozenset(self.disliked) | frozenset(self.seen)


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation with one user. Every change makes a new value."""

    id: str
    user: str | None = None
    turns: tuple[Turn, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    shown: tuple[str, ...] = ()
    """All items ever shown, in order."""
    last_list: tuple[str, ...] = ()
    """The items of the latest list, in its order: what "the second one" means."""
    refused: tuple[str, ...] = ()
    focus: str | None = None
    """The item that "it" means."""
    near: tuple[str, ...] = ()
    """Items that suggestions should stay near ("more like the first"), without the user having said they like them."""

    @property
    def heard(self) -> Turn:
        """The user's latest turn; one that says nothing before there is any."""
        return next((turn for turn in reversed(self.turns) if turn.speaker == "user"), Turn("user", ()))

    @property
    def asked(self) -> bool:
        """Whether the agent's latest turn ended with a question."""
        last = next((turn for turn in reversed(self.turns) if turn.speaker == "agent"), None)
        return last is not None and any(isinstance(one, str) and one.rstrip().endswith("?") for one in last.pieces[-1:])

    def said(self, *turns: Turn) -> Session:
        """The session with further turns."""
        return replace(self, turns=self.turns + turns)

    def preferring(self, preferences: Preferences) -> Session:
        """The session with other preferences."""
        return replace(self, preferences=preferences)

    def showing(self, items: Iterable[str]) -> Session:
        """The session after a new list was shown."""
        listed = tuple(items)
        fresh = tuple(item for item in listed if item not in self.shown)
        return replace(self, shown=self.shown + fresh, last_list=listed, focus=listed[0] if listed else self.focus)
