"""Full-ranking leave-one-out: each sampled user's last item is looked for among all items, given all earlier ones.

Systems learn from every event but the last of each user. Ties in time and ties of score are shuffled by the seed.
Metrics are R@k and N@k with the history masked, and `unmasked_` with it left in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from data.interactions import Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.measure import measured
from eval.next_item import Scorer, evaluate, sampled
from eval.next_item_systems import by_evidence, by_model
from eval.options import Options
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.serving import open_encoder, open_model
from prompts.taste import ASK

NAME = "leave-one-out"
HELP = "Ranks each user's last item among all: the model's item vectors beside baselines (--store, --model, --users)."
_JUDGED = "N@10"


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no interactions to leave one out of."""
    store = Store.open(options.folder)
    board = Board()
    for seed in options.seeds:
        events = Interactions(store.interactions, seed=seed)
        split = events.leave_one_out()
        cases = sampled(list(split.cases("test")), options.users, seed=seed)
        if not cases:
            raise ValueError(f"no user of {store.name} met three items or more; give a --store with interactions")
        before = Interactions([*split.train, *split.valid])
        for name, kind, make in _systems(options, store, before, seed):
            with measured() as cost:
                values = evaluate(make(), cases, store.catalogue, seed=seed)
            board.add(name, kind, values, cost)
    name = f"{NAME}-{re.sub(r'[^a-z0-9]+', '-', store.name.lower()).strip('-')}"
    protocol = " ".join((__doc__ or "").split()) + f" {options.users} users a seed at most."
    return Result(
        name, options.command(NAME), protocol, data_of(store), options.seeds, board.rows(),
        significance=tuple(board.compared(_JUDGED, seed=options.seeds[0])),
    )


def _systems(
    options: Options, store: Store, before: Interactions, seed: int
) -> Iterator[tuple[str, Kind, Callable[[], Scorer]]]:
    catalogue, encoder = store.catalogue, open_encoder(options)
    lm = open_model(options, store)
    if lm.ranks:
        yield "vector", "system", lambda: by_model(lm, catalogue)
        yield "vector_asked", "system", lambda: by_model(lm, catalogue, ASK)
    yield "evidence", "system", lambda: by_evidence(catalogue, before, encoder, store.path)
    yield "bm25", "baseline", lambda: baselines.bm25(catalogue)
    yield "popularity", "canary", lambda: baselines.popularity(catalogue, before)
    yield "random", "canary", lambda: baselines.drawn(catalogue, seed=seed)
    yield "largest_id_plus_1", "canary", lambda: baselines.largest_id(catalogue)
