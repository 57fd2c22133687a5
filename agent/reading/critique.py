"""Critiques: "something older", "less violent", "more romantic", "too long", "funnier". They move from an item, not
from nothing.

The word comes from critiquing-based recommenders (unit and directional critiques: Burke 2000; Chen & Pu 2012).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.finding.bounds import joined_bounds
from agent.finding.families import LOOSE
from agent.reading.vocabulary import PEOPLE_KINDS, ValueMention, Vocabulary
from agent.session import Facet, Preferences
from data.catalogue import Catalogue

_YEARS = {
    "older": -1, "more classic": -1, "less recent": -1, "less modern": -1, "too new": -1, "too recent": -1,
    "too modern": -1, "newer": 1, "more recent": 1, "more modern": 1, "less old": 1, "too old": 1, "fresher": 1,
    "not as old": 1, "not so old": 1, "not as new": -1, "not that old": 1,
}  # fmt: skip
_NUMBERS = {
    "shorter": ("minutes", -1), "less long": ("minutes", -1), "not as long": ("minutes", -1),
    "not so long": ("minutes", -1),
    "not that long": ("minutes", -1), "too long": ("minutes", -1), "longer": ("minutes", 1),
    "too short": ("minutes", 1),
    "not as short": ("minutes", 1), "cheaper": ("price", -1), "less expensive": ("price", -1),
    "too expensive": ("price", -1),
    "not as expensive": ("price", -1), "more expensive": ("price", 1), "pricier": ("price", 1),
    "too cheap": ("price", 1),
}  # fmt: skip
_ADJECTIVES = {
    "funnier": "funny", "sillier": "funny", "scarier": "scary", "creepier": "scary", "darker": "dark",
    "grittier": "dark",
    "sadder": "sad", "lighter": "feel-good", "happier": "feel-good", "weirder": "quirky", "stranger": "quirky",
    "slower": "slow-burn", "faster": "fast-paced", "gentler": "gentle", "calmer": "gentle", "quieter": "slow-burn",
    "smarter": "thought-provoking", "deeper": "thought-provoking", "bloodier": "gory", "sweeter": "romantic",
    "tenser": "tense",
    "milder": "gentle", "softer": "gentle", "cheerier": "feel-good",
}  # fmt: skip
_OPPOSITES = {"lighter": ("dark",), "happier": ("sad",), "milder": ("violent", "gory"), "softer": ("violent",)}
_CLOSE = {
    "violent": ("gory",), "scary": ("horror",), "depressing": ("dark",), "heavy": ("sad",), "disturbing": ("scary",),
}  # fmt: skip
"""What goes with a mood, or a word for it, that is too much: less violent is less gory, less gory may be violent."""

_FAULTS = {
    "silly": ("raunchy", "quirky"), "goofy": ("raunchy", "quirky"), "dumb": ("raunchy",), "stupid": ("raunchy",),
    "juvenile": ("raunchy",), "childish": ("family-friendly", "animation"), "cheesy": ("feel-good",),
    "corny": ("feel-good",), "soppy": ("feel-good",), "mushy": ("feel-good",), "sentimental": ("feel-good",),
    "sugary": ("feel-good",), "boring": ("slow-burn",), "dull": ("slow-burn",), "artsy": ("slow-burn", "quirky"),
    "arty": ("slow-burn", "quirky"), "pretentious": ("slow-burn", "mind-bending"),
}  # fmt: skip
"""What people find too much of, and that nobody would ask for by that word."""

_FAULT = re.compile(rf"\b(?:too|so|less|not\s+(?:as|so|that))\s+({'|'.join(_FAULTS)})\b", re.IGNORECASE)

_NOUN = re.compile(r"(?:ence|ness|[^su]s|gore|blood|bloodshed|killing|shooting|humou?r|splatter)$", re.IGNORECASE)
"""What is no adjective: who finds "too much violence" is offered something less violent."""

_RELATIVE_WORDS = "|".join(
    re.escape(word).replace(r"\ ", r"\s+")
    for word in sorted([*_YEARS, *_NUMBERS, *_ADJECTIVES], key=len, reverse=True)
)
_RELATIVE = re.compile(
    rf"\b({_RELATIVE_WORDS})\b(?!\s+(?:brother|sister|than\s+(?:the\s+)?(?:\d|[a-z]*ties\b)|on\b|today\b))",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(less|fewer|not\s+(?:as|so|that|quite\s+so)|(?:way\s+)?too(?:\s+(?:much|many))?|way\s+to"
    r"|toned?[\s-]down)\s+(?:of\s+an?\s+)?$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(more|not\s+enough|even\s+more|much\s+more|extra)\s+$", re.IGNORECASE)
_NOT_TOO = re.compile(r"not\s+too\s+(?:much\s+)?$", re.IGNORECASE)
_NOT_ENOUGH = re.compile(r"^\s+enough\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|isn['’]?t|nothing|no|without|never)\s+(?:anything\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Critique:
    """One direction away from an item: `years` and `amount` are -1 or +1, `more` and `less` are facets; `word` names
    it."""

    word: str
    years: int = 0
    amount: tuple[str, int] | None = None
    more: tuple[Facet, ...] = ()
    less: tuple[Facet, ...] = ()


def find_critiques(
    text: str, values: Sequence[ValueMention], vocabulary: Vocabulary, *, faults: bool = True
) -> tuple[tuple[Critique, ...], frozenset[ValueMention]]:
    """The critiques of a text, and the value mentions that are part of one ("violent" in "less violent").

    `faults` says whether what is found "so boring" may be the list: it is not where a title is judged.
    """
    found: list[Critique] = []
    used: set[ValueMention] = set()
    for match in _RELATIVE.finditer(text):
        if any(value.start < match.end() and match.start() < value.end for value in values) or _DENIED.search(
            text[: match.start()]
        ):
            continue
        found.append(_relative(" ".join(match[1].lower().split()), vocabulary))
    for match in _FAULT.finditer(text) if faults else ():
        less = tuple(facet for value in _FAULTS[match[1].lower()] for facet in vocabulary.named(value)[:1])
        found.append(Critique(f"less {match[1].lower()}", less=less))
    for value in values:
        before, after = text[: value.start], text[value.end :]
        word = text[value.start : value.end].lower()
        if value.facets[0].kind in LOOSE:
            # No adjective: "too many sequels" is a ban, "more chases" a wish.
            continue
        if _LESS.search(before) and not _NOT_TOO.search(before):
            if _NOUN.search(word):
                word = value.facets[0].value.lower()
            found.append(Critique(f"less {word}", less=_with_close(word, value.facets, vocabulary)))
        elif value.facets[0].kind in PEOPLE_KINDS:
            continue
        elif (more := _MORE.search(before)) or (
            _NOT_ENOUGH.search(after) and re.search(r"\bnot\s+$", before, re.IGNORECASE)
        ):
            if more and re.search(r"\bno\s+more\s+$", before, re.IGNORECASE):
                continue
            if _NOUN.search(word):
                word = value.facets[0].value.lower()
            if not more or not _lists_more(before):
                found.append(Critique(f"more {word}", more=value.facets))
            else:
                continue
        else:
            continue
        used.add(value)
    return tuple(one for one in found if one.years or one.amount or one.more or one.less), frozenset(used)


def apply_critique(
    preferences: Preferences, critique: Critique, anchor: str | None, catalogue: Catalogue
) -> Preferences:
    """The preferences moved in the critique's direction from `anchor`; without one, from the middle of the catalogue.

    A bound that points the other way and would leave nothing is dropped: the latest wish counts.
    """
    if critique.years:
        preferences = _with_years(preferences, critique.years, anchor, catalogue)
    if critique.amount:
        preferences = _with_amount(preferences, *critique.amount, anchor, catalogue)
    wanted = tuple(facet for facet in preferences.wanted if facet not in critique.less)
    avoided = tuple(facet for facet in preferences.avoided if facet not in critique.more)
    return replace(
        preferences,
        wanted=tuple(dict.fromkeys(wanted + critique.more)),
        avoided=tuple(dict.fromkeys(avoided + critique.less)),
    )


def _relative(word: str, vocabulary: Vocabulary) -> Critique:
    if word in _YEARS:
        return Critique("older" if _YEARS[word] < 0 else "newer", years=_YEARS[word])
    if word in _NUMBERS:
        name, sign = _NUMBERS[word]
        plain = {
            ("minutes", -1): "shorter",
            ("minutes", 1): "longer",
            ("price", -1): "cheaper",
            ("price", 1): "pricier",
        }
        return Critique(plain[name, sign], amount=(name, sign))
    less = tuple(facet for value in _OPPOSITES.get(word, ()) for facet in vocabulary.named(value))
    return Critique(word, more=vocabulary.named(_ADJECTIVES[word])[:1], less=less)


def _with_close(word: str, facets: tuple[Facet, ...], vocabulary: Vocabulary) -> tuple[Facet, ...]:
    said = dict.fromkeys([*(one.value.lower() for one in facets), word])
    close = [facet for one in said for value in _CLOSE.get(one, ()) for facet in vocabulary.named(value)]
    return tuple(dict.fromkeys([*facets, *close]))


def _lists_more(before: str) -> bool:
    """ "show me more comedies" asks for more of them, "more romantic" for another degree; both want the value."""
    return bool(re.search(r"\b(?:show\s+me|give\s+me|any|some|see)\s+more\s+$", before, re.IGNORECASE))


def _with_years(preferences: Preferences, sign: int, anchor: str | None, catalogue: Catalogue) -> Preferences:
    pivot = catalogue[anchor].year if anchor is not None else None
    if pivot is None:
        known = sorted(item.year for item in catalogue if item.year is not None)
        if not known:
            return preferences
        pivot = known[len(known) // 2]
    if sign < 0:
        start = preferences.year_from if preferences.year_from is not None and preferences.year_from < pivot else None
        return replace(preferences, year_from=start, year_to=pivot - 1)
    end = preferences.year_to if preferences.year_to is not None and preferences.year_to > pivot else None
    return replace(preferences, year_from=pivot + 1, year_to=end)


def _with_amount(
    preferences: Preferences, name: str, sign: int, anchor: str | None, catalogue: Catalogue
) -> Preferences:
    pivot = catalogue[anchor].numbers.get(name) if anchor is not None else None
    if pivot is None:
        known = sorted(item.numbers[name] for item in catalogue if name in item.numbers)
        if not known:
            return preferences
        pivot = known[len(known) // 2]
    step = 1.0 if float(pivot).is_integer() else 0.01
    asked = (None, pivot - step) if sign < 0 else (pivot + step, None)
    before = next(((least, most) for own, least, most in preferences.limits if own == name), (None, None))
    others = tuple(one for one in preferences.limits if one[0] != name)
    return replace(preferences, limits=(*others, (name, *joined_bounds(before, asked))))
