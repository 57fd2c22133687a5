"""Which item of the catalogue a system means by an id or, where its ids are its own, by a title."""

from __future__ import annotations

from data.catalogue import Catalogue
from data.records import Item


class Finder:
    """Finds items of one catalogue; a title that two items share means neither."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        names: dict[str, set[str]] = {}
        for item in catalogue:
            for name in {item.title.casefold(), item.label().casefold()}:
                names.setdefault(name, set()).add(item.id)
        self._names = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}

    def find(self, item: str, title: str) -> Item | None:
        """The item, None where the catalogue has none such."""
        known = item if item in self._catalogue else self._names.get(title.casefold())
        return self._catalogue[known] if known is not None else None
