"""Reads comparisons with another item: "newer than Alien", "six years before Aliens", "half an hour longer"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.reasons.clauses import Clause
from agent.reasons.cues import COMPARING
from agent.reasons.scene import Read, Scene
from agent.reply import Claim
from data.records import Item

_YEARS = re.compile(r"<n(\d+)>[\s-]*(years?|decades?)|\b(a|one) (year|decade)\b")
_AMOUNT = r"(?:<([nm])(\d+)>(?:[\s-]*(years?|decades?))?|\b(?:a|one) (year|decade))"
_RIGHT_BEFORE = re.compile(rf"{_AMOUNT}(?:\s+(?:or so|full|whole|to the day|exactly))?\s+(?:too |much |its |the )?$")
_RIGHT_AFTER = re.compile(
    rf"(?:[^<]|<t\d+>){{0,30}}(?:\bby (?:about |exactly |just |a margin of |some )?|(?<=by) ){_AMOUNT}"
)
OPPOSITE = {"newer": "older", "older": "newer", "longer": "shorter", "shorter": "longer"}
_OWN = re.compile(r"\b(?:it|this|this one|the film|the movie|its|that one)\b|<s\d+>")
_THAN_IT = re.compile(r"\s*(?:than\s+)?(?:it|this|<s\d+>)")
_NEEDS = frozenset({"more than", "less than", "short of", "elder", "senior", "junior"})
"""What compares only behind an amount, or before one."""

_FOLLOWS = frozenset({"before", "after", "followed", "follows"})


def compared_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """The comparisons of a clause between the item and each other item that it names, or named last."""
    for pattern, kind in COMPARING:
        cue = pattern.search(clause.shape)
        if cue is None:
            continue
        after = clause.shape[cue.end() :]
        if cue.group() in _FOLLOWS and not cue.start():
            continue
        if cue.group() in _FOLLOWS and not _YEARS.search(clause.shape) and not re.match(r"\s*<t\d", after):
            continue
        numbers = clause.numbers("t")
        others = [scene.other(clause, number) for number in numbers] or scene.earlier(clause, sentences=1)
        if cue.group().strip() in _NEEDS and not _RIGHT_BEFORE.search(clause.shape[: cue.start()]):
            continue
        way = OPPOSITE.get(kind, kind) if _is_turned(clause, cue, numbers) else kind
        amount = _amount(clause, kind, cue, scene)
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


def _amount(clause: Clause, kind: str, cue: re.Match[str], scene: Scene) -> float | None:
    """By how much, in years or minutes, where an amount stands at the comparison; None where none does."""
    before, after = clause.shape[: cue.start()], clause.shape[cue.end() :]
    for found in (_RIGHT_BEFORE.search(before), _RIGHT_AFTER.match(after), _RIGHT_BEFORE.search(before + cue.group())):
        if found is None:
            continue
        code, number, unit = found[1], int(found[2] or 0), found[3] or found[4] or ""
        if (kind in ("longer", "shorter")) != (code == "m"):
            continue
        scale = 10.0 if unit.startswith("decade") else 1.0
        if not code:
            return scale
        scene.spent.add(number)
        return scale * clause.first(number)
    return None
