"""Everything that a message names, no two things over each other: titles, pointers, values, years and amounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol, TypeVar

from agent.finding.families import has
from agent.reading.described import Described, Descriptions
from agent.reading.limits import Limit, find_limits
from agent.reading.linking import Linker, Mention
from agent.reading.references import Reference, find_references
from agent.reading.sentences import Sentence
from agent.reading.stance import stances
from agent.reading.talk import find_acts
from agent.reading.vocabulary import PEOPLE_KINDS, ValueMention, Vocabulary
from agent.reading.years import YearRange, find_years
from agent.session import Session
from data.catalogue import Catalogue
from data.records import Item

Thing = Mention | Reference | ValueMention | YearRange | Limit

_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:movies?|films?|books?|stor(?:y|ies)|something|anything|ones?)\s+(?:(?:is|are|that\s+is|that\s+are)\s+)?"
    r"(?:about|set\s+in)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""What stands before a topic and not a title."""

_SURE = 0.95
_ALSO = re.compile(r"^\W*(?:oh\W+)?(?:and|also|plus)\b", re.IGNORECASE)
"""What goes on with what was told before: "and the one with the shark"."""

_CLAUSE = re.compile(
    r"(?:[,.;:!?]|\s[-–—]|\b(?:but|was|is|meant?))\s+(?:(?:it|i)\s+(?:was|is|meant?)\s+)?$", re.IGNORECASE
)
_NAME_OF = re.compile(
    r"\b(?:(?:what|which)(?:['’]?s|\s+(?:is|was|were))?(?:\s+(?:the\s+)?(?:name|title)\s+of|\s+it\s+called)?"
    r"|(?:remember|recall|know|find|think\s+of)(?:\s+the\s+(?:name|title)\s+of)?)\s+$",
    re.IGNORECASE,
)
"""What asks for the title of what is described: "what's the name of the one where ..."."""

_LOOKED_FOR, _MET = frozenset({"want", "unseen"}), frozenset({"like", "dislike", "seen", "similar"})


@dataclass(frozen=True, slots=True)
class Heard:
    """The things of one text, each tuple in reading order."""

    mentions: tuple[Mention, ...] = ()
    references: tuple[Reference, ...] = ()
    values: tuple[ValueMention, ...] = ()
    years: tuple[YearRange, ...] = ()
    limits: tuple[Limit, ...] = ()
    told: tuple[Described, ...] = ()
    """Items named loosely that the text speaks of; they are among the references."""
    sought: tuple[Described, ...] = ()
    """Items named loosely that are looked for; the values in their words are wishes too."""
    guessed: tuple[Described, ...] = ()
    """Items that the text may speak of by loose names; nobody can be sure."""

    def looked_for(self) -> tuple[str, ...]:
        """The items looked for, the likeliest first, then what may be meant as well."""
        others = (item for one in self.sought for item in one.others)
        return tuple(dict.fromkeys((*(one.item for one in self.sought), *others)))

    def within(self, sentences: Sequence[Sentence]) -> Heard:
        """What stands in some sentences."""
        return self._kept(lambda one: any(sentence.holds(one.start) for sentence in sentences))

    def without(self, sentences: Sequence[Sentence]) -> Heard:
        """What stands in none of some sentences."""
        return self._kept(lambda one: not any(sentence.holds(one.start) for sentence in sentences))

    def _kept(self, stays: Callable[[_Spanned], bool]) -> Heard:
        kept = {field.name: tuple(one for one in getattr(self, field.name) if stays(one)) for field in fields(self)}
        return Heard(**kept)

    def things(self) -> tuple[Thing, ...]:
        """Everything in reading order."""
        gathered: list[Thing] = [*self.mentions, *self.references, *self.values, *self.years, *self.limits]
        return tuple(sorted(gathered, key=lambda one: one.start))

    def spans(self) -> list[tuple[int, int]]:
        """Where anything stands."""
        return [(one.start, one.end) for one in self.things()]


class Ears:
    """Hears messages about one catalogue."""

    def __init__(self, linker: Linker, vocabulary: Vocabulary, descriptions: Descriptions) -> None:
        """`descriptions` of a smaller catalogue do for its items."""
        self.descriptions = descriptions
        self.linker, self.vocabulary, self._catalogue = linker, vocabulary, linker.catalogue
        self._newest = max((item.year for item in self._catalogue if item.year is not None), default=2020)

    def hear(self, text: str, session: Session, *, foreign: bool = False) -> Heard:
        """What a text names; in a `foreign` language only titles, as other words mean something else there."""
        values = () if foreign else self.vocabulary.find(text)
        linked = self.linker.link(text, session)
        mentions = tuple(one for one in linked if not any(self._yields(one, value, text) for value in values))
        limits = _apart(find_limits(text, self._catalogue.number_names), mentions)
        years = _apart(_apart(find_years(text, newest=self._newest), mentions), limits)
        years, values = self._not_describing(text, mentions, years, values)
        values = _apart(_apart(_apart(values, mentions), years), limits)
        references = _apart(find_references(text, session, self._catalogue, values), mentions)
        described = () if foreign else self.descriptions.find(text)
        # "The Tarantino one with the freed slave" says more than "the Tarantino one", which the list may have.
        listed = [one for one in references if one.items != (session.focus,) and not _inside(one, described)]
        described = _apart(_apart(described, mentions), listed)
        first = min([one.start for one in mentions] + [one.start for one in described], default=len(text))
        # "I saw Heat and loved it": a pointer after a title points at that title, not at what was talked of before.
        references = tuple(one for one in references if one.items != (session.focus,) or one.start < first)
        heard = Heard(mentions, references, _apart(values, references), years, limits)
        return _with_described(heard, described, text, session, self._catalogue) if described else heard

    def names(self, heard: Heard) -> list[tuple[int, int]]:
        """Where titles, pointers, people and shelf labels stand: what is no unknown title."""
        sure = self.vocabulary.shelves.union(PEOPLE_KINDS)
        values = tuple(value for value in heard.values if value.facets[0].kind in sure)
        loose = [(one.start, one.end) for one in heard.sought]
        return loose + replace(heard, values=values, years=(), limits=()).spans()

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


def _with_described(
    heard: Heard, described: Sequence[Described], text: str, session: Session, catalogue: Catalogue
) -> Heard:
    """What was heard with loose names: an item that the text judges, or of the list, is pointed at; another one is
    looked for, where looking is what the words or the talk so far are about."""
    pointers = {one: Reference(one.start, one.end, (one.item,)) for one in described}
    references = (*_apart(heard.references, described), *pointers.values())
    things = replace(heard, references=references, values=_apart(heard.values, described)).things()
    said = dict(zip(things, stances(text, [(one.start, one.end) for one in things]), strict=True))
    # One item described and nothing else named: that one is looked for. Somebody's taste would take more.
    bare = len(described) == 1 and not heard.mentions
    open_ones = {"none"} if (session.shown or bare) and not _ALSO.search(text) else set()
    # "Not that one. It was the one with ...": what is described then is looked for, though the list had it.
    refusing = "refuse" in find_acts(text)
    pointed = session.preferences.known().union(() if refusing else session.last_list)
    sought = tuple(
        one for one in described
        if one.item not in pointed
        and (said[pointers[one]] in _LOOKED_FOR | open_ones or _asked_for(text, one) or refusing and _begins(text, one))
    )
    told = tuple(one for one in described if one.sure and one not in sought)
    guessed = tuple(one for one in described if not one.sure and said[pointers[one]] in _MET and one not in sought)
    references = tuple(sorted((*_apart(heard.references, told + sought), *(pointers[one] for one in told)), key=_start))
    values = tuple(
        value for value in _apart(heard.values, told)
        if all(_has(catalogue[one.item], value) for one in sought if _over(one, value))
    )
    return replace(heard, references=references, values=values, told=told, sought=sought, guessed=guessed)


def _has(item: Item, value: ValueMention) -> bool:
    """Whether a value in a description is one of what is described: a film about a kid need not be for kids."""
    return all(has(item, facet) for facet in value.facets)


def _asked_for(text: str, one: Described) -> bool:
    return bool(_NAME_OF.search(text[: one.start]))


def _begins(text: str, one: Described) -> bool:
    """Whether what is described begins a clause: "not that, the one where ..." names what was meant instead."""
    return bool(_CLAUSE.search(text[: one.start]))


def _start(one: Reference) -> int:
    return one.start


def _inside(one: _Spanned, others: Sequence[_Spanned]) -> bool:
    return any(other.start <= one.start and one.end < other.end for other in others)


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
