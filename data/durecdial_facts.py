"""DuRecDial's items and knowledge graph, made of what goals, profiles and turns say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from data.durecdial_words import BACKWARDS, NUMBERS, OF_PEOPLE, Words
from data.knowledge import Triple, attribute_entity, item_entity
from data.mentions import letters
from data.numerals import decimal
from data.records import Item

KINDS = ("film", "song", "restaurant", "food")


@dataclass(slots=True)
class Things:
    """Everything that is recommended, by its kind and the letters of its name: `film:Heat` is the id of an item."""

    words: Words
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    attributes: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)
    numbers: dict[str, dict[str, float]] = field(default_factory=dict)
    triples: dict[Triple, None] = field(default_factory=dict)

    def add(self, kind: str, name: str) -> None:
        """Note an item. A lone letter or figure is what is left of a name that was cut off, and is none."""
        if len(key := letters(name)) > 1:
            self.names.setdefault((kind, key), f"{kind}:{name}")

    def find(self, name: str, kind: str | None = None) -> str | None:
        """The id of an item by its name; of the first kind that has one where none is said."""
        key = letters(name)
        return next((its for one in ((kind,) if kind else KINDS) if (its := self.names.get((one, key)))), None)

    def note(self, facts: Iterable[tuple[str, str, str]]) -> None:
        """Take in what a turn rests on, once all items are there. Remarks and what is said of the user are no facts."""
        for head, relation, tail in facts:
            name = self.words.facts.get(self.words.tidy(relation))
            head = self.words.tidy(head)
            if name in OF_PEOPLE:
                self._join(attribute_entity("person", head), name, attribute_entity(name, self.words.tidy(tail)))
            elif name in BACKWARDS:
                self._played(name, person=head, work=self.words.tidy(tail))
            elif name and (item := self.find(head)):
                self._tell(item, name, tail)

    def items(self) -> tuple[Item, ...]:
        """The items in the order of their ids, which tells nothing of when they are recommended."""
        return tuple(
            Item(
                item,
                item.partition(":")[2],
                attributes={name: tuple(values) for name, values in self._attributes(item).items()},
                numbers=self.numbers.get(item, {}),
            )
            for item in sorted(self.names.values())
        )

    def knowledge(self) -> tuple[Triple, ...]:
        """The facts of the items, in their order, and those of people."""
        told = [
            Triple(item_entity(item), name, self._entity(name, value))
            for item in sorted(self.names.values())
            for name, values in self._attributes(item).items()
            for value in values
        ]
        return tuple(dict.fromkeys((*told, *self.triples)))

    def _attributes(self, item: str) -> dict[str, dict[str, None]]:
        return {"kind": {item.partition(":")[0]: None}, **self.attributes.get(item, {})}

    def _played(self, name: str, *, person: str, work: str) -> None:
        """Who plays in a film or sings a song. Casts of whole films come as one run of names: nobody can part them."""
        item = self.find(work, BACKWARDS[name])
        if item:
            self._tell(item, name, person)
        elif not self.find(person, BACKWARDS[name]):
            self._join(attribute_entity(BACKWARDS[name], work), name, attribute_entity(name, person))

    def _tell(self, item: str, name: str, text: str) -> None:
        if name in NUMBERS:
            number = decimal(text)
            if number is not None:
                self.numbers.setdefault(item, {}).setdefault(name, number)
            return
        known = self.attributes.setdefault(item, {}).setdefault(name, {})
        values = (self.words.tidy(part) for part in self._values(item, name, text))
        known.update(dict.fromkeys(filter(None, values)))

    def _values(self, item: str, name: str, text: str) -> list[str]:
        if name == "genre" and item.startswith("film:"):
            return self.words.genre.findall(text)
        return self.words.values.split(text) if name in ("ingredient", "director") else [text]

    def _join(self, head: str, name: str, tail: str) -> None:
        self.triples[Triple(head, name, tail)] = None

    def _entity(self, name: str, value: str) -> str:
        item = self.find(value, "food") if name == "speciality" else None
        return item_entity(item) if item else attribute_entity(name, value)
