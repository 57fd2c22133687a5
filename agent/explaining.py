"""Why an item: its reasons in one text, what would change the answer, and how it compares to another item.

Content first, words second: reasons are chosen by what moved the ranking, worded, and read back by the checker; what it
does not bear out is not said.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from agent.finding.query import Query
from agent.finding.recommending import Recommender
from agent.reasons.effects import Effects
from agent.reasons.rewording import Rewording
from agent.reasons.specificity import equally_true
from agent.reply import Evidence, Explanation, Reason, Without
from agent.words.phrases import as_wish
from data.records import ItemRef
from prompts.example import Value
from prompts.template import Template, load_templates

Style = Literal["line", "paragraph", "comparison"]
STYLES: tuple[Style, ...] = ("line", "paragraph", "comparison")
FIELDS = frozenset({"item", "liked", "value", "before", "place"})
_REASONS: dict[Style, int] = {"line": 1, "paragraph": 3, "comparison": 2}
_LISTED = 5
"""Items in a list of a conversation."""

_NAMED = 3
"""Things without which the item would stand elsewhere that are named, the strongest first."""


class Explaining:
    """Explanations by one recommender. Safe for threads.

    `rewording` words single explanations anew, where there is a language model that follows instructions; what it says
    is checked, and ours is said where it fails.
    """

    def __init__(self, recommender: Recommender, rewording: Rewording | None = None) -> None:
        self._recommender, self._catalogue, self._rewording = recommender, recommender.catalogue, rewording
        self._templates: dict[str, list[Template]] = {}
        for template in load_templates("what_if", FIELDS):
            self._templates.setdefault(template.situation, []).append(template)

    def explain(self, query: Query, item: str, *, style: Style = "paragraph", versus: str | None = None) -> Explanation:
        """Why one item suits what a query says. `versus` is the other item of a comparison.

        Raises KeyError for an unknown item, ValueError where a comparison has no other item or the same one.
        """
        found = self._compared(query, item, versus) if style == "comparison" else next(
            self.many(query, [item], style=style)
        )
        if self._rewording is None:
            return found
        said = self._rewording.reworded(found, query.stated(), near=query.before + query.like)
        return found if said is None else replace(found, text=said)

    def many(self, query: Query, items: Sequence[str], *, style: Style = "paragraph") -> Iterator[Explanation]:
        """The explanations of many items for one taste: the list is ranked for all of them at once.

        Each is worded as if it stood alone. Raises KeyError for an unknown item.
        """
        for item in items:
            self._catalogue[item]
        found = self._recommender.effects(query, items)
        for item in items:
            reasons = self._reasons(query, item, found, _REASONS[style])
            yield self._explanation(query, item, reasons, found, short=style == "line")

    def in_talk(self, query: Query, item: str) -> tuple[tuple[Reason, ...], str]:
        """The reasons of an item that was shown, and a sentence on what it would have come further down without; empty
        where there is no such thing.
        """
        (found,) = self.many(query, [item])
        fallen = [one for one in found.without if one.rank_without > max(_LISTED, 2 * one.rank)]
        said = self._if_without(fallen[0].evidence, item, "lower") if fallen else ""
        return found.reasons, said

    def _reasons(self, query: Query, item: str, found: Effects | None, limit: int) -> tuple[Reason, ...]:
        near = query.before + query.like
        return self._recommender.explainer.reasons(item, query.stated(), limit, near=near, effects=found)

    def _explanation(
        self, query: Query, item: str, reasons: tuple[Reason, ...], found: Effects | None, *, short: bool
    ) -> Explanation:
        hidden = item in query.hidden()
        without = () if found is None or hidden else tuple(self._without(item, found, reasons))
        rank = None if found is None or hidden else found.place(item)
        title, explainer = self._catalogue[item].title, self._recommender.explainer
        told = [reasons[0].text, *(explainer.as_it(reason, item) for reason in reasons[1:])]
        if without and not short:
            told.append(without[0].text)
        ranked = 0 if found is None else len(found.rows)
        return Explanation(item, title, reasons, text=" ".join(told), without=without, rank=rank, ranked=ranked)

    def _without(self, item: str, found: Effects, reasons: Sequence[Reason]) -> Iterator[Without]:
        """What would change the answer: first what the reasons lean on, then what else moved the item."""
        cited = [reason.leans for reason in reasons if reason.leans is not None]
        moved = sorted(found.without, key=lambda one: (one not in cited, -found.moved(one, item)))
        before = found.place(item) or 0
        for evidence in moved[:_NAMED]:
            place = found.place(item, evidence)
            if place is not None and place > before:
                places = {"before": ordinal(before), "place": ordinal(place)}
                yield Without(self._if_without(evidence, item, "without", places), evidence, before, place)

    def _if_without(
        self, evidence: Evidence, item: str, opening: str, places: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        fields: dict[str, Value] = dict(places)
        if evidence.kind == "item":
            fields["liked"] = ItemRef(evidence.item)
        elif evidence.facet is not None:
            fields["value"] = as_wish(evidence.facet)
        return self._say(f"{opening}_{evidence.kind}", fields, item)

    def _compared(self, query: Query, item: str, versus: str | None) -> Explanation:
        if versus is None or versus == item:
            raise ValueError("a comparison needs another item; name it as `versus`")
        self._catalogue[versus]
        found = self._recommender.effects(query, [item, versus])
        own, theirs = (self._reasons(query, one, found, 4) for one in (item, versus))
        own_alone, other_alone = self._only(query, own, item, versus), self._only(query, theirs, versus, item)
        hidden = query.hidden()
        fields: dict[str, Value] = {"item": ItemRef(item), "liked": ItemRef(versus)}
        opening = "unranked"
        if found is not None and not {item, versus} & hidden:
            opening = "above"
            fields |= {"before": ordinal(found.place(item) or 0), "place": ordinal(found.place(versus) or 0)}
        told = [self._say(opening, fields, item), *(reason.text for reason in own_alone)]
        if other_alone:
            told += [self._say("rival", {"liked": ItemRef(versus)}, item), other_alone[0].text]
        reasons = (*own_alone, *other_alone[:1])
        rank = None if opening == "unranked" or found is None else found.place(item)
        ranked = 0 if found is None else len(found.rows)
        without = () if rank is None or found is None else tuple(self._without(item, found, own_alone))
        return Explanation(
            item, self._catalogue[item].title, reasons, text=" ".join(told), rank=rank, ranked=ranked, without=without
        )

    def _only(self, query: Query, reasons: Sequence[Reason], item: str, other: str) -> tuple[Reason, ...]:
        """The reasons that are not as true of the other item; the first one where all are."""
        row, liking = self._catalogue.row(other), self._recommender.explainer.liking
        alone = [
            reason for reason in reasons
            if not equally_true(reason.claims, item, self._catalogue, query.stated(), liking)[row]
        ]
        return tuple((alone or list(reasons[:1]))[: _REASONS["comparison"]])

    def _say(self, situation: str, fields: dict[str, Value], item: str) -> str:
        wordings = self._templates[situation]
        start = zlib.crc32(f"{item} {sorted((name, str(value)) for name, value in fields.items())}".encode())
        name = self._recommender.explainer.name
        pieces = wordings[start % len(wordings)].say(fields)
        return "".join(name(piece.item) if isinstance(piece, ItemRef) else str(piece) for piece in pieces)


def ordinal(place: int) -> str:
    """A place in words of figures: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    last, tens = place % 10, place % 100
    ending = "th" if 10 < tens < 14 else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{place}{ending}"
