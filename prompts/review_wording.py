"""Words second: planned reasons put into one sentence, the likeliest of many true ones, without a language model.

Clauses that the evidence bears out (`prompts.review_clauses`), their order and how they are joined give thousands of
sentences. A beam search looks for the one whose runs of one to four words are likeliest among what reviewers write, and
among what this user writes: minimum Bayes risk with a linear n-gram gain (Kumar & Byrne 2004; Tromble et al. 2008).
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from prompts.content_plan import Reason
from prompts.evidence import Evidence, Said
from prompts.review_clauses import Claim, Clauses

_TOKEN = re.compile(r"\w+|[^\w\s]")
_TYPICAL = ((3.2, 15.5), (0.45, 14.5), (0.09, 13.5), (0.025, 12.5))
"""Runs of one to four words of a sentence: how many another sentence matches, and how many there are, as a rule."""

_PHRASES = "phrases"
"""Joins more than one phrase after "with"."""

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence that is begun: its text and words, what is still to be said, and what the runs so far are worth."""

    text: str
    words: tuple[str, ...]
    left: tuple[Claim, ...]
    gain: float
    joint: str = ""
    """What joined the last claim to those before it."""
    noun: bool = False
    """Whether it ends in a phrase about an item or feature, which "with" may follow."""
    liking: str = ""
    """ "open" where the last claim is liked, so that more can be, "shut" where that was before."""


class ReviewWording:
    """What reviewers write, counted once, and the sentences that are chosen by it."""

    def __init__(
        self, evidence: Evidence, *, own: float = 0.2, mood: float = 0.2, width: int = 24, seed: int = 0
    ) -> None:
        """`own` is the part of a user's own sentences in the gain; `mood` how much of the choice among the best is
        drawn, by the seed, the user and the item, so that two users who differ in nothing else are not told the same.
        """
        self.evidence, self.own, self.mood, self.width, self.seed = evidence, own, mood, width, seed
        self._clauses = Clauses(evidence.reviews)
        counts = Counter[Run]()
        self._of_user: defaultdict[str, list[tuple[str, frozenset[Run]]]] = defaultdict(list)
        told = [said for said in evidence.reviews if said.found]
        for said in told:
            runs = frozenset(_runs(_cut(said.found.sentence))) if said.found else frozenset()
            counts.update(runs)
            self._of_user[said.user].append((said.item, runs))
        # What stands in one sentence alone tells of no other.
        self._shares = {run: count / len(told) for run, count in counts.items() if count > 1}

    def say(self, user: str, item: str, reasons: Sequence[Reason], *, without: Said | None = None) -> str:
        """A sentence that gives all reasons; where there is none, one that says what reviews of the item are about, ""
        where there are none. `without` leaves a review out.
        """
        if not reasons:
            return self._about(item, without)
        mentioned = self.evidence.item(item).mentioned
        claims = [self._clauses.of_item(Claim.of(reason), mentioned) for reason in reasons]
        good = tuple(claim for claim in claims if claim.score > 0)
        own = [runs for other, runs in self._of_user.get(user, ()) if without is None or other != without.item]
        worth = _Worth(self._shares, Counter(run for runs in own for run in runs), self.own / (len(own) + 1), self.own)
        parts = []
        for claim in good:
            start = _Part("", (), tuple(one for one in good if one is not claim), 0.0)
            parts += [worth.grown(start, opening) for opening in self._clauses.clauses(claim)]
            parts += [worth.grown(replace(start, noun=True), opening) for opening in self._clauses.openings(claim)]
            if not claim.words:
                parts.append(worth.grown(replace(start, liking="open"), self._clauses.liked(claim)))
        for _ in good[1:]:
            parts = self._best([worth.grown(*step) for part in parts for step in self._steps(part)])
        blame = " and ".join(self._clauses.blame(claim) for claim in claims if claim.score < 0)
        if good:
            ends = [worth.grown(part, f", but {blame}." if blame else ".") for part in parts]
        else:
            ends = [worth.grown(_Part("", (), (), 0.0), f"{blame}.")] if blame else []
        rng = random.Random(f"{self.seed}/{user}/{item}")
        drawn = {part.text: part.gain - self.mood * math.log(-math.log(rng.random())) for part in self._best(ends)}
        return _finished(max(drawn, key=lambda text: (drawn[text], text), default=""))

    def _about(self, item: str, without: Said | None) -> str:
        """The two features that reviews mention most, without a word of how good they are."""
        told = Counter(self.evidence.item(item).mentioned)
        told.subtract(without.mentioned if without else ())
        names = sorted((name for name in told if told[name] > 0), key=lambda name: (-told[name], name))[:2]
        return f"Its reviews are about the {' and the '.join(names)}." if names else ""

    def _steps(self, part: _Part) -> Iterator[tuple[_Part, str]]:
        """Every way to say one claim more: the part as it is then, and the words to add."""
        last, alone = len(part.left) == 1, part.joint in ("", ". ")
        shut = part.liking and "shut"
        for claim in part.left:
            rest = replace(part, left=tuple(one for one in part.left if one is not claim), noun=False)
            if part.liking == "open" and part.joint != " and " and not claim.words:
                joint = " and " if last else ", "
                yield replace(rest, joint=joint), f"{joint}the {claim.feature}"
            # A list of phrases is ended by a clause only where nothing else can be said of the last claim.
            if part.joint != _PHRASES or (last and not self._clauses.phrases(claim)):
                joints = (" and ", ", and ") if last else (", ", ". ") if alone else (", ",)
                for joint in joints if part.liking != "open" or alone else joints[-1:]:
                    yield from (
                        (replace(rest, joint=joint, liking=shut), joint + one) for one in self._clauses.clauses(claim)
                    )
                    if not claim.words:
                        liked = self._clauses.liked(claim, again=bool(part.liking))
                        yield replace(rest, joint=joint, liking="open"), joint + liked
            if part.noun or part.joint in (" with ", _PHRASES):
                joint = " with " if part.noun else " and " if last else ", "
                after = " with " if part.noun else _PHRASES
                yield from (
                    (replace(rest, joint=after, liking=shut), joint + one) for one in self._clauses.phrases(claim)
                )
            if last and alone:
                yield from ((replace(rest, joint=" "), f" {tail}") for tail in self._clauses.tails(claim))

    def _best(self, parts: Sequence[_Part]) -> list[_Part]:
        """The best parts, each text once."""
        every = {(part.text, part.joint): part for part in parts}.values()
        return sorted(every, key=lambda part: (-part.gain, part.text, part.joint))[: self.width]


@dataclass(frozen=True, slots=True)
class _Worth:
    """What runs of words are worth to one user."""

    shares: Mapping[Run, float]
    tally: Mapping[Run, int]
    each: float
    own: float

    def grown(self, part: _Part, said: str) -> _Part:
        """A part with words added, and the gain of the runs that end in them."""
        added = _cut(said)
        words = (*part.words, *added)
        gain = part.gain
        for order, (matched, usual) in enumerate(_TYPICAL, 1):
            for end in range(max(order, len(part.words) + 1), len(words) + 1):
                run = words[end - order : end]
                share = (1 - self.own) * self.shares.get(run, 0.0) + self.each * self.tally.get(run, 0)
                gain += share / matched - 1 / usual
        return replace(part, text=part.text + said, words=words, gain=gain)


def _finished(text: str) -> str:
    """With capitals and a full stop."""
    parts = [part[:1].upper() + part[1:] for part in text.split(". ")]
    return re.sub(r"\bi\b", "I", ". ".join(parts))


@lru_cache(maxsize=10_000)
def _cut(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.lower()))


def _runs(words: Sequence[str]) -> Iterator[Run]:
    for order in range(1, 5):
        yield from (tuple(words[at : at + order]) for at in range(len(words) - order + 1))
