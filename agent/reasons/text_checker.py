"""Reads a text back into claims and says of each whether catalogue, user and other people's likes bear it out.

Whoever worded the text, a language model or a template, is not believed: what is said is read again from the words
alone. A claim is "contradicted" where the row says otherwise and "unknown" where nobody here can tell; neither may be
said to a user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.finding.co_liking import CoLiking
from agent.reasons.checker import RESERVED, check
from agent.reasons.clauses import Clause, clauses
from agent.reasons.compared_claims import compared_claims
from agent.reasons.crowd_claims import crowd_claims
from agent.reasons.fact_claims import fact_claims
from agent.reasons.mentions import Names
from agent.reasons.scene import Read, Scene
from agent.reasons.user_claims import liked_claims, wish_claims
from agent.reply import Claim
from agent.session import Preferences
from data.catalogue import Catalogue

Judgement = Literal["supported", "contradicted", "unknown"]
_READERS: tuple[Callable[[Scene, Clause], Iterator[Read]], ...] = (
    crowd_claims, liked_claims, compared_claims, wish_claims, fact_claims,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim as it was read, what is held of it, and the characters of the text that it was read from."""

    claim: Claim
    verdict: Judgement
    span: tuple[int, int]


class TextChecker:
    """Checks texts about the items of one catalogue. Building it reads every value once."""

    def __init__(self, catalogue: Catalogue, liking: CoLiking | None = None, *, noun: str = "item") -> None:
        self.catalogue, self.liking, self.noun = catalogue, liking, noun
        self._names = Names(catalogue)

    def read(
        self, text: str, item: str, preferences: Preferences | None = None, *, near: Sequence[str] = ()
    ) -> tuple[Verdict, ...]:
        """The verdicts on what a text says of an item to a user, in reading order.

        `near` are items of the request that the user did not say they like. Raises KeyError for an unknown item.
        """
        row, said = self.catalogue[item], preferences or Preferences()
        known = (*said.liked, *said.disliked, *said.seen, *near)
        mentions = self._names.read(text, item, known)
        parts = clauses(text, mentions)
        scene = Scene(self.catalogue, row, said, self.liking, parts)
        found = [read for clause in parts for reader in _READERS for read in reader(scene, clause)]
        marks = parts[0].marks if parts else ()
        verdicts = [self._judged(claim, said, (marks[number].start, marks[number].end)) for claim, number in found]
        return tuple(sorted(verdicts, key=lambda one: one.span))

    def _judged(self, claim: Claim, preferences: Preferences, span: tuple[int, int]) -> Verdict:
        if check(claim, self.catalogue, preferences, self.liking):
            return Verdict(replace(claim, supported=True), "supported", span)
        return Verdict(claim, "unknown" if self._is_open(claim) else "contradicted", span)

    def _is_open(self, claim: Claim) -> bool:
        """Whether there is nothing to hold a claim against."""
        item = self.catalogue[str(claim.evidence["item"])]
        if claim.kind in ("name", "comparison"):
            return True
        if claim.kind in ("newer", "older", "same_year", "apart", "longer", "shorter", "same_length"):
            other = self.catalogue[str(claim.evidence["other"])]
            name = "minutes" if claim.kind in ("longer", "shorter", "same_length") else None
            return any((one.year if name is None else one.numbers.get(name)) is None for one in (item, other))
        if claim.kind.startswith("co_") or claim.kind == "untogether":
            return not self.liking
        return claim.kind not in RESERVED and not item.values(claim.kind)
