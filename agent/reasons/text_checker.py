"""Reads a text back into claims and says of each whether catalogue, user and other people's likes bear it out.

Whoever worded the text, a language model or a template, is not believed: what is said is read again from the words
alone. Names and figures are found by the catalogue, what is said with each by a small tuned network
(`prompts.mark_reader`), and whether it is so by looking it up. A claim is "contradicted" where the row says otherwise
and "unknown" where nobody here can tell; neither may be said to a user.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from agent.finding.co_liking import CoLiking
from agent.reasons.checker import RESERVED, check
from agent.reasons.direction import OPPOSITE
from agent.reasons.labelled_claims import Ground, title_claims, value_claims
from agent.reasons.marks import Mark, marked, marks_of, sort_of
from agent.reasons.mentions import Names
from agent.reasons.same_kind import same_kind_claims
from agent.reply import Claim
from agent.session import Preferences
from data.catalogue import Catalogue
from prompts.mark_reader import MarkReader

Judgement = Literal["supported", "contradicted", "unknown"]
DOUBT = 0.5
"""Probability of claims that are not so from which a text is taken to make them. Chosen on the `choosing` wordings."""

_UNCLEAR = 0.1
"""Probability of each of two roles from which a text leaves open which one it means."""

_WHAT_IF = re.compile(r"\b(?:had you not|hadn't you|without your (?:wish|request)|if you hadn't)\b", re.IGNORECASE)
"""What would be if the user had not asked for something says that they did."""

_SURE = 0.9
"""Below this a year that is taken for nothing is taken for something: years are seldom said in passing."""

SHIPPED = Path(__file__).parent / "reader"


@cache
def shipped_reader() -> MarkReader:
    """The reader that ships with promptrec: one a process, since it knows no catalogue."""
    return MarkReader(SHIPPED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim as it was read, what is held of it, and the characters of the text that it was read from."""

    claim: Claim
    verdict: Judgement
    span: tuple[int, int]


class TextChecker:
    """Checks texts about the items of one catalogue. Building it reads every value once."""

    def __init__(
        self, catalogue: Catalogue, liking: CoLiking | None = None, *, reader: MarkReader | None = None,
        doubt: float = DOUBT,
    ) -> None:
        """`reader` None takes the one that ships with promptrec."""
        self.catalogue, self.liking, self._doubt = catalogue, liking, doubt
        self._reader = reader or shipped_reader()
        self._names = Names(catalogue)

    def read(
        self, text: str, item: str, preferences: Preferences | None = None, *, near: Sequence[str] = ()
    ) -> tuple[Verdict, ...]:
        """The verdicts on what a text says of an item to a user, in reading order.

        `near` are items of the request that the user did not say they like. Raises KeyError for an unknown item.
        """
        row, said = self.catalogue[item], preferences or Preferences()
        marks = marks_of(self._names, text, item, (*said.liked, *said.disliked, *said.seen, *near))
        if not marks:
            return ()
        (labels,) = self._reader.read([marked(text, marks)])
        titles = {n: labels[n] for n, mark in enumerate(marks[: len(labels)]) if sort_of(mark) == "item"}
        ground = Ground(self.catalogue, row, said, self.liking, text, marks, titles)
        return tuple([
            Verdict(claim, verdict, (mark.start, mark.end))
            for number, mark in enumerate(marks)
            for claim, verdict in self._told(ground, number, mark, labels[number] if number < len(labels) else {})
        ])

    def _told(
        self, ground: Ground, number: int, mark: Mark, labels: Mapping[str, float]
    ) -> Iterator[tuple[Claim, Judgement]]:
        sort = sort_of(mark)
        if sort == "stranger" or not labels:
            yield Claim("name", ground.text[mark.start : mark.end], False, {"item": ground.item.id}), "unknown"
        elif sort in ("self", "item"):
            for label, sure in _one_way(ground, number, labels).items():
                if sure >= self._doubt and (sort == "item" or label in ("liked", "disliked")):
                    yield from self._judged(ground, title_claims(ground, number, label))
            if sort == "item":
                yield from self._judged(ground, same_kind_claims(ground, number))
        else:
            if _WHAT_IF.search(ground.sentence(number)):
                labels = {**labels, "wish": labels["wish"] + labels["avoid"], "avoid": 0.0}
            if sort in ("year", "decade") and labels["none"] < _SURE:
                labels = {label: sure / (1 - labels["none"]) for label, sure in labels.items()} | {"none": 0.0}
            yield from self._likeliest(ground, number, labels)

    def _likeliest(self, ground: Ground, number: int, labels: Mapping[str, float]) -> list[tuple[Claim, Judgement]]:
        """The claims of the likeliest label; of the likeliest one that does not hold, where those are likely enough
        together."""
        labels = _unclear_roles(labels)
        judged = {label: self._judged(ground, value_claims(ground, number, label)) for label in labels}
        wrong = {label for label, claims in judged.items() if any(verdict != "supported" for _, verdict in claims)}
        doubtful = sum(labels[label] for label in wrong) >= self._doubt
        among = [label for label in labels if (label in wrong) == doubtful]
        return judged[max(among, key=lambda label: labels[label])]

    def _judged(self, ground: Ground, claims: Sequence[Claim]) -> list[tuple[Claim, Judgement]]:
        judged = [(claim, self._judgement(claim, ground)) for claim in claims]
        return [(replace(claim, supported=found == "supported"), found) for claim, found in judged]

    def _judgement(self, claim: Claim, ground: Ground) -> Judgement:
        if check(claim, self.catalogue, ground.preferences, self.liking):
            return "supported"
        return "unknown" if self._is_open(claim) else "contradicted"

    def _is_open(self, claim: Claim) -> bool:
        """Whether there is nothing to hold a claim against."""
        item = self.catalogue[str(claim.evidence["item"])]
        if claim.kind in ("name", "comparison"):
            return True
        if claim.kind in ("newer", "older", "same_year", "longer", "shorter"):
            other = self.catalogue[str(claim.evidence["other"])]
            name = "minutes" if claim.kind in ("longer", "shorter") else None
            return any((one.year if name is None else one.numbers.get(name)) is None for one in (item, other))
        if claim.kind.startswith("co_") or claim.kind == "untogether":
            return not self.liking
        return claim.kind not in RESERVED and not item.values(claim.kind)


def _one_way(ground: Ground, number: int, labels: Mapping[str, float]) -> dict[str, float]:
    """The labels of a title with one direction of each comparison: that of the words, else the likelier one."""
    made, told = dict(labels), ground.direction(number)
    # A decade that two items share is no year.
    made["same_year"] *= float("year" in ground.text.lower())
    for one, other in (("newer", "older"), ("longer", "shorter")):
        likelier = told if told in (one, other) else max(one, other, key=lambda way: made[way])
        made |= {likelier: max(made[one], made[other]), OPPOSITE[likelier]: 0.0}
    return made


def _unclear_roles(labels: Mapping[str, float]) -> dict[str, float]:
    """The labels of a value; where a text leaves open whether somebody directed or acted, they took part."""
    made = dict(labels)
    for whole, parts in (("own", ("director", "cast")), ("both", ("both_director", "both_cast"))):
        if min(made[part] for part in parts) >= _UNCLEAR:
            made[whole] += sum(made[part] for part in parts)
            made |= dict.fromkeys(parts, 0.0)
    return made
