"""Why an item is recommended: claims first, words second. Every claim is checked; an unsupported one is not said."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

from agent.finding.co_liking import CoLiking
from agent.finding.facets import facet_index
from agent.reasons.checker import check
from agent.reasons.claims import Point, points
from agent.reasons.effects import Effects
from agent.reply import Reason
from agent.session import Preferences
from agent.words.as_it import as_it
from data.catalogue import Catalogue
from data.records import ItemRef
from prompts.prompt import Piece
from prompts.template import Template, load_templates

FIELDS = frozenset({"item", "liked", "value", "kind", "count", "noun", "nouns"})
Made = dict[tuple[str, ...], int]
_TELLING = 0.6
"""A second reason below this many bits tells too little to be said."""

_UNMOVED = 0.1
"""What a point counts that leans on something which did not move the item in the ranking."""

_REPEATED = 0.6
"""What a point is worth the second and the third time the same one is made in a list."""


class Explainer:
    """Reasons for items of one catalogue, worded by the templates of `explanation.toml`."""

    def __init__(
        self,
        catalogue: Catalogue,
        liking: CoLiking | None = None,
        *,
        noun: str = "item",
        nouns: str = "",
        seed: int = 0,
    ) -> None:
        self.catalogue = catalogue
        self.noun = noun
        self.nouns = nouns or (noun if noun.endswith("s") else f"{noun}s")
        self._seed = seed
        self.liking = liking if liking is not None else CoLiking(catalogue)
        self._index = facet_index(catalogue)
        self._templates: dict[str, list[Template]] = {}
        for template in load_templates("explanation", FIELDS):
            self._templates.setdefault(template.situation, []).append(template)
        titles = [item.title for item in catalogue]
        self._names = {
            item.id: item.title if count == 1 else item.label()
            for item, count in zip(catalogue, _counts(titles), strict=True)
        }

    def reasons(
        self, item_id: str, preferences: Preferences, limit: int = 2, *, near: tuple[str, ...] = (),
        effects: Effects | None = None,
    ) -> tuple[Reason, ...]:
        """At most `limit` reasons, the most telling first; at least one for `limit` > 0.

        `near` are items the request wanted to stay near to. Raises KeyError for an item that is not in the catalogue.
        """
        return self.explain([item_id], preferences, limit, near=near, effects=effects)[0]

    def explain(
        self, items: Sequence[str], preferences: Preferences, limit: int = 2, *, near: tuple[str, ...] = (),
        effects: Effects | None = None,
    ) -> list[tuple[Reason, ...]]:
        """The reasons of each item of a list: neither points nor wordings repeat where others are as good.

        With `effects` a point counts by how much what it leans on moved the item in the ranking, beside its bits.
        """
        made: Made = {}
        used: dict[str, int] = {}
        found = []
        for item_id in items:
            chosen = self._chosen(item_id, preferences, limit, near, made, effects)
            found.append(tuple(self._worded(item_id, point, used, preferences) for point in chosen))
        return found

    def as_it(self, reason: Reason, item_id: str) -> str:
        """The words of a further reason for an item that was just named: "it" for the title that opens them."""
        other = reason.leans.item if reason.leans is not None else ""
        return as_it(reason.text, self._names[item_id], self._names.get(other, ""))

    def closeness(self, item_id: str, items: Sequence[str]) -> float:
        """How near an item is to the nearest of some others, by what they have and by who liked them: a cheap look at
        which of many could be a reason. 0 for an item that is not in the catalogue.
        """
        if item_id not in self.catalogue:
            return 0.0
        row = self.catalogue.row(item_id)
        near = self._index.similarity(row)
        near = near + self.liking.similarity(row) if self.liking else near
        return max((float(near[self.catalogue.row(one)]) for one in items), default=0.0)

    def name(self, item_id: str) -> str:
        """The title as a sentence says it: with the year where two items share it."""
        return self._names[item_id]

    def _chosen(
        self, item_id: str, preferences: Preferences, limit: int, near: tuple[str, ...], made: Made,
        effects: Effects | None,
    ) -> list[Point]:
        def order(point: Point) -> tuple[float, str, str]:
            worth = point.bits * _weight(point, item_id, effects)
            return -worth * _REPEATED ** min(made.get(_sameness(point), 0), 2), point.situation, point.near

        offered = sorted(points(self._index, self.catalogue[item_id], preferences, near, self.liking), key=order)
        chosen: list[Point] = []
        for point in offered:
            if len(chosen) >= limit or (chosen and point.bits < _TELLING):
                break
            if not any(_overlap(point, earlier) for earlier in chosen) and (true := self._checked(point, preferences)):
                chosen.append(true)
                made[_sameness(point)] = made.get(_sameness(point), 0) + 1
        return chosen

    def _checked(self, point: Point, preferences: Preferences) -> Point | None:
        claims = tuple(
            replace(claim, supported=check(claim, self.catalogue, preferences, self.liking)) for claim in point.claims
        )
        return replace(point, claims=claims) if all(claim.supported for claim in claims) else None

    def _worded(self, item_id: str, point: Point, used: dict[str, int], told: Preferences) -> Reason:
        wordings = self._templates[point.situation]
        # Whoever gave other evidence gets other words where there are some.
        start = zlib.crc32(f"{self._seed} {item_id} {point.situation} {told.liked} {told.wanted}".encode())
        turned = [wordings[(start + step) % len(wordings)] for step in range(len(wordings))]
        template = min(turned, key=lambda wording: used.get(wording.id, 0))
        used[template.id] = used.get(template.id, 0) + 1
        references = {name: ItemRef(point.fields[name]) for name in ("liked",) if name in point.fields}
        nouns = {"noun": self.noun, "nouns": self.nouns}
        pieces = template.say({**point.fields, **references, **nouns, "item": ItemRef(item_id)})
        return Reason(self._text(pieces), point.claims, point.leans)

    def _text(self, pieces: tuple[Piece, ...]) -> str:
        text = "".join(self._names[piece.item] if isinstance(piece, ItemRef) else str(piece) for piece in pieces)
        text = text[:-1] if text.endswith(("..", "?.", "!.")) else text
        return text if pieces and isinstance(pieces[0], ItemRef) else text[:1].upper() + text[1:]


def _weight(point: Point, item: str, effects: Effects | None) -> float:
    """What a point counts by what it leans on: in full for what moved the item most, little for what did not."""
    if effects is None or point.leans is None:
        return 1.0
    return _UNMOVED + (1 - _UNMOVED) * effects.share(point.leans, item)


def _sameness(point: Point) -> tuple[str, ...]:
    return (point.situation, point.near, point.fields.get("value", ""))


def _overlap(one: Point, other: Point) -> bool:
    """Two points that would sound the same: one situation, or one value said twice."""
    same_value = one.fields.get("value") is not None and one.fields.get("value") == other.fields.get("value")
    return one.situation == other.situation or same_value


def _counts(titles: list[str]) -> list[int]:
    counts: dict[str, int] = {}
    for title in titles:
        counts[title.casefold()] = counts.get(title.casefold(), 0) + 1
    return [counts[title.casefold()] for title in titles]
