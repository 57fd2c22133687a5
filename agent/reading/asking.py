"""What a sentence asks, in the light of what it names and of what was talked about before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from agent.reading.bounded import bounded
from agent.reading.choosing import asks_to_choose
from agent.reading.hearing import Heard
from agent.reading.ordering import WORDS, order_by, orders
from agent.reading.questions import (
    ABOUT,
    CHOICE,
    COMPARE,
    COUNT,
    HERE,
    VALUE,
    WHY_NOT,
    YES_NO,
    Question,
    asks_yes_or_no,
    find_question,
    find_weighing,
)
from agent.reading.same import points_at_same
from agent.reading.sentences import Sentence
from agent.reading.stocked import asks_how_many, asks_whether_here
from agent.reading.vocabulary import ValueMention, Vocabulary
from agent.reading.weighing import OTHER
from agent.reading.why_not import asks_why_not
from agent.session import Facet, Preferences, Session
from data.catalogue import Catalogue

_POINTS_AT_ITEM = re.compile(
    r"\b(?:have\s+you\s+(?:seen|got|watched|read)|do\s+you\s+(?:know|have)|heard\s+of|what\s+about|how\s+about)"
    r"(?:\s+(?:the|a|an|film|movie|book|called|or))*\W*$",
    re.IGNORECASE,
)
"""What stands right before an item that is asked about; "do you have something like" asks for others."""

_AND = re.compile(r"^\W*and(?:\s+the)?\W*$", re.IGNORECASE)
_CONTINUES = re.compile(r"^\W*(?:and|or)\s+[^.?!]+\?\s*$", re.IGNORECASE)
_WHY = re.compile(r"\bwhy\b|\bhow\s+come\b|\bagainst\b|\bwrong\b", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:compare[ds]?|comparison|how\s+similar|in\s+common|differ(?:ence|ences|s)?|versus|vs)\b"
    r"|\bare\s+(?:they|(?:those|these)(?:\s+two)?|both)\s+(?:similar|alike|(?:very\s+)?different)\b",
    re.IGNORECASE,
)
_ORDERED = re.compile(r"^\W*(?:please\s+|can\s+you\s+)?compare\b", re.IGNORECASE)
_ANY_ITEM = re.compile(r"\b(?:which|what|an?)\s+(?:films?|movies?|books?|items?|products?|shows?)\b", re.IGNORECASE)
_WHO_IS = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|but|so)\W+)?(?:(?:who|what)(?:['’]s|\s+(?:is|was|are|were))"
    r"|tell\s+(?:me|us)\s+(?:more\s+)?about|(?:do\s+you\s+know|have\s+you\s+heard\s+of))\s+(?:an?\s+|the\s+(?:actor|actress|director)\s+)?$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"^(?:\s+(?:anyway|by\s+the\s+way|exactly))?\W*$", re.IGNORECASE)
_OF_THEM = re.compile(r"\b(?:them|those|these|ones?|some)\b", re.IGNORECASE)
_EXTREME = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?)\W+)?(?:(?:which|what)(?:\s+one|\s+of\s+(?:these|those|them))?(?:\s+is|['’]s)\s+)?"
    rf"(?:the\s+)?({'|'.join(WORDS)})(?:\s+(?:one|film|movie|book|of\s+(?:these|those|them)))?\s*\?\W*$",
    re.IGNORECASE,
)
"""A question that goes on about the list: "and the longest?"."""


@dataclass(frozen=True)
class _Asked:
    """One sentence, what was heard in it, and the session before it."""

    sentence: Sentence
    heard: Heard
    session: Session
    catalogue: Catalogue
    vocabulary: Vocabulary

    @property
    def text(self) -> str:
        return self.sentence.text

    @cached_property
    def named(self) -> dict[int, str]:
        """Items by the place of their titles."""
        return {one.start: one.item for one in self.heard.mentions}

    @cached_property
    def pointed(self) -> dict[int, str]:
        """The first item of each pointer by its place."""
        return {one.start: one.items[0] for one in self.heard.references if one.items}

    @cached_property
    def items(self) -> tuple[str, ...]:
        """One item for each title, pointer and description, titles first."""
        return (*self.named.values(), *self.pointed.values(), *(one.item for one in self.heard.sought))

    @cached_property
    def every(self) -> tuple[str, ...]:
        """All items, those of pointers at several too, in reading order."""
        named = [(one.start, (one.item,)) for one in self.heard.mentions]
        pointed = [(one.start, one.items) for one in self.heard.references]
        return tuple(dict.fromkeys(item for _, items in sorted(named + pointed) for item in items))

    @cached_property
    def words(self) -> str:
        """The text with the mark of a question where it is one without."""
        asked = asks_yes_or_no(self.text) and not self.heard.mentions
        return f"{self.text.rstrip()}?" if asked and "?" not in self.text else self.text

    @cached_property
    def inside(self) -> tuple[ValueMention, ...]:
        """The values of a question that are no part of a title, offsets within the sentence."""
        titles = [(one.start - self.sentence.start, one.end - self.sentence.start) for one in self.heard.mentions]
        asked = "?" in self.words or asks_how_many(self.words)
        found = self.vocabulary.find(self.words, eager=True) if asked else ()
        return tuple(one for one in found if not any(low <= one.start < high for low, high in titles))

    @property
    def asked_before(self) -> str | None:
        """What the user's last turn asked of an item: "what about Aliens?" asks the same again."""
        text = _plain(self.session)
        values = self.vocabulary.find(text, eager=True)
        question = find_question(text, values, self.catalogue, item="") if "?" in text else None
        return question.kind if question is not None else None


class Asking:
    """Finds the question of a sentence about one catalogue."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._catalogue, self._vocabulary = catalogue, vocabulary

    def question(self, sentence: Sentence, heard: Heard, session: Session) -> Question | None:
        """What a sentence asks; None where it asks nothing that a fact, a choice or a reason against would answer."""
        asked = _Asked(sentence, heard.within([sentence]), session, self._catalogue, self._vocabulary)
        if _WHY.search(sentence.text):
            return _why_not(asked)
        if orders(sentence.text) or points_at_same(sentence.text):
            return None
        return next((found for step in _STEPS if (found := step(asked)) is not None), None)

    def counted_before(self, text: str, session: Session) -> Preferences:
        """What the items have that were counted before, where a text goes on about them: "show me three of them"."""
        said = _plain(session)
        if not (_OF_THEM.search(text) and asks_how_many(said)):
            return Preferences()
        return Preferences(wanted=_facets(self._vocabulary.find(said, eager=True)))


def _why_not(asked: _Asked) -> Question | None:
    return Question(WHY_NOT, asked.items[0]) if asked.items and asks_why_not(asked.text) else None


def _how_many(asked: _Asked) -> Question | None:
    if not asks_how_many(asked.text):
        return None
    years = next(iter(asked.heard.years), None)
    of = bounded(Preferences(wanted=_facets(asked.inside)), years, asked.heard.limits)
    return Question(COUNT, whole=True, of=of)


def _who_or_what(asked: _Asked) -> Question | None:
    """Of the one value that is asked about: "who is Adam Sandler?", "what is film noir?"."""
    start = asked.sentence.start
    values = [(value, value.start, value.end) for value in asked.inside]
    values = values or [(value, value.start - start, value.end - start) for value in asked.heard.values]
    if asked.items or len(values) != 1 or asked.heard.years:
        return None
    value, low, high = values[0]
    asks = _WHO_IS.search(asked.text[:low]) and _ENDS.match(asked.text[high:])
    return Question(VALUE, facets=value.facets, whole=True) if asks else None


def _which(asked: _Asked) -> Question | None:
    """Which of two has more of something, or which of some to take."""
    two = tuple(asked.named.values()) if len(asked.named) == 2 else asked.items
    weighing = find_weighing(asked.text, two, asked.catalogue, before=asked.session.heard.items())
    if not asks_to_choose(asked.text) or (weighing is not None and weighing.kind != OTHER):
        return weighing
    # Who has said nothing yet and asks "which film should I watch?" does not speak of the cards that stand there.
    shown = asked.session.last_list if asked.session.turns or not _ANY_ITEM.search(asked.text) else ()
    among = asked.every if len(asked.every) > 1 else shown
    wish = bool(asked.inside or asked.heard.values) and not asked.named
    return Question(CHOICE, among=among) if among and not wish else None


def _compared(asked: _Asked) -> Question | None:
    if not _COMPARES.search(asked.text):
        return None
    # "What do they have in common?" goes on about those of the turn before.
    two = asked.every or asked.session.heard.items()
    if len(two) != 2:
        return Question(COMPARE) if "?" in asked.text or _ORDERED.match(asked.text) else None
    return Question(COMPARE, two[0], beside=two[1])


def _here(asked: _Asked) -> Question | None:
    start = asked.sentence.start
    here = any(asks_whether_here(asked.text, one.start - start, one.end - start) for one in asked.heard.mentions)
    return Question(HERE, asked.items[0]) if here else None


def _extreme(asked: _Asked) -> Question | None:
    if not asked.items or (extreme := _EXTREME.search(asked.text)) is None:
        return None
    order = order_by(" ".join(extreme[1].lower().split()), asked.catalogue)
    return None if order is None else Question(order.kind, asked.items[0])


def _of_one(asked: _Asked) -> Question | None:
    """What is asked of one item: of the one that is named, or of the one in focus."""
    brief = len(asked.text.split()) <= 6 and not asked.inside
    start = asked.sentence.start
    # "Something about ensemble cast" asks for no cast: a word of a value is no word of a question.
    told = [(value.start - start, value.end - start) for value in asked.heard.values]
    missing = any(not one.items for one in asked.heard.references)
    item = asked.items[0] if asked.items else asked.session.focus if brief and not missing else None
    question = find_question(asked.words, asked.inside, asked.catalogue, item=item, told=told)
    if question is None and asked.inside and not asked.items and _CONTINUES.match(asked.text):
        if asked.session.focus is not None and asked.asked_before == YES_NO:
            return Question(YES_NO, asked.session.focus, _facets(asked.inside))
    for place, one in {**asked.named, **asked.pointed}.items() if question is None else ():
        before = asked.text[: place - start]
        if _POINTS_AT_ITEM.search(before) or ("?" in asked.text and _AND.search(before)):
            return Question(asked.asked_before or ABOUT, one)
    return question


_STEPS: tuple[Callable[[_Asked], Question | None], ...] = (
    _how_many, _who_or_what, _which, _compared, _here, _extreme, _of_one,
)  # fmt: skip


def _plain(session: Session) -> str:
    """The words of the user's last turn, without titles."""
    return "".join(piece for piece in session.heard.pieces if isinstance(piece, str))


def _facets(values: tuple[ValueMention, ...]) -> tuple[Facet, ...]:
    return tuple(facet for value in values for facet in value.facets)
