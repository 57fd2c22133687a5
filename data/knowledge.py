"""A knowledge graph: facts about items and about what they share, as triples of a head, a relation and a tail.

An entity is a text that says its kind, such as `item:12`, `genre:Drama` or `person:Ann Bee`. An item of the catalogue
is `item:ID`; people are one kind whatever they do, so that who directs one film and plays in another is one entity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from data.catalogue import Catalogue

_ITEM = "item:"
_PEOPLE = frozenset(
    {"director", "cast", "actor", "star", "author", "writer", "artist", "singer", "composer", "creator", "producer"}
)
_NO_ENTITIES = frozenset({"also_known_as"})


class Triple(NamedTuple):
    """One fact: `Triple("item:12", "genre", "genre:Drama")`. A tuple, as the facts that a turn rests on are."""

    head: str
    relation: str
    tail: str

    def items(self) -> tuple[str, ...]:
        """The ids of the items that it names."""
        return tuple(end.removeprefix(_ITEM) for end in (self.head, self.tail) if end.startswith(_ITEM))


class Knowledge:
    """An ordered, immutable set of facts, each once. Rows number the entities in the order of their first fact."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples: tuple[Triple, ...] = tuple(dict.fromkeys(triples))
        ends = (end for triple in self.triples for end in (triple.head, triple.tail))
        self._rows = {entity: row for row, entity in enumerate(dict.fromkeys(ends))}
        self.entities: tuple[str, ...] = tuple(self._rows)
        self.relations: tuple[str, ...] = tuple(dict.fromkeys(triple.relation for triple in self.triples))

    @staticmethod
    def of(catalogue: Catalogue) -> Knowledge:
        """What the items' own attributes say, for data that comes without a graph: the relation is the kind."""
        return Knowledge(
            Triple(item_entity(item.id), kind, attribute_entity(kind, value))
            for item in catalogue
            for kind, values in item.attributes.items()
            if kind not in _NO_ENTITIES
            for value in values
        )

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self.triples)

    def __contains__(self, entity: object) -> bool:
        return entity in self._rows

    def row(self, entity: str) -> int:
        """The number of an entity, 0 <= row < len(entities). Raises KeyError for one that no fact names."""
        try:
            return self._rows[entity]
        except KeyError:
            raise KeyError(f"no fact of the {len(self)} names the entity {entity!r}") from None

    def about(self, entity: str) -> tuple[Triple, ...]:
        """The facts that have an entity at either end, in order; none for an entity that is not there."""
        return self._about.get(entity, ())

    def neighbours(self, entity: str) -> tuple[str, ...]:
        """The entities that one fact joins to this one, whichever way it points, each once and in order."""
        ends = (triple.tail if triple.head == entity else triple.head for triple in self.about(entity))
        return tuple(dict.fromkeys(ends))

    def entity_of(self, item_id: str) -> str | None:
        """The entity that an item is; None where no fact names the item."""
        entity = item_entity(item_id)
        return entity if entity in self._rows else None

    @cached_property
    def edges(self) -> tuple[tuple[int, int, int], ...]:
        """The facts as numbers: row of the head, number of the relation among `relations`, row of the tail."""
        numbers = {relation: number for number, relation in enumerate(self.relations)}
        return tuple((self._rows[head], numbers[relation], self._rows[tail]) for head, relation, tail in self.triples)

    @cached_property
    def _about(self) -> dict[str, tuple[Triple, ...]]:
        found: dict[str, list[Triple]] = {entity: [] for entity in self.entities}
        for triple in self.triples:
            for end in dict.fromkeys((triple.head, triple.tail)):
                found[end].append(triple)
        return {entity: tuple(triples) for entity, triples in found.items()}


def item_entity(item_id: str) -> str:
    """The name of an item in a graph."""
    return _ITEM + item_id


def attribute_entity(kind: str, value: str) -> str:
    """The name of an attribute's value in a graph: `genre:Drama`; `person:Ann Bee` for all that people do."""
    name = f"{'person' if kind in _PEOPLE else kind}:{value}"
    # A column of somebody's table may be called "item": its values are no items.
    return f"_{name}" if name.startswith(_ITEM) else name
