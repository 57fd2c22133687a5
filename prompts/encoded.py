"""An encoded prompt: what a model reads at each position, and what it should learn there."""

from __future__ import annotations

from dataclasses import dataclass, field

from prompts.prompt import Future, Prompt

IGNORE = -100
"""A label that is not learned."""
NO_ITEM = -1
"""No item row here."""


@dataclass(slots=True)
class Encoded:
    """Four parallel lists, one entry a position; `futures` are what is asked at positions where anything is.

    `rows` holds an item row where the input embedding is an item vector, else NO_ITEM; `labels` the token to predict at
    this position (not shifted), else IGNORE; `targets` the item row that a `[REC]` at this position should score
    highest.
    """

    ids: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    user: int | None = None
    rating: float | None = None
    profile: tuple[str, ...] = ()
    futures: dict[int, Future] = field(default_factory=dict)
    person: str = ""
    month: int | None = None

    @classmethod
    def of(cls, prompt: Prompt) -> Encoded:
        """No position yet, and what is known of who asks."""
        return cls(
            user=prompt.user, rating=prompt.rating, profile=prompt.profile, person=prompt.person, month=prompt.month,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, token: int, *, row: int = NO_ITEM, learn: bool = False, target: int = NO_ITEM) -> None:
        """Append one position."""
        self.ids.append(token)
        self.rows.append(row)
        self.labels.append(token if learn else IGNORE)
        self.targets.append(target)

    def extend(self, other: Encoded, start: int = 0) -> None:
        """Append the positions of another from `start` on."""
        shift = len(self) - start
        self.futures |= {at + shift: future for at, future in other.futures.items() if at >= start}
        self.ids += other.ids[start:]
        self.rows += other.rows[start:]
        self.labels += other.labels[start:]
        self.targets += other.targets[start:]
