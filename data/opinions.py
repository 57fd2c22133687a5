"""Who says what of which aspect in a sentence: (feature, opinion word, sign), heard by a few patterns of plain English.

    a great, warm tone            an opinion word before the feature, nothing but describing words between
    the tone is not very good     a verb after the feature, and an opinion word after the verb
    I love the tone               a verb of liking, and the feature as what is liked
    no problems with the tone     trouble, or contentment, with the feature
    the pegs turn smoothly        how it goes, whatever the verb
    worth the price

A word that turns ("not", "isn't", "never", "without") before the opinion word turns its sign, "too" makes a plain word
blame. Sources of the idea: Hu & Liu 2004 (KDD, opinion words beside features), Zhang et al. 2014 (SIGIR, the triples of
the published explanation data, made there by a tagger and a lexicon that cannot be had).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from data.opinion_words import (
    BAD,
    CONTENT,
    DISLIKING,
    GOOD,
    LIKE,
    LIKING,
    PLAIN,
    PRICES,
    STRENGTH,
    TROUBLE,
    TURNING,
    WELL,
)

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[,;:()&/]|--+|\.\.+")
_PERSON = frozenset("i you we they he she who it people also really don't didn't do would we'd i'd what my".split())
_PRONOUN = frozenset(
    "i you we they he she who it that's it's which to will would can could may might doesn't don't didn't won't can't "
    "couldn't wouldn't cannot".split()
)
"""Before these a word is a verb: "it sounds good", "to price"."""
_VERB = frozenset(
    """
    is are was were be been being am seems seem seemed feels feel felt looks look looked sounds sound sounded stays stay
    stayed works work worked plays play played holds hold held keeps keep kept fits fit performs perform performed comes
    came made makes make does do did gets get got goes went remains isn't aren't wasn't weren't isnt arent doesn't don't
    didn't doesnt dont won't can't stands stand rings ring cuts cut can could will would should appears responds tracks
    """.split()
)
_QUALITY = "quality"
_AND = frozenset("and & / or".split())
_BREAK = _AND | frozenset(", ; : ( ) .. but because although though while if when where since unless then".split())
_PLACE = frozenset("of in on for with at from by to as than about into over under after before".split())
_FILL = frozenset("the a an this that these those my its it's their our your his her how any all both".split())
_CLOSED = (
    _VERB | _BREAK | _PLACE | _FILL | _PRONOUN | TURNING | STRENGTH
    | frozenset("has have had having that's well right you'll you're i've i'm there here after before they're".split())
)  # fmt: skip
"""Behind the last noun of a phrase stands one of these, or nothing; behind the others stands the next noun."""
_LOW, _HIGH = frozenset("low lower cheap cheaper small".split()), frozenset("high higher big bigger".split())
_SHODDY = frozenset("cheap cheaper".split())
"""Blame, but of prices praise."""
_SEARCH = frozenset("find ask asked want get buy".split())
"""Nobody "can find a better one": praise, though it is turned."""
_SUBJECT = frozenset("i you we they he she it".split())
_TRANSITIVE = frozenset("makes make made has have had comes came gets get got does do did keeps keep kept".split())
_PASSED = STRENGTH | TURNING | _VERB | _FILL
_BACK, _AHEAD, _VERB_AHEAD, _GOES_AHEAD = 4, 6, 6, 8


class Opinion(NamedTuple):
    """What a sentence says of a feature: `word` as it stands there in small letters, `score` +1 for praise, -1 for
    blame, 0 where the word only describes, negation heard.
    """

    feature: str
    word: str
    sentence: str
    score: int


def opinions(sentence: str, features: Container[str]) -> Iterator[Opinion]:
    """The opinions of one sentence on features, in order of the features; a feature without one is left out."""
    words = spoken(sentence)
    for place, word in enumerate(words):
        if word not in features or _is_verb(words, place):
            continue
        # "the sound quality" is about the sound.
        of_quality = words[place + 1 : place + 2] == [_QUALITY]
        if word == _QUALITY and place and words[place - 1] in features:
            continue
        last = place + 1 if of_quality else place
        if (found := _opinion_at(words, place, last, features)) is not None:
            yield Opinion(word, words[found], sentence, _score(words, found, _QUALITY if of_quality else word))


def spoken(sentence: str) -> list[str]:
    """The words of a sentence in small letters, with the marks that part clauses."""
    found = _WORD.findall(sentence.lower().replace("’", "'"))
    return [".." if word[0] in ".-" else word for word in found]


def _is_verb(words: Sequence[str], place: int) -> bool:
    """Whether the word at `place` is what something does: "it sounds good", "the strings sound good"."""
    following = words[place + 1] if place + 1 < len(words) else ""
    led = words[place - 1] if place else ""
    return led in _PRONOUN or (words[place] in _VERB and (_describes(following) or following in ("like", "so", "very")))


def _opinion_at(words: Sequence[str], place: int, last: int, features: Container[str]) -> int | None:
    """The place of the opinion word on the feature at `place`, whose phrase ends at `last`: praise or blame before a
    plain word.
    """
    found = []
    if last + 1 == len(words) or words[last + 1] in _CLOSED:
        # "a great tone and sustain" praises both.
        joined = place > 1 and words[place - 1] in _AND and words[place - 2] in features
        found = [look(words, at) for at in (place, place - 2)[: 1 + joined] for look in (_before, _liked, _trouble)]
    if last + 1 < len(words) and words[last + 1] not in features:
        found += [_after(words, place, last), _goes(words, last, features)]
    heard = [at for at in found if at is not None]
    return next((at for at in heard if words[at] not in PLAIN), heard[0] if heard else None)


def _before(words: Sequence[str], place: int) -> int | None:
    """The nearest word of praise or blame in the noun's own phrase; a plain word where there is neither."""
    plain = None
    for at in range(place - 1, max(-1, place - 1 - _BACK), -1):
        word = words[at]
        if (word in GOOD or word in BAD) and not _is_filler(words, at):
            return at
        if word in PLAIN:
            plain = at if plain is None else plain
        elif (word == "," or word in _AND) and at and words[at - 1] in GOOD | BAD | PLAIN and _describes(words[at + 1]):
            continue
        elif word in _BREAK or word in _PLACE or word in _VERB or word in _FILL or word in _PRONOUN:
            break
    return plain


def _after(words: Sequence[str], place: int, last: int) -> int | None:
    """What a verb says of its subject."""
    if place > 1 and words[place - 2] == "of" and words[place - 1] in _FILL:
        # "the sound of the amp is good" is about the sound.
        return None
    verb = next(
        (at for at in range(last + 1, min(len(words), last + 1 + _VERB_AHEAD))
         if words[at] in _VERB or words[at] in _BREAK or (words[at] in _SUBJECT and words[at - 1] not in _PLACE)), None
    )  # fmt: skip
    if verb is None or words[verb] not in _VERB:
        return None
    plain = None
    for at in range(verb + 1, min(len(words), verb + 1 + _AHEAD)):
        word = words[at]
        if _describes(word) and not _is_filler(words, at):
            if words[verb] in _TRANSITIVE and at + 1 < len(words) and words[at + 1] not in _CLOSED:
                # "the maker has good drivers"
                return plain
            if word not in PLAIN:
                return at
            plain = at if plain is None else plain
        elif not (word in _PASSED or (plain is not None and (word in _AND or word == ","))):
            break
    return plain


def _goes(words: Sequence[str], last: int, features: Container[str]) -> int | None:
    """How something goes, whatever the verb: "the picks go in and come out nicely"."""
    for at in range(last + 1, min(len(words), last + 1 + _GOES_AHEAD)):
        if words[at] in WELL and at > last + 1 and not _is_filler(words, at) and words[at - 1] != "as":
            return at
        if words[at] in features or words[at] in _SUBJECT or (words[at] in _BREAK and words[at] not in _AND):
            return None
    return None


def _liked(words: Sequence[str], place: int) -> int | None:
    """The verb of liking whose object the feature is; "worth the price" is one of them."""
    for at in range(place - 1, max(-1, place - 2 - _BACK), -1):
        word = words[at]
        if word in LIKING or word in DISLIKING or word == "worth":
            return at
        if word in LIKE and at and words[at - 1] in _PERSON:
            return at
        if word in _BREAK or word in _PLACE:
            return None
    return None


def _trouble(words: Sequence[str], place: int) -> int | None:
    """Trouble or contentment with the feature."""
    for at in range(place - 1, max(-1, place - 3 - _BACK), -1):
        if words[at] in TROUBLE or words[at] in CONTENT:
            return at if any(word in ("with", "about", "by", "of", "in") for word in words[at + 1 : place]) else None
        if words[at] in _BREAK:
            return None
    return None


def _describes(word: str) -> bool:
    return word in GOOD or word in BAD or word in PLAIN


def _is_filler(words: Sequence[str], at: int) -> bool:
    """Whether a word of praise only strengthens the next: "incredibly", "super", "well", "a great many"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    return following == "many" or (words[at] in STRENGTH and _describes(following))


def _score(words: Sequence[str], at: int, feature: str) -> int:
    """+1, -1 or 0 for the opinion word at `at` on a feature, with what stands before it."""
    word = words[at]
    score = _sign(word, _QUALITY if _QUALITY in words[at + 1 : at + 2] else feature)
    for place in range(at - 1, max(-1, at - 1 - _BACK), -1):
        before = words[place]
        if before == "too" and word in PLAIN and place >= at - 2:
            score = -1
        elif before in _SEARCH and word in ("better", "nicer", "best"):
            return score
        elif before in TURNING and words[place + 1] != "only":
            return -score
        elif before in _BREAK and before not in ("and", "or"):
            break
    return score


def _sign(word: str, feature: str) -> int:
    if word in GOOD or word in LIKING or word in LIKE:
        return 1
    if word in BAD or word in DISLIKING or word in TROUBLE:
        return -1
    if feature in PRICES or feature == _QUALITY:
        good, bad = (_LOW, _HIGH) if feature in PRICES else (_HIGH, _LOW)
        return (word in good) - (word in bad)
    return -1 if word in _SHODDY else 0
