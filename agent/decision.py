"""What can be decided, and what it is decided on: a decision, and the turn that it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.reading.ordering import Order
from agent.reading.understanding import Understanding
from agent.reply import Action
from agent.session import Session
from prompts.example import Value

Line = tuple[str, Mapping[str, Value]]
"""A situation and its fields; {item} is filled in when the top item is known."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to answer: `lines` are said in order, the last one is the main one; `item` is what an answer is about."""

    action: Action
    lines: tuple[Line, ...]
    item: str | None = None
    fallback: Line | None = None
    """The main line where the top item turns out not to be what `lines` says it is."""
    repeats: bool = False
    """Whether the last list is shown once more, because it was asked for."""
    unlike: str | None = None
    """The item whose shelf to stay away from this once ("something completely different")."""
    order: Order | None = None
    """What the list is sorted by, in place of taste."""
    first: tuple[str, ...] = ()
    """The items that were looked for without their titles: they lead the list."""

    @property
    def situation(self) -> str:
        """The situation of the main line."""
        return self.lines[-1][0]


@dataclass(frozen=True, slots=True)
class TurnToAnswer:
    """A message, and the session before it and after it was remembered. `plan` says what people would do next, or "".
    """

    before: Session
    session: Session
    understood: Understanding
    nouns: str
    plan: Callable[[], str]

    @property
    def acts(self) -> frozenset[str]:
        """What the message does."""
        return self.understood.acts
