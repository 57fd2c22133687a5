"""What happened, as values: items, interactions, turns and dialogues. Nothing here knows of a file or a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Speaker = Literal["user", "agent"]


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the catalogue.

    `attributes` maps a kind to its values in the order of the source, e.g. `{"genre": ("Drama",), "cast": (...)}`;
    `numbers` holds what can be compared, e.g. `{"minutes": 136.0}`. Both may be empty: only id and title are needed.
    """

    id: str
    title: str
    year: int | None = None
    description: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    numbers: Mapping[str, float] = field(default_factory=dict, hash=False)

    def values(self, kind: str) -> tuple[str, ...]:
        """The values of one attribute, empty where the item has none."""
        return self.attributes.get(kind, ())

    def label(self) -> str:
        """The title as a person writes it, with the year where there is one: `Heat (1995)`."""
        return self.title if self.year is None else f"{self.title} ({self.year})"


@dataclass(frozen=True, slots=True)
class Review:
    """What a user wrote of an item: the text, its headline, and the name they sign with; "" where there is none."""

    text: str = ""
    headline: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One user met one item. `time` orders a user's events (any unit); `value` is a rating on the source's scale;
    `profile` is what was told of the user beforehand, in words.
    """

    user: str
    item: str
    time: int | None = None
    value: float | None = None
    review: Review | None = None
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a user besides events: values by kind, e.g. `{"gender": ("F",), "age": ("25-34",)}`."""

    user: str
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def values(self, kind: str) -> tuple[str, ...]:
        """The values of one kind, empty where nothing is known."""
        return self.attributes.get(kind, ())

    @property
    def traits(self) -> tuple[str, ...]:
        """Kinds and values as one text each: `("gender: female", "age: 25-34")`."""
        return tuple(f"{kind}: {value}" for kind, values in self.attributes.items() for value in values)


@dataclass(frozen=True, slots=True)
class ItemRef:
    """An item inside a text: a reference to a row of the catalogue, never its title as a bare string."""

    item: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said: words and item references in reading order.

    The rest is what annotators wrote beside it, empty where nobody did: `goal` is what the turn is for and `topic` what
    it is about (DuRecDial), `knowledge` the (head, relation, tail) facts it rests on, `intents` its labels (IARD's
    intents and actions, INSPIRED's sociable strategies).
    """

    speaker: Speaker
    pieces: tuple[str | ItemRef, ...]
    goal: str = ""
    topic: str = ""
    knowledge: tuple[tuple[str, str, str], ...] = ()
    intents: tuple[str, ...] = ()

    def items(self) -> tuple[str, ...]:
        """The ids of the items said in this turn, in order."""
        return tuple(piece.item for piece in self.pieces if isinstance(piece, ItemRef))


@dataclass(frozen=True, slots=True)
class Mark:
    """What a dialogue's questionnaire says of one item; None where it does not say."""

    suggested: bool | None = None
    seen: bool | None = None
    liked: bool | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation between a user who seeks an item and an agent who recommends.

    `profile` is what is known of the user beforehand, e.g. `{"Residence": ("Utrecht",)}`; `people` are the source's
    numbers of those who talk, empty where it does not say.
    """

    id: str
    turns: tuple[Turn, ...]
    marks: Mapping[str, Mark] = field(default_factory=dict, hash=False)
    split: str = "train"
    profile: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    people: tuple[str, ...] = ()
