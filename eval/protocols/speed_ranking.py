"""How fast lists of ten are made: one small untrained LM (GPT-2 blocks), one machine, one process, float32.

`prefix_callback` is transformers' `generate` with `prefix_allowed_tokens_fn`, `trie` our beam over the same codes with
the same weights and as many beams (20), `vector` the softmax over item vectors of an LM of the same size. Users have
histories of ten items drawn from the catalogue; the callback ranks a tenth of them. `speedup` is users_per_second over
those of `prefix_callback`; `same_lists` the share of users for whom both beams find the same ten items.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence

import numpy as np

from data.catalogue import Catalogue
from data.store import Store
from eval.callback_beam import CallbackBeam
from eval.measure import Cost, measured
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Metric, Result, Row
from eval.untrained import untrained
from prompts.lm import Hit
from prompts.prompt import Prompt

NAME = "speed-ranking"
HELP = "Users ranked a second by our trie beam and by item vectors, beside generate with a prefix callback."
_LISTED, _BEAMS, _HISTORY = 10, 20, 10
_CODES, _WIDTH, _LAYERS = 64, 128, 2
_SLOWER = 10
"""The callback is timed on so many times fewer users."""
Ranks = Callable[[Sequence[Prompt]], list[list[str]]]
_KINDS: dict[str, Kind] = {"prefix_callback": "baseline", "trie": "system", "vector": "system"}


def run(options: Options) -> Result:
    """Make the result with `options.users` users a seed."""
    store = Store.open(options.folder)
    metrics: dict[str, list[Mapping[str, float]]] = {name: [] for name in _KINDS}
    costs = {name: Cost() for name in _KINDS}
    for seed in options.seeds:
        for name, found in _timed(store.catalogue, options.users, seed, costs).items():
            metrics[name].append(found)
    rows = tuple(
        Row(name, _KINDS[name], {key: Metric.over([one[key] for one in found]) for key in found[0]},
            costs[name].seconds, costs[name].peak_mb)
        for name, found in metrics.items()
    )
    protocol = " ".join((__doc__ or "").split()) + f" {options.users} users a seed, {len(store.catalogue)} items."
    return Result(NAME, options.command(NAME), protocol, data_of(store), options.seeds, rows)


def _timed(
    catalogue: Catalogue, users: int, seed: int, costs: MutableMapping[str, Cost]
) -> dict[str, Mapping[str, float]]:
    """The figures of each way to rank for one seed; its cost is put into `costs`."""
    prompts = _prompts(catalogue.ids, users, seed)
    some = prompts[: max(5, len(prompts) // _SLOWER)]
    k = min(_LISTED, len(catalogue))
    beam = untrained(catalogue, codes=_CODES, width=_WIDTH, layers=_LAYERS, seed=seed)
    vector = untrained(catalogue, width=_WIDTH, layers=_LAYERS, seed=seed)
    callback = CallbackBeam(beam)
    ways: dict[str, tuple[Sequence[Prompt], Ranks]] = {
        "prefix_callback": (some, lambda asked: callback.rank(asked, k, beams=max(k, _BEAMS))),
        "trie": (prompts, lambda asked: _ids(beam.rank(asked, k))),
        "vector": (prompts, lambda asked: _ids(vector.rank(asked, k))),
    }
    speeds, lists = {}, {}
    for name, (asked, rank) in ways.items():
        rank(asked[:2])
        with measured() as costs[name]:
            lists[name] = rank(asked)
        speeds[name] = len(asked) / costs[name].seconds
    pairs = list(zip(lists["prefix_callback"], lists["trie"], strict=False))
    same = sum(set(one) == set(other) for one, other in pairs) / len(pairs)
    return {
        name: {"users_per_second": speed, "speedup": speed / speeds["prefix_callback"]}
        | ({"same_lists": same} if name == "trie" else {})
        for name, speed in speeds.items()
    }


def _ids(lists: Sequence[Sequence[Hit]]) -> list[list[str]]:
    return [[hit.item for hit in hits] for hits in lists]


def _prompts(ids: Sequence[str], count: int, seed: int) -> list[Prompt]:
    from prompts.taste import ranking_prompt

    rng = np.random.default_rng(seed)
    rows = rng.integers(len(ids), size=(count, _HISTORY)).tolist()
    return [ranking_prompt([ids[row] for row in history]) for history in rows]
