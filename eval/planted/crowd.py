"""People made up for a store that has none: each likes films that share much with one they started from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.catalogue import Catalogue
from data.records import Interaction

PEOPLE = 2_000
_LIKES = (8, 22)
_ANYTHING = 0.05
"""What an item that shares nothing weighs, so that tastes are not closed."""


def made_up_likes(catalogue: Catalogue, *, seed: int, people: int = PEOPLE) -> Iterator[Interaction]:
    """What made-up people liked, with 5 of 5: so that "people who liked it" can be said and checked over any catalogue.
    Films that many others share something with are liked by more."""
    rng = np.random.default_rng(seed)
    values = {key: n for n, key in enumerate(catalogue.by_value)}
    held = np.zeros((len(catalogue), len(values)), dtype=np.float32)
    for (kind, value), ids in catalogue.by_value.items():
        held[[catalogue.row(one) for one in ids], values[kind, value]] = 1 / np.sqrt(len(ids))
    for person in range(people):
        start = int(rng.integers(len(catalogue)))
        own = np.flatnonzero(held[start])
        weights = (held[:, own] @ held[start, own]).astype(np.float64) ** 2 + _ANYTHING / len(catalogue)
        count = min(int(rng.integers(*_LIKES)), len(catalogue))
        for row in rng.choice(len(catalogue), size=count, replace=False, p=weights / weights.sum()):
            yield Interaction(f"made-up-{person}", catalogue.items[row].id, value=5.0)
