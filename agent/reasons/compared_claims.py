"""Reads comparisons with another item: "newer than Alien", "six years before Aliens", "half an hour longer"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.reasons.clauses import Clause
from agent.reasons.cues import COMPARING
from agent.reasons.scene import Read, Scene
from agent.reply import Claim
from data.records import Item

_BY = re.compile(r"<n(\d+)>[\s-]*(years?|minutes?|mins?|hours?|decades?)")
OPPOSITE = {"newer": "older", "older": "newer", "longer": "shorter", "shorter": "longer"}
_OWN = re.compile(r"\b(?:it|this|this one|the film|the movie|its|that one)\b|<s\d+>")
_THAN_IT = re.compile(r"\s*(?:than\s+)?(?:it|this|<s\d+>)")
_FOLLOWS = frozenset({"before", "after", "followed", "follows"})


def compared_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """The comparisons of a clause between the item and each other item that it names, or named last."""
    for pattern, kind in COMPARING:
        cue = pattern.search(clause.shape)
        if cue is None:
            continue
        after = clause.shape[cue.end() :]
        if cue.group() in _FOLLOWS and not _BY.search(clause.shape) and not re.match(r"\s*<t\d", after):
            continue
        numbers = clause.numbers("t")
        others = [scene.other(clause, number) for number in numbers] or scene.earlier(clause, sentences=1)
        way = OPPOSITE.get(kind, kind) if _is_turned(clause, cue, numbers) else kind
        amount = _amount(clause, kind, scene)
        mark = (numbers or clause.numbers() or [0])[0]
        for other in others[:1]:
            yield compared(way, scene.item, other, amount), mark
        if not others:
            yield Claim("comparison", cue.group(), False, {"item": scene.item.id}), mark
        return


def compared(kind: str, item: Item, other: Item, amount: float | None = None) -> Claim:
    """The claim that an item is newer, older, longer or shorter than another, or of its year or length."""
    return Claim(kind, other.title, False, {"item": item.id, "other": other.id, "by": amount})


def _is_turned(clause: Clause, cue: re.Match[str], others: list[int]) -> bool:
    """Whether the other item is what is newer, older ...: "Alien is older", "which is older than it"."""
    before = [number for number in others if clause.place(number)[0] < cue.start()]
    if not before:
        return False
    after = [number for number in others if clause.place(number)[0] > cue.start()]
    between, behind = clause.shape[clause.place(before[-1])[1] : cue.start()], clause.shape[cue.end() :]
    if _OWN.search(between):
        return False
    return bool(_THAN_IT.match(behind)) or not after


def _amount(clause: Clause, kind: str, scene: Scene) -> float | None:
    """By how much, in years or minutes; None where no amount is said."""
    found = _BY.search(clause.shape)
    if found is None:
        if re.search(r"\ba year (?:newer|older|later|earlier|before|after|younger)\b", clause.shape):
            return 1.0
        if re.search(r"\ba decade\b", clause.shape):
            return 10.0
        if re.search(r"\bhalf an hour\b", clause.shape):
            return 30.0
        return 60.0 if re.search(r"\ban hour\b", clause.shape) else None
    scene.spent.add(int(found[1]))
    number = float(getattr(clause.marks[int(found[1])], "first", 0.0))
    unit = found[2][0]
    return number * (60.0 if unit == "h" else 10.0 if unit == "d" else 1.0)
