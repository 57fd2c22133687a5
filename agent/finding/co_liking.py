"""Who liked what together: counts of people behind an item, and behind a pair of items, from a store's interactions;
where it has none but conversations, counts of those, which say what is talked of together.

Pairs are counted for one item at a time, when it is first asked for: a million ratings need no pair matrix and no
training (item-item neighbours after Sarwar et al., 2001, https://doi.org/10.1145/371920.372071).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agent.finding.facets import Scores
from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.records import Interaction

LIKED_SHARE = 0.8
"""A rating is a like from this share of the highest rating on: 4 of 5, 8 of 10."""

_SHRINKAGE = 10.0
"""Pairs that few people back count less: similarity is multiplied by n / (n + this)."""

_POPULARITY_POWER = 0.6
"""0.5 would be the cosine; chosen on validation events of MovieLens-1M."""

_CACHE_BYTES = 64_000_000


class CoLiking:
    """Counts over one catalogue. An interaction without a rating is a choice; with one, only high ratings count.

    `said` tells what is counted: people who "liked", people who "chose", or conversations that "named" an item.
    """

    said: Literal["liked", "chose", "named"]

    def __init__(
        self, catalogue: Catalogue, interactions: Iterable[Interaction] = (), dialogues: Dialogues | None = None
    ) -> None:
        self.catalogue = catalogue
        self.size = len(catalogue)
        people, items, values = _columns(catalogue, interactions)
        self.said = "chose" if bool(np.isnan(values).all()) else "liked"
        if dialogues is not None and not len(values):
            people, items, values = _columns(catalogue, _named(dialogues))
            self.said = "named"
        if self.said == "liked":
            liked = ~(values < LIKED_SHARE * float(np.nanmax(values)))
            people, items = people[liked], items[liked]
        pairs = np.unique(people * max(self.size, 1) + items)
        people, items = np.divmod(pairs, max(self.size, 1))
        self._items_of, self._person_starts = items, np.searchsorted(people, np.arange(people.max(initial=-1) + 2))
        order = np.argsort(items, kind="stable")
        self._people_of, self._item_starts = people[order], np.searchsorted(items[order], np.arange(self.size + 1))
        self.counts: NDArray[np.int64] = np.diff(self._item_starts)
        self._cache: dict[int, NDArray[np.int32]] = {}

    def grown(self, catalogue: Catalogue) -> CoLiking:
        """The same counts over a catalogue that was appended to: nobody met a new item yet."""
        made = copy.copy(self)
        made.catalogue, made.size, made._cache = catalogue, len(catalogue), {}
        made._item_starts = np.pad(self._item_starts, (0, made.size - self.size), mode="edge")
        made.counts = np.diff(made._item_starts)
        return made

    def __bool__(self) -> bool:
        """Whether anybody liked anything."""
        return bool(len(self._items_of))

    def together(self, row: int) -> NDArray[np.int32]:
        """(len(catalogue),) how many people liked both this item and each other one; for the item itself, its count."""
        if (known := self._cache.get(row)) is not None:
            return known
        people = self._people_of[self._item_starts[row] : self._item_starts[row + 1]]
        starts, lengths = self._person_starts[people], np.diff(self._person_starts)[people]
        offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        places = offsets + np.arange(lengths.sum())
        counts = np.bincount(self._items_of[places], minlength=self.size).astype(np.int32)
        if (len(self._cache) + 1) * counts.nbytes > _CACHE_BYTES:
            self._cache.clear()
        self._cache[row] = counts
        return counts

    def similarity(self, row: int) -> Scores:
        """(len(catalogue),) shrunk cosine between the people of this item and of each other one; in [0, 1).

        The other item's own popularity is discounted a little more than in a cosine.
        """
        both = self.together(row).astype(np.float64)
        own = max(int(self.counts[row]), 1) ** (1 - _POPULARITY_POWER)
        scores: Scores = both / (own * np.maximum(self.counts, 1) ** _POPULARITY_POWER)
        scores *= both / (both + _SHRINKAGE)
        return scores

    def lift(self, row: int, other: int) -> float:
        """How much more often two items are liked together than by chance, in bits; 0 where that is not more often."""
        both, people = int(self.together(row)[other]), len(self._person_starts) - 1
        expected = int(self.counts[row]) * int(self.counts[other]) / max(people, 1)
        return max(math.log2(both / expected), 0.0) if both and expected else 0.0


def _named(dialogues: Dialogues) -> Iterator[Interaction]:
    """What each conversation names; those held out for testing are not read."""
    for number, dialogue in enumerate(dialogues):
        if dialogue.split != "test":
            yield from (Interaction(f"{number}", item) for turn in dialogue.turns for item in turn.items())


def _columns(
    catalogue: Catalogue, interactions: Iterable[Interaction]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """(person number, row, rating or NaN) of each interaction whose item the catalogue holds."""
    rows = {item.id: row for row, item in enumerate(catalogue)}
    numbers: dict[str, int] = {}
    people: list[int] = []
    items: list[int] = []
    values: list[float] = []
    for event in interactions:
        if (row := rows.get(event.item)) is not None:
            people.append(numbers.setdefault(event.user, len(numbers)))
            items.append(row)
            values.append(float("nan") if event.value is None else event.value)
    return np.asarray(people, dtype=np.int64), np.asarray(items, dtype=np.int64), np.asarray(values, dtype=np.float64)
