"""Reads what a text says of other people: "17 people who liked Alien liked it too", "many fans of Alien chose this"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from agent.finding.co_liking import CoLiking
from agent.reasons.checker import ALONE, TOGETHER
from agent.reasons.clauses import Clause
from agent.reasons.cues import CROWD, cue, either
from agent.reasons.scene import Read, Scene, of
from agent.reply import Claim
from data.records import Item

_LEANS = cue(
    "who, too, also, both, same, did, as well, do, likewise, pair, together, alike, them, overlap, those, that one,"
    "one, fans, beside, alongside, it"
)
_NO_CROWD = re.compile(
    r"\bamong others\b|\baudiences (?:first )?(?:got|saw|met)\b|"
    r"\bnobody (?:would|could|can|will)\b|\bno one (?:would|could|can|will)\b")
_OF = re.compile(
    r"\bof (?:the |those |its |all |these |some |about |roughly )*<n(\d+)>"
    r"|<n\d+> (?:out )?of (?:the |those |its |all )*<n(\d+)>"
)
_NOBODY = re.compile(r"\b(?:nobody|no one|none|not a (?:single )?\w+) (?:who|of|that)\b")
_SHARES = (("half", 0.5), ("a third", 1 / 3), ("a quarter", 0.25), ("two thirds", 2 / 3), ("three quarters", 0.75))
_VAGUE = (
    (re.compile(r"\bhundreds\b"), 200), (re.compile(r"\bdozens\b"), 24), (re.compile(r"\bscores\b"), 40),
)
_MOST = re.compile(r"\b(?:most|majority|more than half|over half)\b")
_FEW = 3
_MEASURES = re.compile(
    r"^(?:\s|-)*"
    + either("minutes?, mins?, hours?, years?, yrs?, stars?, decades?, months?, of my, reasons?, things?, points?")
    + r"\b"
)


def crowd_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """The claims on what other people liked; the marks that they are made of are spent."""
    if not CROWD.search(_NO_CROWD.sub(" ", clause.shape)):
        return
    if ("how many" in clause.shape or clause.shape.endswith(":")) and not clause.numbers("n"):
        yield from _answered(scene, clause)
        return
    numbers = [one for one in scene.unspent(clause, "n") if not _MEASURES.match(clause.after(one))]
    named = clause.numbers("t")
    others = [scene.other(clause, number) for number in named]
    if not others and _LEANS.search(clause.shape):
        others = scene.earlier(clause, sentences=1)
    counts = [clause.first(number) for number in numbers]
    marks = [*numbers, *clause.numbers("c"), *named] or clause.numbers("s")
    scene.spent.update((*numbers, *clause.numbers("c"), *named))
    if not marks:
        return
    for other in others:
        yield _together(scene, clause, other, counts), marks[0]
    if not others and counts:
        count = int(counts[0])
        kind = ALONE[scene.liking.said] if scene.liking is not None else "popular"
        yield Claim(kind, str(count), False, of(scene.item, count=count)), marks[0]


def _answered(scene: Scene, clause: Clause) -> Iterator[Read]:
    """ "How many liked both? Four." """
    answer = scene.follows(clause)
    named = clause.numbers("t")
    scene.spent.update(named)
    for number in answer.numbers("n")[:1] if answer is not None and named else ():
        scene.spent.add(number)
        yield _together(scene, clause, scene.other(clause, named[0]), [clause.first(number)]), number


def _together(scene: Scene, clause: Clause, other: Item, counts: list[float]) -> Claim:
    liking = scene.liking
    if _NOBODY.search(clause.shape):
        return Claim("untogether", other.title, False, of(scene.item, liked=other.id))
    kind = TOGETHER[liking.said] if liking is not None else "co_liked"
    count = _stated(clause, counts, liking, scene.item, other) if liking is not None else None
    return Claim(kind, other.title, False, of(scene.item, liked=other.id, count=count))


def _stated(clause: Clause, counts: list[float], liking: CoLiking, item: Item, other: Item) -> int | None:
    """The count that the words state; where they are vague the true one if they may be said of it, else None."""
    if item.id not in liking.catalogue or other.id not in liking.catalogue:
        return None
    row = liking.catalogue.row(other.id)
    true = int(liking.together(row)[liking.catalogue.row(item.id)])
    everyone = int(liking.counts[row])
    if shares := clause.numbers("c"):
        stated = clause.first(shares[0])
        return true if everyone and abs(100 * true / everyone - stated) < 1 else None
    if len(counts) > 1 and _OF.search(clause.shape):
        of_all, counts = max(counts), [min(counts)]
        if of_all not in (everyone, int(liking.counts[liking.catalogue.row(item.id)])):
            return None
    if share := _share(clause):
        return true if everyone and abs(true / everyone - share) <= 0.12 * share else None
    if counts:
        return _rounded(clause, int(counts[0]), true)
    for words, least in _VAGUE:
        if words.search(clause.shape):
            return true if true >= least else None
    if _MOST.search(clause.shape):
        return true if 2 * true > everyone else None
    return true if true >= _FEW else None


def _share(clause: Clause) -> float | None:
    """The share that "one in five", "half" or "a third of those" say; None where nothing of the kind is said."""
    if found := re.search(r"\bone in <n(\d+)>", clause.shape):
        return 1 / max(clause.first(int(found[1])), 1.0)
    return next((share for words, share in _SHARES if re.search(rf"\b{words} (?:of|the)\b", clause.shape)), None)


def _rounded(clause: Clause, count: int, true: int) -> int:
    """The true count where the words bound it ("over 100", "about 20") and are right, else the stated one."""
    shape = clause.shape
    if re.search(r"\b(?:over|more than|upwards of) (?:a )?<n\d", shape):
        return true if true > count else count
    if re.search(r"\b(?:at least|no fewer than|no less than) (?:a )?<n\d", shape):
        return true if true >= count else count
    if re.search(r"\b(?:fewer than|under|less than) (?:a )?<n\d", shape):
        return true if true < count else count
    if re.search(r"\b(?:about|around|roughly|some|nearly|almost|close to) (?:a )?<n\d", shape):
        return true if math.isclose(true, count, rel_tol=0.1) else count
    return count
