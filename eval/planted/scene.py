"""What one explanation is about: an item, a user, and what is known of both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from agent.finding.co_liking import CoLiking
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item
from eval.planted.case import Stated
from eval.planted.saying import PEOPLE, kept, name_said, value_said
from eval.planted.truth import MANY_LEAST, decade, holds

_KINDS = ("genre", "mood", "keyword", "cast", "director", "country")


@dataclass(frozen=True, slots=True)
class World:
    """What all cases share. `titles` (`named` as a set) are ids of items whose title no other
    has: only those are spoken of. `values` are those of each kind of attribute."""

    catalogue: Catalogue
    liking: CoLiking
    noun: str
    titles: tuple[str, ...]
    named: frozenset[str]
    values: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, catalogue: Catalogue, liking: CoLiking, noun: str) -> World:
        """The world of a catalogue."""
        count: dict[str, int] = {}
        for item in catalogue:
            count[item.title.lower()] = count.get(item.title.lower(), 0) + 1
        titles = tuple(item.id for item in catalogue if count[item.title.lower()] == 1 and item.attributes)
        values = {
            kind: tuple(dict.fromkeys(value for item in catalogue for value in item.values(kind))) for kind in _KINDS
        }
        return cls(catalogue, liking, noun, titles, frozenset(titles), values)


@dataclass(frozen=True, slots=True)
class Scene:
    """One item, one user, and the film beside it that a sentence names (None where it names none)."""

    world: World
    item: Item
    preferences: Preferences
    rng: Random
    other: Item | None = None

    def holds(self, stated: Stated) -> bool:
        """Whether a statement is true here."""
        return holds(stated, self.item, self.preferences, self.world.catalogue, self.world.liking)

    def foreign(self, kind: str) -> list[str]:
        """A few values of a kind that the item has not, nor anything in its row that could be taken for them."""
        values, row = self.world.values[kind], f"{self.text_of(self.item)} {self.item.description.lower()}"
        drawn = self.rng.sample(values, min(24, len(values)))
        return [value for value in drawn if not any(part[:5] in row for part in re.findall(r"\w{3,}", value.lower()))]

    def said(self, kind: str, value: str, form: str = "") -> str:
        """A value of a kind as it is said; "" where it has no such form."""
        if kind in PEOPLE:
            return name_said(value, self.world.catalogue, self.rng)
        if kind == "country" and not form:
            return value_said("country_the", value, self.world.noun) or value
        return value_said(form, value, self.world.noun) if form else kept(value)

    def both_liked(self) -> int | None:
        """How many liked both films; None where nobody's likes are known, or too few to speak of either."""
        liking, catalogue = self.world.liking, self.world.catalogue
        if self.other is None or not liking or liking.said == "named":
            return None
        row, other = catalogue.row(self.item.id), catalogue.row(self.other.id)
        if min(int(liking.counts[row]), int(liking.counts[other])) < MANY_LEAST:
            return None
        return int(liking.together(other)[row])

    @staticmethod
    def text_of(item: Item) -> str:
        """The title and all values of an item, in lower case."""
        return " ".join((item.title, *(value for held in item.attributes.values() for value in held))).lower()


def drawn_scene(world: World, rng: Random, *, broken: bool = False) -> Scene:
    """An item and a user who might be told of it: liked films that often share something with it, wishes that it often
    meets, things avoided that it has not; with `broken` it has one of them."""
    item = world.catalogue[rng.choice(world.titles)]
    liked = _liked(world, item, rng)
    met = [Facet(kind, value) for kind in _KINDS for value in item.values(kind)]
    wanted = set(rng.sample(met, min(len(met), rng.randint(1, 3))))
    avoided = set()
    for kind in ("genre", rng.choice(("cast", "director", "genre"))):
        avoided |= {Facet(kind, value) for value in _foreign_values(world, item, kind, rng)[: rng.randint(0, 2)]}
    if broken and item.values("genre"):
        avoided.add(Facet("genre", rng.choice(item.values("genre"))))
    wanted = {facet for facet in wanted if facet not in avoided}
    start = decade(item) if item.year and rng.random() < 0.4 else None
    others = [one for one in rng.sample(world.titles, 3) if one not in (*liked, item.id)]
    preferences = Preferences(
        liked=liked, disliked=tuple(others[: rng.randint(0, 1)]), wanted=_ordered(wanted), avoided=_ordered(avoided),
        year_from=start, year_to=None if start is None else start + 9,
    )  # fmt: skip
    return Scene(world, item, preferences, rng)


def _ordered(facets: set[Facet]) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda facet: (facet.kind, facet.value)))


def _liked(world: World, item: Item, rng: Random) -> tuple[str, ...]:
    liked: list[str] = []
    for kind in rng.sample(("director", "cast", "keyword", "genre"), 3):
        values = item.values(kind)
        if values and rng.random() < 0.7:
            near = world.catalogue.by_value[kind, rng.choice(values).lower()] & world.named - {item.id}
            liked += rng.sample(sorted(near), min(1, len(near)))
    liked += rng.sample(world.titles, 2)
    unique = [one for one in dict.fromkeys(liked) if one != item.id]
    return tuple(unique[: rng.randint(2, 4)])


def _foreign_values(world: World, item: Item, kind: str, rng: Random) -> list[str]:
    return Scene(world, item, Preferences(), rng).foreign(kind) if world.values[kind] else []


Option = tuple[str, Stated]
"""Words for a slot, and what they say."""
Options = Callable[[Scene, bool], Iterator[Option]]
"""What a slot may say in a scene; true or false things, as asked."""
