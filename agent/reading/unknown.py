"""Titles that a user names and the catalogue does not have: quoted, dated, or capitalised after "loved" or "like"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import fuzz, process

from agent.reading.common_words import COMMON_WORDS
from agent.reading.tokens import Token, singular, tokenize

_QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]{2,60})[\"”»“]|(?<!\w)['‘]([^'‘’]{2,60})['’](?!\w)")
_SENTENCE = re.compile(r"(?:^|(?<=[.!?]\s))([^.!?]{3,60})[.!](?=\s+(?:That|It|My|Great|Loved|A|One)\b)")
_DATED = re.compile(
    r"((?:[A-Z0-9][\w'’.&!-]*)(?:[\s:,]+(?:[A-Z0-9][\w'’.&!-]*|of|the|and|a|in|to|for|on|at|de|la|le|&))*)\s*"
    r"\((?:18|19|20)\d\d\)"
)
_ASKED_FOR = re.compile(
    r"\b(?:[Ww]hy\s+not|[Dd]o\s+you\s+have|[Hh]ave\s+you\s+got|(?:[Ww]ould|[Ww]ill)\s+(?:I|we)\s+(?:like|love|enjoy))\s+"
    r"((?:[A-Z0-9][\w'’.&-]*)(?:\s+(?:[A-Z0-9][\w'’.&-]*|of|the|and|a|in|to|for|on|at|de|la|le|&))*)\s*\?"
)
"""What is asked about by name, a title or nothing: "why not The Interview?"."""

_OPENER = re.compile(r"^(?:then|well|ok|okay|so|and|no|oh|hm+|maybe|perhaps|fine)\b[\s,]*", re.IGNORECASE)
_TELLING = frozenset(
    """
    like liked love loved enjoy enjoyed watch watched rewatched saw see seen hate hated dislike disliked adore
    adored recommend about called titled named movie film forget heard than to know read of favourite favorite is
    are was with and or but not also have got directed in recommend try like in want suggest suggested recommended
    include included offer
    """.split()
)
_STRONG = _TELLING - frozenset(
    "recommend about is are was with and or but not also of to see like love enjoy watch know read".split()
)
_INSIDE = frozenset("of the and a an in to for on at de la le les du des el und & vs from with".split())
_PLACED = frozenset("set filmed shot place located happens based live lives".split())
"""Before "in" they speak of a place: "set in Las Vegas"."""

_LONGEST = 8
_NEAR = 75
"""rapidfuzz ratio (0-100) from which a title may have been meant."""

_ANYTHING = frozenset("anything something nothing everything anyone someone anybody somebody".split())
_SMALL = frozenset(
    "i im ive id the a an it he she they we you my your our this that these those all both some any".split()
)


def unknown_titles(text: str, taken: Sequence[tuple[int, int]], familiar: Collection[str]) -> tuple[str, ...]:
    """What looks like a title in a text outside the `taken` spans (titles, people and labels that are known).

    A sentence of capitals alone is a title where the next one speaks of it ("Paris, Texas. That's my favourite.").

    `familiar` are the catalogue's own words: a run of everyday or familiar words in lower case is no title.
    """
    found: dict[str, None] = {}
    spans = list(taken)
    for match in _QUOTED.finditer(text):
        inner = (match[1] or match[2]).strip(" .,!?")
        if inner and not _overlaps(match.span(), spans):
            found[inner] = None
            spans.append(match.span())
    for match in _SENTENCE.finditer(text):
        name = _OPENER.sub("", match[1]).strip()
        words = [word for word in re.findall(r"[^\W_]+", name) if word.lower() not in _INSIDE]
        if (
            len(words) > 1
            and all(word[0].isupper() for word in words)
            and not _overlaps((match.start(1), match.end(1)), spans)
        ):
            found[name] = None
            spans.append((match.start(1), match.end(1)))
    for match in _DATED.finditer(text):
        name = _untold(match[1])
        if name and not _overlaps(match.span(), spans):
            found[name] = None
            spans.append(match.span())
    for match in _ASKED_FOR.finditer(text):
        if not _overlaps(match.span(1), spans):
            found[match[1]] = None
            spans.append(match.span(1))
    tokens = tokenize(text)
    place = 0
    while place < len(tokens):
        last = _run(text, tokens, place, spans, familiar)
        if last < place:
            place += 1
            continue
        found[text[tokens[place].start : tokens[last].end]] = None
        place = last + 1
    return tuple(found)[:3]


def _untold(name: str) -> str:
    """A run of capitalised words without what only leads to a title ("Loved Brave" is Brave)."""
    words = name.split()
    while words and words[0].lower().strip(",") in _TELLING | {"yes", "no", "i", "i've", "my", "oh", "ok", "well"}:
        words = words[1:]
    return " ".join(words)


def near_title(name: str, titles: Mapping[str, str]) -> str | None:
    """The item whose title is so near to a name that it may be a slip of it; `titles` are in lower case, by id."""
    found = process.extractOne(name.lower(), titles, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[2] if found is not None else None


def _run(
    text: str, tokens: Sequence[Token], place: int, spans: Sequence[tuple[int, int]], familiar: Collection[str]
) -> int:
    """The last word of a title that begins at `place`; place - 1 where none does."""
    before = tokens[place - 1] if place else None
    if before is None or before.key not in _TELLING or text[before.end : tokens[place].start].strip(" \"'“‘("):
        return place - 1
    if tokens[place].key in _ANYTHING or (before.key == "in" and place > 1 and tokens[place - 2].key in _PLACED):
        return place - 1
    last, end = place - 1, place
    capital = tokens[place].capital and tokens[place].key not in _SMALL - {"the", "a"} or tokens[place].text == "The"
    strange = False
    while end < min(len(tokens), place + _LONGEST) and not _overlaps((tokens[end].start, tokens[end].end), spans):
        token = tokens[end]
        if end > place and text[tokens[end - 1].end : token.start].strip(" -:'’"):
            break
        if capital and token.capital and token.text != "I":
            last = end
        elif capital and token.key not in _INSIDE:
            break
        elif not capital:
            if token.key in _SMALL and end == place or token.key in ("and", "but", "so", "please", "or", "because"):
                break
            last = end
        strange = strange or not _is_ordinary(token.key, familiar)
        end += 1
    run = tokens[place : last + 1]
    if not run or all(token.key.isdigit() for token in run):
        return place - 1
    if capital and (strange or (before.key in _STRONG and len(run) > 1)):
        return last
    return last if not capital and strange and before.key in _STRONG and len(run) <= 4 else place - 1


def _is_ordinary(word: str, familiar: Collection[str]) -> bool:
    # "2010s" is a time, not a name.
    forms = (word, singular(word))
    return word.rstrip("s").isdigit() or any(form in COMMON_WORDS or form in familiar for form in forms)


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
