"""What speaks against an item that was not recommended: what the user said, and what the catalogue says of it."""

from __future__ import annotations

from collections.abc import Iterator

from agent.finding.families import has
from agent.session import Facet, Preferences, Session
from agent.words.facts import LABELS
from agent.words.fitting import is_within
from agent.words.phrases import limits_phrase, years_phrase
from agent.words.spoken import amount, listing, spoken
from data.records import Item

_MOST = 2
_LACKS = {
    "director": "it is not by {}", "author": "it is not by {}", "brand": "it is not by {}",
    "cast": "{} is not in it", "actor": "{} is not in it", "country": "it does not come from {}",
}  # fmt: skip


def against(item: Item, session: Session, nouns: str) -> str:
    """At most two clauses about "it", the plainest first; empty where nothing that the user said speaks against it."""
    said = tuple(_clauses(item, session, nouns))[:_MOST]
    return ", and ".join(said) or ("it was on a list of ours already" if item.id in session.shown else "")


def _clauses(item: Item, session: Session, nouns: str) -> Iterator[str]:
    preferences = session.preferences
    said = (
        (preferences.disliked, "you told me that you do not like it"),
        (preferences.seen, "you told me that you know it"),
        (preferences.liked, "you told me that you know and like it"), (session.refused, "you passed on it"),
    )  # fmt: skip
    yield from (words for items, words in said if item.id in items)
    for word, labels in (("as", True), ("with", False)):
        banned = tuple(
            spoken(facet.kind, facet.value)
            for facet in preferences.avoided if (facet.kind in LABELS) == labels and has(item, facet)
        )  # fmt: skip
        if banned:
            yield f"it is listed {word} {listing(banned)}, which you asked me to leave out"
    yield from _outside(item, preferences, nouns)
    for group in preferences.wishes_met_by_one():
        if not any(has(item, facet) for facet in group):
            yield f"{_lacking(group)}, which you asked for"


def _outside(item: Item, preferences: Preferences, nouns: str) -> Iterator[str]:
    first, last = preferences.year_from, preferences.year_to
    if (first, last) != (None, None):
        wish = f"you asked for {nouns} {years_phrase(preferences)}"
        if item.year is None:
            yield f"I do not know its year, and {wish}"
        elif not is_within(item.year, first, last):
            yield f"it is from {item.year}, and {wish}"
    for name, least, most in preferences.limits:
        number = item.numbers.get(name)
        wish = f"you asked for {nouns} {limits_phrase(Preferences(limits=((name, least, most),)))}"
        if number is None:
            yield f"I do not know its {name}, and {wish}"
        elif not is_within(number, least, most):
            yield f"it has {amount(name, number)}, and {wish}"


def _lacking(group: tuple[Facet, ...]) -> str:
    values = " or ".join(spoken(facet.kind, facet.value) for facet in group)
    kind = group[0].kind
    return _LACKS.get(kind, "it is not listed as {}" if kind in LABELS else "it is not listed with {}").format(values)
