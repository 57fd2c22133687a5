"""Conversations between a user and an agent, and the cases that they hold for a recommender."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from data.held_out_people import people_to_hold_out
from data.records import Dialogue, Turn


@dataclass(frozen=True, slots=True)
class TurnCase:
    """An agent's turn that names items: what was said before it, the turn, and the items it names, each once.

    `new` are those targets that nobody named before: the literature reports recall on all and on new ones.
    """

    dialogue: Dialogue
    context: tuple[Turn, ...]
    turn: Turn
    targets: tuple[str, ...]

    @property
    def new(self) -> tuple[str, ...]:
        said = {item for turn in self.context for item in turn.items()}
        return tuple(item for item in self.targets if item not in said)


class Dialogues:
    """All dialogues in the order of the source. Immutable."""

    def __init__(self, dialogues: Iterable[Dialogue]) -> None:
        self._dialogues = tuple(dialogues)

    def __len__(self) -> int:
        return len(self._dialogues)

    def __iter__(self) -> Iterator[Dialogue]:
        return iter(self._dialogues)

    def __getitem__(self, place: int) -> Dialogue:
        return self._dialogues[place]

    @property
    def splits(self) -> tuple[str, ...]:
        """The names of the splits that occur, sorted."""
        return tuple(sorted({dialogue.split for dialogue in self}))

    def split(self, name: str) -> Dialogues:
        """The dialogues of one split; none where the source has no such split."""
        return Dialogues(dialogue for dialogue in self if dialogue.split == name)

    def with_validation(self, share: float = 0.1, *, seed: int = 0) -> Dialogues:
        """The same dialogues with a seeded share of "train" named "valid": for sources that come without (ReDial).

        Where the source says who talks, nobody of a validation dialogue talks in a training one, as nobody of ReDial's
        test does; dialogues between both sides are named "between" and left out of both. Raises ValueError where there
        is a validation split already, or the share is not between 0 and 1.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"the share is {share}; give a number between 0 and 1")
        if "valid" in self.splits:
            raise ValueError("these dialogues have a validation split; use it")
        train = [place for place, dialogue in enumerate(self) if dialogue.split == "train"]
        if all(self[place].people for place in train):
            held = people_to_hold_out([self[place].people for place in train], round(share * len(train)), seed=seed)
            sides = {place: set(map(held.__contains__, self[place].people)) for place in train}
            named = {place: "between" if len(side) > 1 else "valid" for place, side in sides.items() if True in side}
        else:
            named = dict.fromkeys(random.Random(seed).sample(train, round(share * len(train))), "valid")
        return Dialogues(
            replace(dialogue, split=named[place]) if place in named else dialogue for place, dialogue in enumerate(self)
        )

    def turns_with_targets(self) -> Iterator[TurnCase]:
        """Each turn of an agent that names at least one item, with all the turns before it."""
        for dialogue in self:
            for place, turn in enumerate(dialogue.turns):
                if turn.speaker == "agent" and (targets := tuple(dict.fromkeys(turn.items()))):
                    yield TurnCase(dialogue, dialogue.turns[:place], turn, targets)

    def turns_with_news(self) -> Iterator[TurnCase]:
        """Those that name an item which nobody had named before."""
        return (case for case in self.turns_with_targets() if case.new)
