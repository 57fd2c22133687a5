"""Collects what several systems came to over several seeds, and makes the rows and comparisons of a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from eval.measure import Cost
from eval.ranking import Floats
from eval.result import Kind, Metric, Row
from eval.significance import paired_bootstrap

Values = Mapping[str, Floats | float]
"""Metrics of one seed: a value a case, or one for all."""


@dataclass(slots=True)
class _Entry:
    kind: Kind
    seeds: list[Values] = field(default_factory=list)
    cost: Cost = field(default_factory=Cost)


class Board:
    """Systems in the order in which they were first added."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def add(self, system: str, kind: Kind, values: Values, *costs: Cost) -> None:
        """What a system came to with one seed, and what that took: seconds add up, of the memory the peak counts."""
        entry = self._entries.setdefault(system, _Entry(kind))
        entry.seeds.append(values)
        for cost in costs:
            entry.cost.seconds += cost.seconds
            entry.cost.peak_mb = max(entry.cost.peak_mb, cost.peak_mb)

    def rows(self) -> tuple[Row, ...]:
        """One row a system: mean and spread over seeds; a seed without a value for a metric is left out."""
        return tuple(
            Row(name, entry.kind, _metrics(entry.seeds), entry.cost.seconds, entry.cost.peak_mb)
            for name, entry in self._entries.items()
        )

    def compared(self, metric: str, *, seed: int) -> Iterator[dict[str, object]]:
        """The first system against each other row on one metric, over the cases of the first seed."""
        first, *others = self._entries
        yield from self.pairs(metric, [(first, other) for other in others], seed=seed)

    def pairs(self, metric: str, pairs: Iterable[tuple[str, str]], *, seed: int) -> Iterator[dict[str, object]]:
        """Pairs of rows on one metric, over the cases of the first seed; a pair that lacks a row or its cases is left
        out."""
        for first, other in pairs:
            if first not in self._entries or other not in self._entries:
                continue
            one, two = (self._entries[name].seeds[0].get(metric) for name in (first, other))
            if not isinstance(one, np.ndarray) or not isinstance(two, np.ndarray):
                continue
            result = paired_bootstrap(one, two, seed=seed)
            yield {
                "metric": metric, "first": first, "second": other, "difference": result.difference, "low": result.low,
                "high": result.high, "p": result.p,
            }


def _metrics(seeds: list[Values]) -> dict[str, Metric]:
    names = dict.fromkeys(name for values in seeds for name in values)
    return {name: Metric.over([float(np.mean(values[name])) for values in seeds if name in values]) for name in names}
