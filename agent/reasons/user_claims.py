"""Reads what a text says of the user: items they like or dislike, what they asked for and what they would be spared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.reasons.checker import years
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
    r"|^(?:and |also,? )*(?:asked for|wanted|looking for)\b|\byou had(?= .*\bin mind\b)"
)
_MODAL_WISH = re.compile(
    r"\b(?:you (?:might|may|could|would|will|can)|you'll|"
    r"you'd(?! (?:sooner|rather|had|asked|put|requested|wished|wanted))|"
    r"if you)\s"
)
_TELLS = re.compile(rf"\s+(?:me\s+)?(?:that\s+)?(?:you|your)(?:'ve)?\s+(?:\w+\s+){{0,2}}{LIKING}\b")
"""Behind "you said": what the user told of their likes is no wish."""

_SAID_OF = re.compile(r",? (?:which|that|a film|one) (?:you|of your)\b")
_TOLD = re.compile(r"\byou (?:already |told me )?(?:that )?(?:you )?(?:like|liked|enjoyed|love|loved) $|your list")
_DATING = re.compile(r"<[st]\d+>\s*\($")
"""Before the year that tells an item from its namesake."""

_WHAT_IF = re.compile(r"\bhad you not\b|\bwithout your\b|\bif you had(?:n't| not)\b|\bhadn't you\b")
"""What would be if the user had not asked for something says that they did."""

_NOT_ONLY = re.compile(
    r"(?:\bnot|n't)\s+(?:only|just|merely|simply|solely|least)\b"
    r"|\bno (?:less|doubt|wonder|surprise|question|stranger)\b|\bnone other\b|\bnothing (?:less|short|if not)\b"
)
"""Denials that deny nothing."""

_NOT_MISSING = re.compile(r"\b(?:neither|not|never|nor|isn't|aren't)\b.*\b(?:missing|absent)\b")
_PAST = re.compile(r"@.*\b(?:is|are|should|will|has|have|gets)\b|\bamong\b")
"""A verb behind a wish's first value: what follows is said of the item."""

_SPARED = re.compile(
    r"\b(?:to be spared|to avoid|sooner avoid|rather avoid|drew the line|draw the line|had enough|fed up)\b"
)
_NONE = re.compile(r"\s*(?:none|no|not|never|nope|nothing|nowhere)\b")
_ENDED = re.compile(
    r"-free\b|\s+(?:is|are|was) (?:not|nowhere|absent|missing|left out|off)\b|"
    r"\s+(?:has|have|plays?|takes?|gets?|finds?) no\b|"
    r"\s+(?:does|do|is)n't\b"
)
_BREAK = re.compile(
    r"[;:]|\b(?:which|that's|who|so|it|this)\b|,(?!\s*(?:@|#|(?:and|or|but|no|not|with|from|by|nothing|something|anything|an?)\b))"
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
        if not _COMPARED.search(clause.before(number)) or _SAID_OF.match(clause.after(number)):
            other = scene.item if clause.marks[number].sort == "self" else scene.other(clause, number)
            yield Claim("liked", other.title, False, of(other, said="liked")), number


def wish_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """Claims on what the user asked for or asked to be spared, each with the same said of the item."""
    cue = next((one for one in _YOUR_WISH.finditer(clause.shape) if not _TELLS.match(clause.shape[one.end() :])), None)
    if cue is None or _MODAL_WISH.search(clause.shape[max(0, cue.start() - 1) :][:14]):
        return
    place = clause
    meant = _wished(scene, clause, cue)
    if not meant and re.fullmatch(r"[\sa-z]*:", clause.shape[cue.end() :]):
        place = scene.next(clause) or clause
        meant = list(scene.unspent(place, "pvyd"))[:1] if place is not clause else []
    for number in meant:
        if number in scene.spent:
            continue
        if place.marks[number].sort in ("year", "decade"):
            yield _years(scene, place, number), number
            continue
        scene.spent.add(number)
        facets = scene.facets(place, number)
        spared = is_denied(scene, place, number) or _SPARED.search(clause.shape)
        if spared and not _WHAT_IF.search(clause.shape):
            yield _said("avoided", scene.preferences.avoided, facets, scene.item), number
        else:
            yield _said("wanted", scene.preferences.wanted, facets, scene.item), number


def _wished(scene: Scene, clause: Clause, cue: re.Match[str]) -> list[int]:
    """The marks that a wish is about: those behind its cue that it reaches, else one before ("dark, as you asked")."""
    values = [one for one in scene.unspent(clause, "pvyd") if not _DATING.search(clause.before(one))]
    behind = [number for number in values if cue.end() <= clause.place(number)[0]]
    if meant := [number for number in behind if _reaches(clause, cue.end(), number)]:
        return meant
    before = [number for number in values if clause.place(number)[0] < cue.start() and _is_wishable(clause, number)]
    wanted = [one for one in before if _stands(scene, clause, one)]
    return wanted[-1:] or before[-1:]


def _is_wishable(clause: Clause, number: int) -> bool:
    """A year before "as you asked" is the item's own, which lies within what was asked for."""
    return clause.marks[number].sort != "year" or re.search(r"\bbetween\s+$", clause.before(number)) is not None


def _years(scene: Scene, clause: Clause, number: int) -> Claim:
    """The claim that the user named these years: a decade, one year, two years with "to" between, or one open end."""
    scene.spent.add(number)
    setting = Facet("keyword", f"{int(clause.first(number))}s")
    if setting in scene.preferences.wanted:
        return _said("wanted", scene.preferences.wanted, (setting,), scene.item)
    before, after = clause.before(number), clause.after(number)
    first: int | None = int(clause.first(number))
    last: int | None = int(clause.last(number))
    if pair := re.match(r"\s*(?:to|and|until|-|–)\s*<[yd](\d+)>", after):
        scene.spent.add(int(pair[1]))
        last = int(clause.last(int(pair[1])))
    elif re.search(r"\b(?:after|post)\s+(?:the\s+)?$", before):
        first, last = (last or 0) + 1, None
    elif re.search(r"\b(?:before|older than|pre)\s+(?:the\s+)?$", before):
        first, last = None, (first or 0) - 1
    elif re.search(r"\b(?:since|newer than)\s+(?:the\s+)?$", before) or re.match(r"\s*(?:on|or later|or newer)", after):
        last = None
    elif re.search(r"\b(?:up to|until)\s+(?:the\s+)?$", before):
        first = None
    return Claim("years", years(first, last), False, of(scene.item, year_from=first, year_to=last))


def is_denied(scene: Scene, clause: Clause, number: int) -> bool:
    """Whether a value is said not to be there, before it in its phrase or right behind it ("horror-free")."""
    before = re.split(r"[,;]|\bbut\b|<[stpvxydncm]\d+>(?!\s*(?:,|and|or|nor)\s)", clause.before(number))[-1]
    before = _NOT_ONLY.sub(" ", before)
    joined = _joined(clause, number)
    after = clause.after(number)[:24]
    if _NOT_MISSING.search(clause.shape):
        return False
    if clause.shape.endswith(("?", ":")) and (answer := scene.follows(clause)) and _NONE.match(answer.shape):
        return True
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
    plain = MARK.sub(lambda mark: "@" if mark[1] in "pvyd" else "#", between)
    return not (_BREAK.search(plain) or _PAST.search(plain))


def _stands(scene: Scene, clause: Clause, number: int) -> bool:
    if clause.marks[number].sort in ("year", "decade"):
        first = clause.first(number)
        return first in (scene.preferences.year_from, scene.preferences.year_to)
    said = (*scene.preferences.wanted, *scene.preferences.avoided)
    return any(_same(one, facet) for one in said for facet in scene.facets(clause, number))


def _said(kind: str, said: tuple[Facet, ...], facets: tuple[Facet, ...], item: Item) -> Claim:
    meant = next((facet for facet in facets if any(_same(one, facet) for one in said)), facets[0])
    return Claim(kind, meant.value, False, of(item, kind=meant.kind, stated=item.values(meant.kind)))


def _same(one: Facet, other: Facet) -> bool:
    return one.kind == other.kind and one.value.lower() == other.value.lower()
