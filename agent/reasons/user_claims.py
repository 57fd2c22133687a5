"""Reads what a text says of the user: items they like or dislike, what they asked for and what they would be spared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.reasons.clauses import MARK, Clause
from agent.reasons.cues import CROWD, DENYING, DISLIKING, LIKING, WISHING
from agent.reasons.scene import Read, Scene, of
from agent.reply import Claim
from agent.session import Facet
from data.records import Item

_YOU = re.compile(r"\b(?:you|your|yours|you've|you'd|you're)\b")
_LIKES = re.compile(rf"\b{LIKING}\b")
_MODAL = re.compile(
    r"(?:\b(?:will|would|might|may|should|could|can|going to|likely to|bound to|sure to|ought to|want to|hope)|'ll)\s+"
    rf"(?:\w+\s+){{0,2}}{LIKING}\b"
)
"""What the user will like is no claim of what they said."""

_COMPARED = re.compile(
    r"\b(?:than|before|after|predates?|postdates?|follows|followed|preced\w+|unlike|until|since)\s+(?:the\s+|your\s+)?$"
)
_YOUR_WISH = re.compile(
    rf"\b(?:you|your|you've|you'd|you're|you were)\b(?:\s+(?!who\b)[\w'-]+){{0,4}}?\s+{WISHING}\b"
    r"|\b(?:as|per|on) (?:request(?:ed)?|ordered)\b|\byou(?:'re| are|'ve been) after\b"
)
_MODAL_WISH = re.compile(r"\b(?:you (?:might|may|could|would|will|can)|you'll|you'd|if you)\s")
_TOLD = re.compile(r"\byou (?:already |told me )?(?:that )?(?:you )?(?:like|liked|enjoyed|love|loved) $|your list")
_ENDED = re.compile(
    r"-free\b|\s+(?:is|are|was) (?:not|nowhere|absent|missing|left out|off)\b|\s+(?:does|do|is)n't\b"
)
_BREAK = re.compile(
    r"[;:]|\b(?:which|that's|who|so|it|this)\b|,(?!\s*(?:@|and|or|but|no|not|with|from|by|nothing))"
)


def liked_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """Claims that the user likes or dislikes items; the items stay to be read for what is said of them."""
    shape = clause.shape
    if not _YOU.search(shape) or (CROWD.search(shape) and not re.search(r"\byou(?:'ve)?\b", shape)):
        return
    if DISLIKING.search(shape):
        for number in clause.numbers("t"):
            other = scene.other(clause, number)
            yield Claim("disliked", other.title, False, of(other)), number
        return
    if not _LIKES.search(_MODAL.sub(" ", shape)):
        return
    for number in clause.numbers("ts"):
        if clause.marks[number].sort == "self" and not _TOLD.search(clause.before(number)):
            continue
        if not _COMPARED.search(clause.before(number)):
            other = scene.item if clause.marks[number].sort == "self" else scene.other(clause, number)
            yield Claim("liked", other.title, False, of(other, said="liked")), number


def wish_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """Claims on what the user asked for or asked to be spared, each with the same said of the item."""
    cue = _YOUR_WISH.search(clause.shape)
    if cue is None or _MODAL_WISH.search(clause.shape[max(0, cue.start() - 1) :][:14]):
        return
    values = list(scene.unspent(clause, "pv"))
    behind = [number for number in values if cue.end() <= clause.place(number)[0]]
    meant = [number for number in behind if _reaches(clause, cue.end(), number)]
    if not meant:
        before = [number for number in values if clause.place(number)[0] < cue.start()]
        wanted = [one for one in before if _stands(scene, clause, one)]
        meant = wanted[-1:] or before[-1:]
    for number in meant:
        scene.spent.add(number)
        facets = scene.facets(clause, number)
        if is_denied(clause, number):
            yield _said("avoided", scene.preferences.avoided, facets, scene.item), number
        else:
            yield _said("wanted", scene.preferences.wanted, facets, scene.item), number


def is_denied(clause: Clause, number: int) -> bool:
    """Whether a value is said not to be there, before it in its phrase or right behind it ("horror-free")."""
    before = re.split(r"[,;]|\bbut\b|<[stpvxydnc]\d+>(?!\s*(?:,|and|or|nor)\s)", clause.before(number))[-1]
    joined = _joined(clause, number)
    after = clause.after(number)[:24]
    return bool(DENYING.search(before if not joined else clause.before(joined)) or _ENDED.match(after))


def _joined(clause: Clause, number: int) -> int | None:
    """The first of a run of values that are joined to this one: "no horror, war or crime"."""
    first, place = None, number
    while match := re.search(r"<[pv](\d+)>(?:,\s*|\s+)(?:or|and|nor)?\s*$", clause.before(place)):
        first = place = int(match[1])
    return first


def _reaches(clause: Clause, start: int, number: int) -> bool:
    """Whether a value still belongs to the wish that is said before it."""
    between = clause.shape[start : clause.place(number)[0]]
    return not _BREAK.search(MARK.sub("@", between))


def _stands(scene: Scene, clause: Clause, number: int) -> bool:
    said = (*scene.preferences.wanted, *scene.preferences.avoided)
    return any(_same(one, facet) for one in said for facet in scene.facets(clause, number))


def _said(kind: str, said: tuple[Facet, ...], facets: tuple[Facet, ...], item: Item) -> Claim:
    meant = next((facet for facet in facets if any(_same(one, facet) for one in said)), facets[0])
    return Claim(kind, meant.value, False, of(item, kind=meant.kind, stated=item.values(meant.kind)))


def _same(one: Facet, other: Facet) -> bool:
    return one.kind == other.kind and one.value.lower() == other.value.lower()
