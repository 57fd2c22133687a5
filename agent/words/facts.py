"""Answers about an item: the catalogue's own values, or that it does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from agent.reading.questions import ABOUT, COUNT, HERE, VALUE, YES_NO, Question
from agent.reading.weighing import OTHER, YEAR
from agent.session import Facet, Preferences
from agent.words.fitting import fits
from agent.words.phrases import wanted_phrase
from agent.words.spoken import amount, listing, spoken
from data.catalogue import Catalogue
from data.records import Item, ItemRef
from prompts.example import Value

_WORDED = frozenset({"director", "cast", "genre", "country", "mood", "keyword"})
"""Kinds with a situation of their own; any other is answered by its name."""

LABELS = frozenset({"genre", "mood", "category", "style"})
"""Kinds whose values an item is, rather than has: "it counts as comedy", "it has Tom Hanks"."""

_MOST = 6
_SHELVES = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """A situation of the templates with its fields."""

    situation: str
    fields: Mapping[str, Value]


def answer(question: Question, catalogue: Catalogue, *, noun: str = "item", nouns: str = "items") -> Fact:
    """The fact that answers a question about an item or about all. Raises KeyError for an item that left the store."""
    if question.kind == COUNT:
        return Fact("answer_count", {"value": _many(question.of, catalogue, noun, nouns)})
    if question.kind == VALUE:
        facet = question.facets[0]
        count = _many(Preferences(wanted=(facet,)), catalogue, noun, nouns, said=False)
        return Fact("answer_value", {"value": spoken(facet.kind, facet.value), "count": count})
    if question.whole:
        return Fact("answer_shelves", {"value": _shelves(question.kind, catalogue)})
    if question.item is None:
        return Fact("which_item", {})
    item = catalogue[question.item]
    if question.kind == HERE:
        return Fact("answer_here", {"item": ItemRef(item.id)})
    if question.beside is not None:
        return _weighed(item, catalogue[question.beside], question.kind)
    if question.kind == YES_NO:
        return _yes_or_no(item, question.facets)
    found = _value(item, question.kind)
    if found is None:
        return Fact("answer_unknown", {"item": ItemRef(item.id)})
    situation, value = found
    fields: dict[str, Value] = {"item": ItemRef(item.id), "value": value}
    if situation == "answer":
        fields["asked"] = question.kind
    return Fact(situation, fields)


def _many(of: Preferences, catalogue: Catalogue, noun: str, nouns: str, *, said: bool = True) -> str:
    """How many items have what is asked for: "842 films", "one comedy film", "no films from before 1920"; with `said`
    what they have stands beside it.
    """
    count = sum(fits(item, of) for item in catalogue)
    plural = noun if count == 1 else nouns
    number = {0: "no", 1: "one"}.get(count, f"{count:,}")
    return f"{number} {(wanted_phrase(of, plural) if said else '') or plural}"


def _shelves(kind: str, catalogue: Catalogue) -> str:
    """The values of a kind that most items have, the most common first; the kinds themselves where none has it."""
    counts = Counter(value for item in catalogue for value in item.values(kind))
    return listing(tuple(spoken(kind, value) for value, _ in counts.most_common(_SHELVES)) or tuple(catalogue.kinds))


def _value(item: Item, kind: str) -> tuple[str, str] | None:
    if kind == ABOUT:
        return ("answer_about", item.description) if item.description else _summary(item)
    if kind == YEAR:
        return None if item.year is None else ("answer_year", str(item.year))
    if kind == OTHER:
        return None
    if kind in item.numbers:
        number = item.numbers[kind]
        return (
            "answer_minutes" if kind == "minutes" else "answer",
            amount(kind, number) if kind.endswith("s") else f"{number:,.10g}",
        )
    if values := item.values(kind):
        return f"answer_{kind}" if kind in _WORDED else "answer", listing(
            tuple(spoken(kind, one) for one in values[:_MOST])
        )
    return None


def _weighed(one: Item, other: Item, kind: str) -> Fact:
    """Which of two has more, or that they are even; what is not known is said of the first that lacks it."""
    amounts = [item.year if kind == YEAR else item.numbers.get(kind) for item in (one, other)]
    for item, amount_ in zip((one, other), amounts, strict=True):
        if amount_ is None:
            return Fact("answer_unknown", {"item": ItemRef(item.id)})
    (low, less), (high, more) = sorted(zip((one, other), amounts, strict=True), key=lambda pair: pair[1] or 0)
    situation = f"weighed_{'years' if kind == YEAR else 'length'}{'_even' if less == more else ''}"
    return Fact(situation, {
        "item": ItemRef(high.id), "other": ItemRef(low.id), "value": _counted(kind, more), "less": _counted(kind, less),
    })  # fmt: skip


def _counted(kind: str, number: float | None) -> str:
    return str(number) if kind == YEAR else amount(kind, number or 0)


def _summary(item: Item) -> tuple[str, str] | None:
    """Where there is no description, the values that describe the item."""
    for kind in ("genre", "category", "keyword", "mood"):
        if values := item.values(kind):
            return "answer_keyword", listing(tuple(spoken(kind, one) for one in values[:_MOST]))
    return None


def _yes_or_no(item: Item, facets: tuple[Facet, ...]) -> Fact:
    has = [facet for facet in facets if any(facet.value in item.values(kind) for kind in _kinds(facet))]
    shown = has or facets
    values = tuple(spoken(facet.kind, facet.value) for facet in shown)
    value = listing(values) if has else " or ".join(values)
    labels = all(facet.kind in LABELS for facet in shown)
    situation = ("answer_yes" if has else "answer_no") if labels else ("answer_has" if has else "answer_has_not")
    return Fact(situation, {"item": ItemRef(item.id), "value": value})


def _kinds(facet: Facet) -> tuple[str, ...]:
    """A person asked of may stand before or behind the camera."""
    return ("director", "cast") if facet.kind in ("director", "cast") else (facet.kind,)
