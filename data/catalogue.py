"""The catalogue: every item that may ever be named, with row numbers that models use and ids that people use."""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from data.records import Item


class Catalogue:
    """An ordered, immutable set of items. Row numbers are positions, so they carry no order of interaction.

    Raises ValueError where two items share an id.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._origin: weakref.ref[Catalogue] | None = None
        self.items: tuple[Item, ...] = tuple(items)
        self._rows: dict[str, int] = {item.id: row for row, item in enumerate(self.items)}
        if len(self._rows) != len(self.items):
            seen: set[str] = set()
            twice = next(item.id for item in self.items if item.id in seen or seen.add(item.id))  # type: ignore[func-returns-value]
            raise ValueError(f"the catalogue holds item id {twice!r} twice; give every item an id of its own")

    def grown(self, items: Iterable[Item]) -> Catalogue:
        """This catalogue with items appended; it knows this one as its `origin`."""
        made = Catalogue((*self.items, *items))
        made._origin = weakref.ref(self)
        return made

    @property
    def origin(self) -> Catalogue | None:
        """The catalogue that this one was grown from, as long as anybody holds that: indexes grow from its own."""
        return None if self._origin is None else self._origin()

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._rows

    def __getitem__(self, item_id: str) -> Item:
        """The item of this id. Raises KeyError that names the id and the size of the catalogue."""
        try:
            return self.items[self._rows[item_id]]
        except KeyError:
            raise KeyError(f"no item {item_id!r} among the {len(self)} of the catalogue") from None

    def row(self, item_id: str) -> int:
        """The row number of an item, 0 <= row < len(self). Raises KeyError for an unknown id."""
        self[item_id]
        return self._rows[item_id]

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids, in row order."""
        return tuple(item.id for item in self.items)

    @cached_property
    def by_value(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """(kind, value in lower case) -> ids of the items that have it: the index of every attribute."""
        found: dict[tuple[str, str], set[str]] = {}
        for item in self.items:
            for kind, values in item.attributes.items():
                for value in values:
                    found.setdefault((kind, value.lower()), set()).add(item.id)
        return {key: frozenset(ids) for key, ids in found.items()}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The attribute kinds that occur, sorted."""
        return tuple(sorted({kind for item in self.items for kind in item.attributes}))

    @cached_property
    def number_names(self) -> tuple[str, ...]:
        """The names of the numbers that occur, sorted."""
        return tuple(sorted({name for item in self.items for name in item.numbers}))

    @cached_property
    def fingerprint(self) -> str:
        """sha256 of ids and titles in row order: an artefact made for one catalogue is refused for another."""
        text = json.dumps([[item.id, item.title, item.year] for item in self.items], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
