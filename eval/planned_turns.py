"""Agents' turns with the goal and topic that annotators wrote, and rules that guess them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.catalogue import Catalogue
from data.mentions import letters
from data.records import Dialogue, Turn
from prompts.plan import Plan

KINDS = ("goal", "topic")


@dataclass(frozen=True, slots=True)
class PlannedTurn:
    """A place in a dialogue where its agent speaks."""

    dialogue: Dialogue
    place: int

    @property
    def context(self) -> tuple[Turn, ...]:
        """The turns before it."""
        return self.dialogue.turns[: self.place]


def planned_turns(dialogues: Iterable[Dialogue], kind: str) -> list[PlannedTurn]:
    """The agents' turns that have a label of this kind, in order."""
    return [
        PlannedTurn(dialogue, place)
        for dialogue in dialogues for place, turn in enumerate(dialogue.turns)
        if turn.speaker == "agent" and label(turn, kind)
    ]


def label(turn: Turn, kind: str) -> str:
    """The turn's recorded goal or topic (`Plan.recorded`) by its letters."""
    return letters(getattr(Plan.recorded(turn), kind).replace("_", " "))


def without_leaks(dialogues: Iterable[Dialogue], catalogue: Catalogue) -> list[Dialogue]:
    """Those whose profile names no item of the dialogue, neither one that is said nor one that a turn is about.

    In 152 of DuRecDial's 811 the profile names what is recommended; with what is merely talked about they are 242.
    """
    titles = {letters(item.title) for item in catalogue}

    def leaks(dialogue: Dialogue) -> bool:
        known = {letters(value) for values in dialogue.profile.values() for value in values}
        said = {letters(catalogue[item].title) for turn in dialogue.turns for item in turn.items()}
        about = {letters(turn.topic) for turn in dialogue.turns}
        return not known.isdisjoint(said | about & titles)

    return [dialogue for dialogue in dialogues if not leaks(dialogue)]


class Guess:
    """What training dialogues make likely, told the recorded labels of the turns before: an oracle's knowledge.

    `most_frequent` is always the same, `repeat` the label of the turn before, `bigram` what most often follows it.
    """

    def __init__(self, train: Sequence[Dialogue], kind: str) -> None:
        self._kind = kind
        self._often: Counter[str] = Counter()
        self._after: dict[str, Counter[str]] = {}
        for case in planned_turns(train, kind):
            own = label(case.dialogue.turns[case.place], kind)
            self._often[own] += 1
            self._after.setdefault(self._before(case), Counter())[own] += 1

    def most_frequent(self, case: PlannedTurn) -> str:
        """The commonest label of agents' turns; "" where there is none."""
        return max(self._often, key=lambda one: (self._often[one], one), default="")

    def repeat(self, case: PlannedTurn) -> str:
        """The label of the turn before, whoever spoke; at the start the commonest."""
        return self._before(case) or self.most_frequent(case)

    def bigram(self, case: PlannedTurn) -> str:
        """The commonest label after that of the turn before; after one that training does not have, itself."""
        after = self._after.get(self._before(case))
        return max(after, key=lambda one: (after[one], one)) if after else self.repeat(case)

    def _before(self, case: PlannedTurn) -> str:
        return label(case.context[-1], self._kind) if case.context else ""
