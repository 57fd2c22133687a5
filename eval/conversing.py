"""Plays a script to an agent and adds up what the witness found."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field

from data.catalogue import Catalogue
from eval.measure import Cost
from eval.naming import Naming
from eval.result import Kind, Metric, Row
from eval.script import Step, conversations
from eval.talkers import Answer, Talker
from eval.witness import COUNTS, Witness

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What some conversations came to; `presses` are feedback buttons, which are no turns.

    `items` and `claims` say how much there was to judge: an agent that lists nothing has no fault either.
    """

    turns: int = 0
    presses: int = 0
    items: int = 0
    claims: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.turns += other.turns
        self.presses += other.presses
        self.items += other.items
        self.claims += other.claims
        self.faults += other.faults

    def row(self, system: str, kind: Kind, cost: Cost, **more: float) -> Row:
        """The tally as a row of counts."""
        size = {"turns": self.turns, "presses": self.presses, "items": self.items, "claims": self.claims}
        counts = {**size, **{name: self.faults[name] for name in COUNTS}, **more}
        return Row(system, kind, {name: Metric(count) for name, count in counts.items()}, cost.seconds, cost.peak_mb)


def converse(
    talker: Talker, catalogue: Catalogue, turns: int, *, noun: str, seed: int, hostile: bool = False,
    level: int = logging.WARNING,
) -> Tally:
    """Hold as many scripted conversations as make `turns` turns. Every fault is logged with what led to it."""
    tally, naming = Tally(), Naming(catalogue)
    for number, steps in enumerate(conversations(catalogue, turns, noun=noun, seed=seed)):
        talker.begin(f"script-{seed}-{number}")
        witness = Witness(catalogue, naming, hostile=hostile)
        listed: tuple[str, ...] = ()
        for step in steps:
            item = _pressed(step, listed)
            if step.press and item is None:
                continue
            witness.step(step, item)
            answer = talker.press(step.press, item) if item is not None else talker.say(step.text)
            listed = answer.items or listed
            found = witness.judge(answer)
            tally.faults += found
            tally.turns += item is None
            tally.presses += item is not None
            tally.items += len(answer.items)
            tally.claims += len(answer.claims)
            _note(level, number, step, answer, found)
    return tally


def _pressed(step: Step, listed: tuple[str, ...]) -> str | None:
    return listed[step.place % len(listed)] if step.press and listed else None


def _note(level: int, conversation: int, step: Step, answer: Answer, found: Counter[str]) -> None:
    faults = {name: count for name, count in found.items() if name != "refused"}
    if faults:
        did = step.press or step.text[:200]
        _log.log(
            level, "conversation %d, %s %r: %s in %r %s %s", conversation, step.family, did, faults, answer.text[:300],
            answer.items, answer.failed,
        )
