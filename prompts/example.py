"""One training or serving case of a task, before it is worded: named fields and what was said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.records import ItemRef
from prompts.prompt import Message, Piece, Slot


@dataclass(frozen=True, slots=True)
class Said:
    """Pieces taken over as they are, where a field is a whole utterance."""

    pieces: tuple[Piece, ...]


Value = str | ItemRef | Slot | Said | tuple[str | ItemRef | Slot, ...]
"""What a field may hold; a tuple is worded as a list: `A, B and C`."""


@dataclass(frozen=True, slots=True)
class Example:
    """A task supplies all of its fields; a template takes the ones it names.

    `situation` picks the templates that fit (e.g. "recommend"); `context` is the conversation before it; `user` is the
    row of a personal soft prompt, None where there is none; `rating` is what the user gave the item, which is never
    said but may be learned beside the words (PEPLER's regulariser); `profile` are the user's traits and
    `month` is when it is asked, neither of them said.
    """

    fields: Mapping[str, Value] = field(default_factory=dict, hash=False)
    situation: str = ""
    context: tuple[Message, ...] = ()
    user: int | None = None
    rating: float | None = None
    profile: tuple[str, ...] = ()
    month: int | None = None
