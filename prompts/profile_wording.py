"""Explanations from what is told of a user and of an item in words: what the one likes and the other has (XRec's data).

Content first: phrases that the two texts say somebody enjoys or something offers, those first that have rare words in
common with the other text, or name what explanations are often about. Words second: one of a few frames, the likeliest
by runs of one to four words of training explanations (as in `prompts.review_wording`). Nothing is said of the two that
is not told of them, but that fiction tells a story.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from data.features import Features, sentences
from data.opinion_words import BAD, GOOD, PLAIN
from data.opinions import spoken

_SAYS = re.compile(
    r"\b(?:enjoys?|enjoying|appreciates?|appreciating|prefers?|likes?|loves?|values?|drawn to|interested in|"
    r"interest in|fans of|preference for|features?|featuring|explores?|exploring|themes of|elements of|themes such as|"
    r"genres such as|including|includes?|combines?|offers?|blend of|mix of|filled with)\b\s*", re.I,
)  # fmt: skip
_PARTS = re.compile(r",|;|\.|\(|\)|'s?\b|\"|:|\band\b|\bor\b")
_ENDS = re.compile(
    r"\b(?:will|would|may|might|can|could|should|are|is|was|has|have|who|which|that|also|likely|as well|such as|in the|"
    r"making|they|their|this|where|when|but|while|set in|specifically|particularly|especially|based on)\b.*", re.I,
)  # fmt: skip
_LEADS = re.compile(
    r"^(?:(?:and|or|a|an|the|both|some|books?|stories|novels|series|those|with|by|of|on|reading|genres?|variety|to|in|"
    r"from|its|various|other|more)\s+)+", re.I,
)  # fmt: skip
_EMPTY = frozenset(
    "a an the and or of in on for with to by as from into their his her its book books series story stories novel "
    "novels genre genres reader readers user users fan fans other others one ones reading mix blend touch elements "
    "themes multiple variety range way read reads item items those these real".split()
)
_STORY = re.compile(r"stor(?:y|ies)|novel|fiction|romance|thriller|myster|fantas|saga|tale", re.I)
_NO_NOUN = ("ful", "ous", "ible", "able", "ly", "ical", "istic", "ional")
"""Ends of words that are hardly ever nouns."""
_LONGEST = 7
_LIKED, _HAD, _SAID = 6, 4, 5
"""Phrases of the user and of the item that are tried, and those of the user that are said."""
_PRIOR, _FIT = 8.0, 0.05
_TYPICAL = ((20.0, 50.0), (8.0, 49.0), (3.6, 48.0), (2.2, 47.0))
"""Runs of one to four words of an explanation: how many another one matches, and how many there are, as a rule."""
_FRAMES = (
    "The user would buy the book because it offers a {kind} {had}. The user also appreciates {liked}, making it a "
    "great read.",
    "The user would buy the book because they enjoy the {kind} {had}, and they appreciate {liked}. It would "
    "be a great read for the user.",
    "The user would buy the book because they appreciate {liked}, and it offers a {kind} {had}, making it a great "
    "read for the user.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a user, of an item and of its title, and, in training, how the one took to the other."""

    profile: str
    about: str
    title: str = ""
    explanation: str = ""


class ProfileWording:
    """What training explanations are about and how they are put, counted once."""

    def __init__(self, told: Sequence[Told], features: Features) -> None:
        self._features = features
        found = Counter(one.feature for each in told if (one := features.find(each.explanation)))
        self._prior = {name: count / found.total() for name, count in found.items()}
        self._count = max(1, len(told))
        self._runs = Counter(run for each in told for run in set(_runs(each.explanation)))
        self._common = Counter(word for each in told for word in _content(f"{each.profile} {each.about}"))

    def say(self, told: Told) -> str:
        """The likeliest explanation; "" where neither text says what is enjoyed or offered."""
        title = _content(told.title)
        liked = self._ranked(told.profile, f"{told.about} {told.title}", title)
        had = self._ranked(told.about, told.profile, title)
        names = {_key(phrase) for phrase in had[:_HAD]}
        liked = [phrase for phrase in liked if _key(phrase) not in names]
        # Who is told of in few words lends some of the other's.
        had, liked = (had or liked[3:] or liked)[:_HAD], (liked or had[2:])[:_LIKED]
        kind = "story of" if _STORY.search(told.about) else "book about"
        return max(self._sentences(liked, had, kind), key=lambda text: (self._gain(text), text), default="")

    def _sentences(self, liked: Sequence[str], had: Sequence[str], kind: str) -> Iterator[str]:
        if not had:
            return
        for first in combinations(liked, min(_SAID, len(liked))):
            for second in permutations(had, min(2, len(had))):
                for frame in _FRAMES:
                    yield frame.format(liked=_listed(first or second), had=_listed(second), kind=kind)

    def _ranked(self, text: str, other: str, title: frozenset[str]) -> list[str]:
        """The phrases of a text, best first."""
        shared = _content(other)

        def worth(phrase: str) -> float:
            words = _content(phrase)
            rare = sum(math.log(self._count / self._common[word]) for word in words & shared if self._common[word])
            named = sum(self._prior.get(word, 0.0) for word in spoken(phrase))
            return rare / math.sqrt(1 + len(words)) + _PRIOR * named

        return sorted(phrases(text, title), key=lambda phrase: (-worth(phrase), phrase))

    def _gain(self, text: str) -> float:
        """How much a text adds to BLEU-4 of all, in first order, were training explanations its references."""
        gain, counts = 0.0, Counter(len(run) for run in _runs(text))
        for run in set(_runs(text)):
            count = self._runs[run]
            gain += (count if count > 1 else 0) / self._count / _TYPICAL[len(run) - 1][0]
        return gain - sum(counts[order] / usual for order, (_, usual) in enumerate(_TYPICAL, 1))


def phrases(text: str, title: frozenset[str] = frozenset()) -> list[str]:
    """What a text says is enjoyed or offered, each once, without names and words of the title."""
    found: dict[str, str] = {}
    for sentence in sentences(text):
        for said in _SAYS.split(sentence)[1:]:
            for part in _PARTS.split(said):
                phrase = _LEADS.sub("", _ENDS.sub("", part.strip()).strip(" -")).strip()
                if _is_phrase(phrase, title):
                    found.setdefault(_key(phrase), phrase)
    return list(found.values())


def _is_phrase(phrase: str, title: frozenset[str]) -> bool:
    words = phrase.split()
    plain = bool(words) and len(words) <= _LONGEST and not re.search(r"[^\w\s-]|\d", phrase)
    if not plain or any(word[0].isupper() for word in words[1:]):
        return False
    last = words[-1].lower()
    noun = last not in GOOD | BAD | PLAIN | _EMPTY - {"stories", "novels", "series"} and not last.endswith(_NO_NOUN)
    content = _content(phrase)
    return bool(content) and noun and not content & title


def _content(text: str) -> frozenset[str]:
    return frozenset(_key(word) for word in spoken(text) if word[0].isalpha() and word not in _EMPTY)


def _key(word: str) -> str:
    word = word.lower()
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def _listed(said: Sequence[str]) -> str:
    """One, one and two, or one, two, and three."""
    if len(said) < 3:
        return " and ".join(said)
    return f"{', '.join(said[:-1])}, and {said[-1]}"


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+|[^\w\s]", text.lower())
    for order in range(1, 5):
        yield from (tuple(words[at : at + order]) for at in range(len(words) - order + 1))
