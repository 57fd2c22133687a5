"""A store that goes on: spans of time, what is learned in each, who is asked, and what they may be told."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax  # type: ignore[import-untyped]

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.records import Interaction
from data.store import Store, write_store
from eval.next_item import Listed, Scorer

_ASKED = {"test": 0.2, "valid": 0.1}
"""Shares of the users of a span who are asked about it."""
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions about a span, and whether anybody had met each item by its end."""

    cases: tuple[Case, ...]
    known: NDArray[np.bool_]

    def within(self, scorer: Scorer) -> Scorer:
        """The scorer with what came after the span left out."""

        def score(cases: Sequence[Case]) -> NDArray[np.floating]:
            said = scorer(cases)
            assert not isinstance(said, Listed)
            return np.where(self.known, said, -np.inf)

        return score


def log_shares(catalogue: Catalogue, events: Interactions) -> NDArray[np.floating]:
    """(n_items,) log of the share of events that each item has; half an event is added to each."""
    counts = np.full(len(catalogue), 0.5)
    for event in events:
        counts[catalogue.row(event.item)] += 1
    shares: NDArray[np.floating] = np.log(counts / counts.sum())
    return shares


def beside(scorer: Scorer, log_prior: NDArray[np.floating], weight: float) -> Scorer:
    """Logits of a scorer as log-probabilities, and a prior (n_items,) in logs, `weight` times: a product of experts."""

    def score(cases: Sequence[Case]) -> NDArray[np.floating]:
        said = np.asarray(scorer(cases), np.float64)
        found: NDArray[np.floating] = log_softmax(said, axis=1) + weight * log_prior
        return found

    return score


class Months:
    """`count` spans of equal length of a store's events, in which a seed draws whom to ask.

    A fifth of the users of a span who met something before are asked for their last item of it in the test, half as
    many others in validation; those items are never learned and in nobody's history. Raises ValueError where events
    have no time, or a span has too few users to ask.
    """

    def __init__(self, store: Store, count: int, *, seed: int) -> None:
        once = store.interactions.once()
        times = [event.time for event in once if event.time is not None]
        if len(times) < len(once) or len(times) < count:
            raise ValueError(f"{store.name} has events of no known time, or too few; give a store that tells when")
        first, length = min(times), (max(times) + 1 - min(times)) / count
        self.store, self.count = store, count
        self.length = length
        self.starts = tuple(first + length * number for number in range(count))
        self._asked: dict[str, list[list[tuple[str, Interaction]]]] = {
            part: [[] for _ in range(count)] for part in _ASKED
        }
        self._learned = self._divided(once, random.Random(seed))

    def learned(self, span: int, folder: Path) -> Store:
        """A store in a folder of all events to learn from until the end of a span."""
        events = (event for event in self._learned if self._span(event) <= span)
        return write_store(
            folder, self.store.catalogue, events, name=f"{self.store.name}, until span {span}", source="divided",
            item_noun=self.store.item_noun,
        )

    def events(self, span: int, *, alone: bool = False) -> Interactions:
        """All events to learn from until the end of a span, or those of it `alone`."""
        first = span if alone else 0
        return Interactions(event for event in self._learned if first <= self._span(event) <= span)

    def asked(self, span: int, part: str = "test") -> Asked:
        """The questions of a span in "test" or "valid"."""
        catalogue = self.store.catalogue
        known = np.zeros(len(catalogue), bool)
        for event in self.store.interactions:
            if self._span(event) <= span:
                known[catalogue.row(event.item)] = True
        cases = []
        for user, event in self._asked[part][span]:
            before = [one.item for one in self._learned.history(user) if (one.time or 0) <= (event.time or 0)]
            cases.append(Case(user, tuple(before), event.item))
        return Asked(tuple(cases), known)

    def _span(self, event: Interaction) -> int:
        return bisect_right(self.starts, event.time or 0) - 1

    def _divided(self, once: Interactions, rng: random.Random) -> Interactions:
        kept: list[Interaction] = []
        for user in once.users:
            known = False
            spans: dict[int, list[Interaction]] = {}
            for event in once.history(user):
                spans.setdefault(self._span(event), []).append(event)
            for span, events in spans.items():
                drawn = rng.random()
                part = "test" if drawn < _ASKED["test"] else "valid" if drawn < sum(_ASKED.values()) else ""
                if part and (known or len(events) > 1):
                    self._asked[part][span].append((user, events.pop()))
                known = known or bool(events)
                kept += events
        for part, asked in self._asked.items():
            if few := [span for span, one in enumerate(asked) if len(one) < _FEWEST]:
                raise ValueError(
                    f"span {few[0]} of {self.count} of {self.store.name} has {len(asked[few[0]])} users for {part}; "
                    "give a store with more users who come back"
                )
        return Interactions(kept)
