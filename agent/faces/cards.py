"""One recommended item as a card: HTML in which every word of the catalogue is inert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.faces.markup import inert
from agent.reply import Recommended
from data.records import Item

_SHOWN = 3
"""Values of one kind on a card."""
_QUIET = {"also_known_as", "cast", "country", "keyword", "language", "mood", "writer"}
"""Kinds too long or too fine for the line under a title."""
_BY = {"director", "author", "artist", "brand"}


def card(item: Item, recommended: Recommended, share: float | None = None) -> str:
    """A card as HTML. `share` in 0..1 is how near the item's score is to the best of its list; None draws no bar."""
    year = "" if item.year is None else f' <span class="year">{item.year}</span>'
    words = [reason.text for reason in recommended.reasons[:2]] or [item.description[:240]]
    return (
        f'<article class="card"><h3>{inert(item.title)}{year}</h3><p class="facts">{_facts(item)}</p>'
        f'<p class="reason">{inert(" ".join(words))}</p>{_bar(share)}</article>'
    )


def shares(items: Sequence[Recommended]) -> list[float | None]:
    """Each score between the lowest (0.25) and the highest (1) of the list, as scales differ between rankers.

    None where all scores are the same: they tell nothing then.
    """
    scores = [item.score for item in items]
    if not scores or min(scores) == max(scores):
        return [None] * len(scores)
    low, spread = min(scores), max(scores) - min(scores)
    return [0.25 + 0.75 * (score - low) / spread for score in scores]


def unexplained(items: Sequence[Recommended]) -> list[Recommended]:
    """The items without scores and reasons: for a list that rests on nothing the visitor said."""
    return [replace(item, score=0.0, reasons=()) for item in items]


def _bar(share: float | None) -> str:
    if share is None:
        return ""
    label = f"match, beside the best of this list: {share:.0%}"
    return f'<div class="score" role="img" title="{label}" aria-label="{label}"><i style="width:{share:.0%}"></i></div>'


def _facts(item: Item) -> str:
    return " · ".join(inert(fact) for fact in _fact_line(item))


def _fact_line(item: Item) -> Iterator[str]:
    for kind, values in item.attributes.items():
        if values and kind not in _QUIET:
            yield f"by {' and '.join(values[:2])}" if kind in _BY else ", ".join(values[:_SHOWN])
    for name, number in item.numbers.items():
        yield _hours(number) if name == "minutes" else f"{name} {number:g}"


def _hours(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"
