"""A prompt: messages of text pieces, item references and `[REC]` slots, before any tokenizer has seen them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from data.records import ItemRef

Role = Literal["system", "user", "agent"]


SlotName = Literal["REC", "ITEM", "FACT", "GOAL", "TOPIC", "NEXT", "REPLY"]


class Future(NamedTuple):
    """What is asked of what comes next: a reward, as a multiple of what is usual at this step, None where nothing is
    asked; and the step, the number of items before it.
    """

    reward: float | None
    step: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A place the LM leaves open, written `[REC]`, `[ITEM]` or `[FACT]`, for the house to fill with what is true.

    REC is a recommended item (the item head scores its state; `target` trains it, None at serving time), ITEM an item
    the user already named, FACT a value that the catalogue states. The others are no places but marks, which ask for a
    task at the end of a prompt (`prompts.planned`). `future` is what is asked of the item and of what follows it, for a
    model that hears wishes (`prompts.hearing.wish`).
    """

    target: str | None = None
    name: SlotName = "REC"
    future: Future | None = None

    def __str__(self) -> str:
        return f"[{self.name}]"


Piece = str | ItemRef | Slot


@dataclass(frozen=True, slots=True)
class Message:
    """What one role says. Strings in `pieces` are untrusted text: they can never become special tokens.

    `said` is False for the wording of a question, which is no word of a conversation and never learned as one.
    """

    role: Role
    pieces: tuple[Piece, ...]
    said: bool = field(default=True, compare=False)

    @property
    def text(self) -> str:
        """The words alone, item references and slots left out."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


@dataclass(frozen=True, slots=True)
class Prompt:
    """Messages in order. If the last one is the agent's the LM continues it, else the LM opens an agent message.

    `target` is what the agent should say next (training and scoring); `user` is the row of a personal soft prompt;
    `rating` is the user's of the item, which is not said; `profile` are traits of the user (`Profile.traits`), which
    only a soft prompt made of them reads; `person` names who asks, for a soft prompt that keeps rows of people
    (`prompts.kept_prompt`); `month` is the number of the month in which it is asked, for one that knows months
    (`prompts.soft.dated`).
    """

    messages: tuple[Message, ...]
    target: tuple[Piece, ...] = ()
    user: int | None = None
    rating: float | None = None
    profile: tuple[str, ...] = ()
    person: str = ""
    month: int | None = None

    @staticmethod
    def of(text: str, *, role: Role = "user") -> Prompt:
        """A prompt of one message of plain text."""
        return Prompt((Message(role, (text,)),))

    def with_target(self, pieces: Sequence[Piece]) -> Prompt:
        """The same prompt with what should be said next."""
        return replace(self, target=tuple(pieces))
