"""Reads what a text says an item is or has: people by their parts, values, years, decades and running times.

It may be said of the item, of another one that the text names, or of both ("like Alien, it is from the 1970s").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.finding.families import LOOSE
from agent.reading.common_words import COMMON_WORDS
from agent.reading.vocabulary import PEOPLE_KINDS
from agent.reasons.clauses import Clause
from agent.reasons.cues import ADDING, MAKING, PLAYING, SHARING
from agent.reasons.scene import Read, Scene, of
from agent.reasons.user_claims import is_denied
from agent.reply import Claim
from agent.session import Facet
from data.records import Item

_PLAYERS = ("cast", "actor")
_KINDS = {
    "director": "director", "directors": "director", "maker": "director", "star": "cast", "stars": "cast",
    "lead": "cast", "actor": "cast", "actress": "cast", "cast": "cast", "genre": "genre", "genres": "genre",
    "country": "country", "mood": "mood", "theme": "keyword", "themes": "keyword",
}  # fmt: skip
_KIND = rf"({'|'.join(_KINDS)})"
_SAME_KIND = re.compile(rf"\b(?:shar(?:es?|ing) (?:its|the|a)|(?:the )?same|common) {_KIND}\b[^<]*$")
_OF_KIND = re.compile(
    rf"\bthe (?:same )?{_KIND}s? (?:of|from|who made|behind) $"
    r"|\bthe same (hands|mind|team|eye) (?:that|as|behind|which)[^<]*$"
)
_SAID = re.compile(r"\b(?:you|your|yours|i|we|will|would|might|may|can|should|to)\s+(?:\w+\s+)?$|'(?:ll|d|ve)\s+$")
"""Before an everyday word that is no theme: "your love of", "you will love"."""

_VERB = re.compile(r"(?:\b(?:it|this|that|who|which|one|film|movie)|<[stp]\d+>)\s+$")
"""Before a word that is a verb then, though some keyword is spelt so: "it bears", "this travels"."""

_MAKERS = tuple(kind for kind in PEOPLE_KINDS if kind not in _PLAYERS)
_ROLE = re.compile(rf"\b(?:(?P<made>{MAKING})|(?P<played>{PLAYING}))\b")
_PAIRED = re.compile(
    r"<t\d+> and (?:<s\d+>|it|this|that one)|(?:<s\d+>|\bit|\bthis(?: one| film| movie)?|\bthe film) and <t\d+>"
)
_SETTING = re.compile(
    r"(?:\bset (?:in|during)|\babout|\btag(?:ged)?|\b(?:filed|listed) (?:as|under)|\bdescribed as|\bthemes?\b[^<]*|:|"
    r"\bmarked|\bword|<v\d+>,|<v\d+> and|^)\s*(?:the\s+)?$"
)
"""Before a decade that a story is set in, and did not come out in."""

_OPENING = re.compile(
    r"^(?:and )?(?:also|again|likewise|similarly|equally|once more|what's more|on top of that|too|for another|"
    r"for one thing|it helps too)\b,?\s*"
)
_SAME_TIME = r"\bsame (?:release )?year\b|\bsame (?:running time|length)\b|\bshar\w+ the (?:screen|bill\w*)\b"
_JOINED = re.compile(
    _SAME_TIME
    + r"|<[pv]\d+>,? and <[pv]\d+> (?:are |is |were |have |star |appear |feature )?both\b"
    r"|\band so (?:has|is|does) <p\d+>|\bboth (?:an? |the )?<[pv]\d+> and (?:an? |the )?<[pv]\d+>"
)
"""Where "both" joins two values of one item, and "also" two sentences: nothing is said of another item."""

_BARE = re.compile(r"(?:(?:the |an? |and |or )*<[pvyd]\d+>(?: film| movie)?[,.;!]*\s*)+")
"""Values alone, as behind "they share a theme:"."""

_UNLIKE = re.compile(r"\bunlike <t")
_OWN = re.compile(r"\b(?:it|it's|its|this|here|the film|the movie|that one|this one)\b|<s\d+>")
_BOUNDS = (
    (re.compile(r"\b(?:under|below|less than|shy of|fewer than|at most|no more than|within|inside|up to)\s+(?:an? )?$"),
     0.0, 1.0),
    (re.compile(r"\b(?:over|above|more than|upwards of|at least|just over)\s+(?:an? )?$"), 1.0, float("inf")),
    (re.compile(r"\b(?:about|around|roughly|nearly|almost|some|close to)\s+(?:an? )?$|\bgive or take\b"), 0.9, 1.1),
)
"""Words before an amount -> between which multiples of it the truth may lie."""

_NOUN = r"(?:film|movie|book|classic|hit|picture)"
_PART = r"(?:star|director|lead|maker|man behind|woman behind|one of the cast)"
_AHEAD = re.compile(
    rf"(?:'s?)?(?: own)? <t(\d+)>|,? (?:who|whose|that) (?:\w+ ){{1,4}}<t(\d+)>|,? (?:of|from) <t(\d+)>(?: fame)?"
    rf"|\s+{_NOUN}\s+<t(\d+)>|,? (?:the |its )?{_PART} of <t(\d+)>"
)
_BEHIND = re.compile(
    r"<t(\d+)>(?:\s*\(|,?\s+(?:a |an |the |another )?(?:film |movie |one )?"
    r"(?:from|by|of|with|starring|directed by|which stars|in|dating from)\s+(?:the\s+)?"
    rf"|'s\s+(?:{_PART}|cast member|year|genre)?,?\s*)$|{_PART} of <t(\d+)>,?\s*$"
)
_ACTS = re.compile(r"<t\d+>(?: fame)?, (?:directs?|directed|stars?|leads?|made|makes|plays?|is|helms|wrote|returns)\b")
_HELM = re.compile(
    r"[\s,]*(?:in the director's chair|directing|behind (?:the camera|it)|at the helm|at the wheel|as director)"
)


def fact_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """The claims on attributes, years and running times of a clause."""
    for number in list(scene.unspent(clause, "pv")):
        yield from _value_claims(scene, clause, number)
    yield from _kind_claims(scene, clause)
    for number in list(scene.unspent(clause, "yd")):
        yield from _time_claims(scene, clause, number)
    yield from _length_claims(scene, clause)
    for number in list(scene.unspent(clause, "x")):
        scene.spent.add(number)
        yield Claim("name", "", False, of(scene.item)), number


def _value_claims(scene: Scene, clause: Clause, number: int) -> Iterator[Read]:
    scene.spent.add(number)
    kinds = _kinds(clause, number) if clause.marks[number].sort == "person" else None
    facets = scene.facets(clause, number)
    if is_denied(scene, clause, number):
        yield Claim("absent", facets[0].value, False, of(scene.item, kind=facets[0].kind)), number
        return
    if _is_chance(clause, number, facets) and not _has(scene.item, facets, None):
        return
    for item in _meant(scene, clause, number, lambda item: _has(item, facets, kinds)):
        allowed = kinds if item is scene.item else None
        yield _attribute(item, facets, allowed), number


def _is_chance(clause: Clause, number: int, facets: Sequence[Facet]) -> bool:
    """Whether an everyday word that some keyword is made of is meant as that word: "your love of", "to survive"."""
    words = {facet.value.lower() for facet in facets if facet.kind in LOOSE}
    if clause.after(number).startswith(" in mind"):
        return True
    if len(words) == 1 and _VERB.search(clause.before(number)) and clause.words(number).endswith(("s", "ing", "ed")):
        return True
    return len(words) == 1 and words <= COMMON_WORDS and bool(_SAID.search(clause.before(number)))


def _kind_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """That two items have a director, star ... in common, where no name is said: "the same director as Alien"."""
    for number in clause.numbers("t"):
        found = _SAME_KIND.search(clause.before(number)) or _OF_KIND.search(clause.before(number))
        if found and not clause.numbers("pv") and not clause.shape.endswith(":"):
            other = scene.other(clause, number)
            kind = _KINDS.get(found[1] or "director", "director")
            yield Claim("shared", kind, False, of(scene.item, other=other.id)), number


def _time_claims(scene: Scene, clause: Clause, number: int) -> Iterator[Read]:
    scene.spent.add(number)
    first, last = int(clause.first(number)), int(clause.last(number))

    def holds(item: Item) -> bool:
        return item.year is not None and first <= item.year <= last

    setting = Facet("keyword", f"{first}s")
    if _has(scene.item, [setting], None) and _SETTING.search(clause.before(number)):
        yield _attribute(scene.item, [setting], None), number
        return
    for item in _meant(scene, clause, number, holds):
        kind = "year" if first == last else "decade"
        years = str(first) if first == last else f"{first}-{last}"
        yield Claim("dated" if kind == "decade" else "year", years, False, of(item, first=first, last=last)), number


def _length_claims(scene: Scene, clause: Clause) -> Iterator[Read]:
    """Running times: "95 minutes", "under two hours"."""
    marks = list(scene.unspent(clause, "m"))
    if not marks or "minutes" not in scene.item.numbers:
        return
    scene.spent.update(marks)
    total = clause.first(marks[0])
    before = clause.before(marks[0])
    low, high = next(((low, high) for words, low, high in _BOUNDS if words.search(before)), (1.0, 1.0))
    least, most = low * total, high * total
    for item in _meant(scene, clause, marks[0], lambda item: least <= item.numbers.get("minutes", -1.0) <= most):
        yield Claim("number", f"{total:g}", False, of(item, number="minutes", least=least, most=most)), marks[0]


def _meant(scene: Scene, clause: Clause, number: int, holds: object) -> Sequence[Item]:
    """The items that something is said of."""
    true = holds if callable(holds) else bool
    if re.search(r"<s\d+>\s*\($", clause.before(number)):
        return [scene.item]
    attached = _attached(scene, clause, number)
    if attached is not None and not _main(clause, number):
        return [attached]
    others = scene.others(clause)
    if _UNLIKE.search(clause.shape):
        return [scene.item]
    shape = _JOINED.sub(" ", _OPENING.sub("", clause.shape))
    strong, weak = SHARING.search(shape), ADDING.search(shape)
    if others and (strong or weak or _PAIRED.search(clause.shape)):
        return [scene.item, *others]
    if not others and _BARE.fullmatch(clause.shape) and (told := scene.announced(clause)) is not None:
        return [scene.item, *(scene.others(told) if SHARING.search(told.shape) else ())]
    if not others and strong and not re.search(r"\blike\b", strong.group()):
        return [scene.item, *scene.earlier(clause, sentences=2)[:1]]
    if not others and weak and (before := scene.earlier(clause)):
        return [scene.item, *before[:1]]
    if others and not _OWN.search(clause.shape):
        # Nothing says whose it is: one of them must bear it out.
        return [next((one for one in others if not true(scene.item) and true(one)), scene.item)]
    return [scene.item] if attached is None else [scene.item, attached]


def _attached(scene: Scene, clause: Clause, number: int) -> Item | None:
    """The other item that a value stands beside: "Nolan's Inception", "Alien (1979)", "who directed Alien"."""
    after, before = clause.after(number), clause.before(number)
    found = _AHEAD.match(after) or _BEHIND.search(before)
    return None if found is None else scene.other(clause, int(next(group for group in found.groups() if group)))


def _main(clause: Clause, number: int) -> bool:
    """Whether what stands beside another item is said of the item as well: "It is by Scott, who made Alien"."""
    after, before = clause.after(number), clause.before(number)
    return bool(
        re.match(r",? (?:who|whose|that|the |of|from|its|one of)", after)
        and (_OWN.search(clause.shape) or _ACTS.search(after))
        or re.search(r"(?:director|star|maker|lead)(?: of <t\d+>)?,?\s*$", before)
    )


def _kinds(clause: Clause, number: int) -> tuple[str, ...] | None:
    """The kinds of people that the words around a name allow; None for any."""
    before = re.split(r"<[stvpxydncm]\d+>", clause.before(number))[-1]
    after = re.split(r"<[stvpxydncm]\d+>", clause.after(number))[0]
    if _HELM.match(after):
        return _MAKERS
    if re.search(r"\bby (?:the (?:great |one and only )?)?$", before):
        return _PLAYERS if re.search(r"\b(?:play|act|perform|lead|head|carri)\w* (?:here )?by $", before) else _MAKERS
    if re.search(r"\bdirect(?:s|ed|ing) $", before):
        return None
    last = next(reversed(list(_ROLE.finditer(before))), None)
    joined = re.search(r"<p(\d+)>(?:,? (?:and|&|or)|,) $", clause.before(number))
    if last is None and joined:
        return _kinds(clause, int(joined[1]))
    cue = last or _ROLE.search(after)
    if cue is None:
        return None
    return _MAKERS if cue["made"] else _PLAYERS


def _has(item: Item, facets: Sequence[Facet], kinds: Sequence[str] | None) -> bool:
    return any(
        facet.value.lower() in (value.lower() for value in item.values(facet.kind))
        for facet in facets if kinds is None or facet.kind in kinds
    )


def _attribute(item: Item, facets: Sequence[Facet], kinds: Sequence[str] | None) -> Claim:
    allowed = [facet for facet in facets if kinds is None or facet.kind in kinds]
    meant = next((one for one in allowed if _has(item, [one], None)), (allowed or list(facets))[0])
    kind = meant.kind if allowed else (kinds or (meant.kind,))[0]
    return Claim(kind, meant.value, False, of(item, stated=item.values(kind)))
