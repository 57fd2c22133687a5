"""What a sentence asks, in the light of what it names and of what was talked about before."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
_COMPARES = re.compile(r"\b(?:compare[ds]?|comparison|differ(?:ence|ences|ent|s)?|versus|vs)\b", re.IGNORECASE)
_WHO_IS = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|but|so)\W+)?(?:(?:who|what)(?:['’]s|\s+(?:is|was|are|were))|tell\s+(?:me|us)\s+(?:more\s+)?about"
    r"|(?:do\s+you\s+know|have\s+you\s+heard\s+of))\s+(?:an?\s+|the\s+(?:actor|actress|director)\s+)?$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"^(?:\s+(?:anyway|by\s+the\s+way|exactly))?\W*$", re.IGNORECASE)
_OF_THEM = re.compile(r"\b(?:them|those|these|ones?|some)\b", re.IGNORECASE)
_MORE_OF_IT = re.compile(
    r"^\W*(?:(?:and|but|ok(?:ay)?)\W+)?(?:(?:which|what)(?:\s+one|\s+of\s+(?:these|those|them))?(?:\s+is|['’]s)\s+)?"
    rf"(?:the\s+)?({'|'.join(WORDS)})(?:\s+(?:one|film|movie|book|of\s+(?:these|those|them)))?\s*\?\W*$",
    re.IGNORECASE,
)
"""A question that goes on about the list: "and the longest?"."""


class Asking:
    """Finds the question of a sentence about one catalogue."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._catalogue, self._vocabulary = catalogue, vocabulary

    def question(self, sentence: Sentence, heard: Heard, session: Session) -> Question | None:
        """What a sentence asks; None where it asks nothing that a fact, a choice or a reason against would answer."""
        text = sentence.text
        places = {one.start: one.item for one in heard.mentions if sentence.holds(one.start)}
        pointed = {one.start: one.items[0] for one in heard.references if sentence.holds(one.start) and one.items}
        items = [*places.values(), *pointed.values(), *(one.item for one in heard.sought if sentence.holds(one.start))]
        if _WHY.search(text):
            return Question(WHY_NOT, items[0]) if items and asks_why_not(text) else None
        if orders(text) or points_at_same(text):
            return None
        words, inside = self._values(sentence, heard)
        if asks_how_many(text):
            return self._counted(sentence, heard, inside)
        if not items and (value := _the_one(sentence, heard, inside)) is not None:
            return Question(VALUE, facets=value.facets, whole=True)
        two = list(places.values()) if len(places) == 2 else items
        weighing = find_weighing(text, two, self._catalogue, before=session.heard.items())
        if asks_to_choose(text) and (weighing is None or weighing.kind == OTHER):
            among = tuple(dict.fromkeys(places.values())) if len(places) > 1 else session.last_list
            return None if not among or (inside and not places) else Question(CHOICE, among=among)
        if weighing:
            return weighing
        if _COMPARES.search(text) and 1 <= len(pair := _all_items(sentence, heard)) <= 2:
            return Question(COMPARE, pair[0] if pair[1:] else None, beside=pair[-1])
        if any(asks_whether_here(text, *(place - sentence.start for place in span)) for span in _spans(heard, places)):
            return Question(HERE, items[0])
        if items and (extreme := _MORE_OF_IT.search(text)):
            order = order_by(" ".join(extreme[1].lower().split()), self._catalogue)
            return None if order is None else Question(order.kind, items[0])
        return self._of_one(sentence, words, inside, heard, session, places, pointed, items)

    def _of_one(
        self, sentence: Sentence, words: str, inside: tuple[ValueMention, ...], heard: Heard, session: Session,
        places: Mapping[int, str], pointed: Mapping[int, str], items: list[str],
    ) -> Question | None:
        """What is asked of one item: of the one that is named, or of the one in focus."""
        brief = len(sentence.text.split()) <= 6 and not inside
        # "Something about ensemble cast" asks for no cast: a word of a value is no word of a question.
        values = [value for value in heard.values if sentence.holds(value.start)]
        told = [(value.start - sentence.start, value.end - sentence.start) for value in values]
        missing = any(sentence.holds(one.start) and not one.items for one in heard.references)
        item = items[0] if items else session.focus if brief and not missing else None
        question = find_question(words, inside, self._catalogue, item=item, told=told)
        if question is None and inside and not items and _CONTINUES.match(sentence.text):
            if session.focus is not None and self._asked_before(session) == YES_NO:
                return Question(YES_NO, session.focus, _facets(inside))
        for start, item in {**places, **pointed}.items() if question is None else ():
            before = sentence.text[: start - sentence.start]
            if _POINTS_AT_ITEM.search(before) or ("?" in sentence.text and _AND.search(before)):
                return Question(self._asked_before(session) or ABOUT, item)
        return question

    def _values(self, sentence: Sentence, heard: Heard) -> tuple[str, tuple[ValueMention, ...]]:
        """The words of a question, with its mark, and the values in them that are no part of a title."""
        asked = asks_yes_or_no(sentence.text) and not heard.within([sentence]).mentions
        words = f"{sentence.text.rstrip()}?" if asked and "?" not in sentence.text else sentence.text
        named = [(one.start - sentence.start, one.end - sentence.start) for one in heard.mentions]
        inside = self._vocabulary.find(words, eager=True) if "?" in words or asks_how_many(words) else ()
        return words, tuple(one for one in inside if not any(low <= one.start < high for low, high in named))

    def _counted(self, sentence: Sentence, heard: Heard, inside: tuple[ValueMention, ...]) -> Question:
        years = next((one for one in heard.years if sentence.holds(one.start)), None)
        limits = tuple((one.name, one.least, one.most) for one in heard.limits if sentence.holds(one.start))
        first, last = (None, None) if years is None else (years.first, years.last)
        # Nobody counts what is called so by chance: "how many films" holds no wish for films about film.
        wanted = tuple(facet for value in inside for facet in value.facets)
        of = Preferences(wanted=wanted, year_from=first, year_to=last, limits=limits)
        return Question(COUNT, whole=True, of=of)

    def counted_before(self, text: str, session: Session) -> Preferences:
        """What the items have that were counted before, where a text goes on about them: "show me three of them"."""
        said = "".join(piece for piece in session.heard.pieces if isinstance(piece, str))
        if not (_OF_THEM.search(text) and asks_how_many(said)):
            return Preferences()
        return Preferences(wanted=_facets(self._vocabulary.find(said, eager=True)))

    def _asked_before(self, session: Session) -> str | None:
        """What the user's last turn asked of an item: "what about Aliens?" asks the same again."""
        text = "".join(piece for piece in session.heard.pieces if isinstance(piece, str))
        values = self._vocabulary.find(text, eager=True)
        question = find_question(text, values, self._catalogue, item="") if "?" in text else None
        return question.kind if question is not None else None


def _the_one(sentence: Sentence, heard: Heard, inside: tuple[ValueMention, ...]) -> ValueMention | None:
    """The one value that a sentence asks who or what it is: "who is Adam Sandler?", "what is film noir?"."""
    told = heard.within([sentence])
    values = [(value, value.start, value.end) for value in inside]
    values = values or [(one, one.start - sentence.start, one.end - sentence.start) for one in told.values]
    if len(values) != 1 or told.years:
        return None
    value, start, end = values[0]
    return value if _WHO_IS.search(sentence.text[:start]) and _ENDS.match(sentence.text[end:]) else None


def _all_items(sentence: Sentence, heard: Heard) -> tuple[str, ...]:
    """Every item that a sentence names or points at, in reading order."""
    named = [(one.start, (one.item,)) for one in heard.mentions if sentence.holds(one.start)]
    pointed = [(one.start, one.items) for one in heard.references if sentence.holds(one.start)]
    return tuple(dict.fromkeys(item for _, items in sorted(named + pointed) for item in items))


def _spans(heard: Heard, places: Mapping[int, str]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in heard.mentions if one.start in places]


def _facets(values: tuple[ValueMention, ...]) -> tuple[Facet, ...]:
    return tuple(facet for value in values for facet in value.facets)
