"""What one list of ten costs as the catalogue grows: made-up catalogues of 1,000 to 1,000,000 items.

`vector` is a small untrained LM with one vector an item, `trie` the same LM with codes of 256 tokens a place and a beam
of 20, `exact_product` the bare product of one state with all item vectors and the choice of the ten highest, which no
exact ranking by vectors can undercut. `seconds@N` is the median time of a list at N items, after a first one;
`peak_mb@N` the most memory that model and list took beside what the process held before.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from data.catalogue import Catalogue
from data.records import Item
from data.store import Store
from eval.measure import Cost, measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Metric, Result, Row
from eval.untrained import untrained

NAME = "growth"
HELP = "Seconds and memory of one list of ten among 1,000 to 1,000,000 made-up items (at most --users thousand)."
_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_PER_USER = 1_000
_LISTED, _HISTORY, _MOST_REPEATS = 10, 10, 10
_WIDTH, _LAYERS, _CODES = 64, 2, 256
List = Callable[[], object]


def run(options: Options) -> Result:
    """Make the result up to `options.users` thousand items, with `options.repeats` lists of each (ten at most)."""
    store = Store.open(options.folder)
    sizes = [size for size in _SIZES if size <= max(_SIZES[0], options.users * _PER_USER)]
    repeats = min(options.repeats, _MOST_REPEATS)
    metrics: dict[str, dict[str, list[float]]] = {name: {} for name in _MADE}
    costs = {name: Cost() for name in _MADE}
    for seed in options.seeds:
        for size in sizes:
            catalogue = Catalogue(Item(str(number), f"Item {number}") for number in range(size))
            for name, (_, make) in _MADE.items():
                with measured() as before:
                    pass
                with measured() as cost:
                    seconds = _median(make(catalogue, seed), repeats)
                found = {f"seconds@{size}": seconds, f"peak_mb@{size}": max(0.0, cost.peak_mb - before.peak_mb)}
                for key, value in found.items():
                    metrics[name].setdefault(key, []).append(value)
                costs[name].seconds += cost.seconds
                costs[name].peak_mb = max(costs[name].peak_mb, cost.peak_mb)
    rows = tuple(
        Row(name, kind, {key: Metric.over(values) for key, values in metrics[name].items()}, costs[name].seconds,
            costs[name].peak_mb)
        for name, (kind, _) in _MADE.items()
    )
    protocol = " ".join((__doc__ or "").split()) + f" {repeats} lists a size and seed."
    return Result(NAME, options.command(NAME), protocol, data_of(store), options.seeds, rows)


def _median(listed: List, repeats: int) -> float:
    listed()
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        listed()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def _by_model(catalogue: Catalogue, seed: int, codes: int = 0) -> List:
    from prompts.taste import ranking_prompt

    lm = untrained(catalogue, codes=codes, width=_WIDTH, layers=_LAYERS, seed=seed)
    rng = np.random.default_rng(seed)
    prompt = ranking_prompt([catalogue.items[row].id for row in rng.integers(len(catalogue), size=_HISTORY).tolist()])
    return lambda: lm.rank([prompt], _LISTED)


def _exact_product(catalogue: Catalogue, seed: int) -> List:
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((len(catalogue), _WIDTH), dtype=np.float32)
    state = rng.standard_normal(_WIDTH, dtype=np.float32)

    def listed() -> Any:
        scores = vectors @ state
        best = np.argpartition(scores, -_LISTED)[-_LISTED:]
        return best[scores[best].argsort()[::-1]]

    return listed


_MADE: Mapping[str, tuple[Kind, Callable[[Catalogue, int], List]]] = {
    "vector": ("system", _by_model),
    "trie": ("system", lambda catalogue, seed: _by_model(catalogue, seed, _CODES)),
    "exact_product": ("baseline", _exact_product),
}
