"""From a question to an answer: a fact of the catalogue, a choice by taste, what two share, what speaks against one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agent.decision import Line
from agent.finding.facets import facet_index
from agent.lists import Lists
from agent.reading.questions import CHOICE, COMPARE, HERE, VALUE, WHY_NOT, WORTH, Question
from agent.session import Session
from agent.words.against import against
from agent.words.blurb import blurb
from agent.words.comparing import side_by_side
from agent.words.facts import answer
from agent.words.profile import among
from data.catalogue import Catalogue
from data.records import ItemRef
from prompts.prompt import Piece


@dataclass(frozen=True, slots=True)
class Answer:
    """The line to say and what follows it; `item` is what it is about, whose reasons follow where `reasoned`."""

    line: Line
    item: str | None = None
    further: tuple[Piece, ...] = ()
    reasoned: bool = False


class Answering:
    """Answers questions over one catalogue, `noun` and `nouns` being what it calls its items."""

    def __init__(self, catalogue: Catalogue, lists: Lists, noun: str, nouns: str) -> None:
        self._catalogue, self._lists, self._noun, self._nouns = catalogue, lists, noun, nouns
        self._by_kind: Mapping[str, Callable[[Question, Session], Answer | None]] = {
            CHOICE: self._choice, WORTH: self._worth, COMPARE: self._compared, WHY_NOT: self._why_not,
            VALUE: self._value, HERE: self._here,
        }  # fmt: skip

    def answer(self, question: Question, session: Session) -> Answer:
        """What to say to a question. Raises KeyError for an item that left the store."""
        other = self._by_kind.get(question.kind)
        found = other(question, session) if other is not None else None
        return found or Answer(self._fact(question), question.item)

    def _fact(self, question: Question) -> Line:
        fact = answer(question, self._catalogue, noun=self._noun, nouns=self._nouns)
        return fact.situation, fact.fields

    def _choice(self, question: Question, session: Session) -> Answer:
        item = self._lists.best_of(question.among, session)
        return Answer(("choice", {"item": ItemRef(item)}), item, reasoned=True)

    def _worth(self, question: Question, session: Session) -> Answer | None:
        """Whether an item is for the user: what speaks against it, else what speaks for it."""
        if question.item is None:
            return None
        told = replace(session.preferences, liked=(), seen=())
        said = against(self._catalogue[question.item], Session(session.id, preferences=told), self._nouns)
        about = {"item": ItemRef(question.item)}
        line: Line = ("worth_not", {**about, "value": said}) if said else ("worth", about)
        return Answer(line, question.item, reasoned=not said)

    def _compared(self, question: Question, session: Session) -> Answer | None:
        if question.item is None or question.beside is None:
            return None
        one, other = self._catalogue[question.item], self._catalogue[question.beside]
        further = side_by_side(one, other, facet_index(self._catalogue))
        return Answer(("compare", {"item": ItemRef(one.id), "other": ItemRef(other.id)}), one.id, further)

    def _why_not(self, question: Question, session: Session) -> Answer | None:
        if question.item is None:
            return None
        about = {"item": ItemRef(question.item)}
        said = against(self._catalogue[question.item], session, self._nouns)
        line: Line = ("why_not", {**about, "value": said}) if said else ("why_not_nothing", about)
        return Answer(line, question.item)

    def _value(self, question: Question, session: Session) -> Answer:
        return Answer(self._fact(question), further=among(self._lists.examples(question.facets[0])))

    def _here(self, question: Question, session: Session) -> Answer | None:
        said = "" if question.item is None else blurb(self._catalogue[question.item])
        return Answer(self._fact(question), question.item, (f" {said}",) if said else ())
