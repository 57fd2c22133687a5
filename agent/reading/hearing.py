"""Everything that a message names, no two things over each other: titles, pointers, values, years and amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from agent.reading.limits import Limit, find_limits
from agent.reading.linking import Linker, Mention
from agent.reading.references import Reference, find_references
from agent.reading.vocabulary import PEOPLE_KINDS, ValueMention, Vocabulary
from agent.reading.years import YearRange, find_years
from agent.session import Session

Thing = Mention | Reference | ValueMention | YearRange | Limit

_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:movies?|films?|books?|stor(?:y|ies)|something|anything|ones?)\s+(?:(?:is|are|that\s+is|that\s+are)\s+)?"
    r"(?:about|set\s+in)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""What stands before a topic and not a title."""

_SURE = 0.95


@dataclass(frozen=True, slots=True)
class Heard:
    """The things of one text, each tuple in reading order."""

    mentions: tuple[Mention, ...] = ()
    references: tuple[Reference, ...] = ()
    values: tuple[ValueMention, ...] = ()
    years: tuple[YearRange, ...] = ()
    limits: tuple[Limit, ...] = ()

    def things(self) -> tuple[Thing, ...]:
        """Everything in reading order."""
        gathered: list[Thing] = [*self.mentions, *self.references, *self.values, *self.years, *self.limits]
        return tuple(sorted(gathered, key=lambda one: one.start))

    def spans(self) -> list[tuple[int, int]]:
        """Where anything stands."""
        return [(one.start, one.end) for one in self.things()]


class Ears:
    """Hears messages about one catalogue."""

    def __init__(self, linker: Linker, vocabulary: Vocabulary) -> None:
        self.linker, self.vocabulary, self._catalogue = linker, vocabulary, linker.catalogue
        self._numbers = frozenset(name for item in self._catalogue for name in item.numbers)
        self._newest = max((item.year for item in self._catalogue if item.year is not None), default=2020)

    def hear(self, text: str, session: Session, *, foreign: bool = False) -> Heard:
        """What a text names; in a `foreign` language only titles, as other words mean something else there."""
        values = () if foreign else self.vocabulary.find(text)
        linked = self.linker.link(text, session)
        mentions = tuple(one for one in linked if not any(self._yields(one, value, text) for value in values))
        limits = _apart(find_limits(text, self._numbers), mentions)
        years = _apart(_apart(find_years(text, newest=self._newest), mentions), limits)
        years, values = self._not_describing(text, mentions, years, values)
        values = _apart(_apart(_apart(values, mentions), years), limits)
        references = _apart(find_references(text, session, self._catalogue, values), mentions)
        first = mentions[0].start if mentions else len(text)
        # "I saw Heat and loved it": a pointer after a title points at that title, not at what was talked of before.
        references = tuple(one for one in references if one.items != (session.focus,) or one.start < first)
        return Heard(mentions, references, _apart(values, references), years, limits)

    def names(self, heard: Heard) -> list[tuple[int, int]]:
        """Where titles, pointers, people and shelf labels stand: what is no unknown title."""
        sure = self.vocabulary.shelves.union(PEOPLE_KINDS)
        values = tuple(value for value in heard.values if value.facets[0].kind in sure)
        return replace(heard, values=values, years=(), limits=()).spans()

    def _not_describing(
        self, text: str, mentions: Sequence[Mention], years: tuple[YearRange, ...], values: tuple[ValueMention, ...]
    ) -> tuple[tuple[YearRange, ...], tuple[ValueMention, ...]]:
        """Years and values that are wishes: "Frozen, the thriller from 2010" only says which Frozen."""
        told_apart = {self._catalogue[one.item].year for one in mentions if one.told_apart}
        wishes = tuple(one for one in years if one.first != one.last or one.first not in told_apart)
        if len(wishes) == len(years):
            return years, values
        return wishes, tuple(one for one in values if not _ARTICLE.search(text[: one.start]))

    def _yields(self, mention: Mention, value: ValueMention, text: str) -> bool:
        """Whether a title gives way to a value of the same words: a longer or surer one, a shelf label, a topic."""
        if not _over(mention, value):
            return False
        length, other = mention.end - mention.start, value.end - value.start
        if length != other:
            return other > length
        if (value.score > mention.score and mention.score < _SURE) or _ABOUT.search(text[: mention.start]):
            return True
        facet = value.facets[0]
        known_person = facet.kind in PEOPLE_KINDS and self.vocabulary.counts[facet] > 1
        return not mention.sign or known_person or facet.kind in self.vocabulary.shelves


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_One = TypeVar("_One", bound=_Spanned)


def _apart(ones: Sequence[_One], others: Sequence[_Spanned]) -> tuple[_One, ...]:
    return tuple(one for one in ones if not any(_over(one, other) for other in others))


def _over(one: _Spanned, other: _Spanned) -> bool:
    return one.start < other.end and other.start < one.end
