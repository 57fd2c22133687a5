"""Direct recommendation, 1 of 100: each user's last item among 99 others that the user never met, drawn evenly.

The candidates of a seed are the same for every system. Recipes learn without the last two items of each user. Figures
among a hundred candidates are far higher than full rankings and compare with no others. Seconds are training and
ranking together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from data.catalogue import Catalogue
from data.interactions import Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.choosing import Picker, by_choice, by_scorer, drawn_candidates, places
from eval.measure import measured
from eval.neighbours import RECENT, item_knn
from eval.next_item import sampled
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats, Ints, ndcg_at, recall_at
from eval.result import Kind, Result
from eval.sequential import IMPLICIT, held_out
from eval.serving import open_encoder
from eval.trained import called, chosen, trained

NAME = "direct-beauty"
HELP = "Trains recipes on an imported Amazon Beauty; the last item among 99 others (--store, --recipe, --runs)."
RECIPES = ("vector_lm",)
_OTHERS = 99
_JUDGED = "N@10"


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no interactions, RunError where nothing trains."""
    store = Store.open(options.folder)
    every, before = held_out(store)
    board = Board()
    for seed in options.seeds:
        cases = every if options.everyone else sampled(every, options.users, seed=seed)
        candidates = drawn_candidates(store.catalogue, cases, _OTHERS, seed=seed)
        for recipe in chosen(options, RECIPES):
            model = trained(options, NAME, recipe, store, seed=seed, usual=IMPLICIT)
            with measured() as cost:
                pick = by_choice(open_checkpoint(model.folder, store, open_encoder(options)), store.catalogue)
                found = _figures(places(pick, cases, candidates, seed=seed))
            board.add(called(recipe), "system", found, model.cost, cost)
        for system, kind, make in _rivals(store.catalogue, before, seed):
            with measured() as cost:
                found = _figures(places(make(), cases, candidates, seed=seed))
            board.add(system, kind, found, cost)
    protocol = " ".join((__doc__ or "").split()) + f" {candidates.shape[1]} candidates for {len(cases)} users a seed."
    return Result(
        NAME, options.command(NAME), protocol, data_of(store), options.seeds, board.rows(),
        significance=tuple(board.compared(_JUDGED, seed=options.seeds[0])),
    )


def _rivals(
    catalogue: Catalogue, before: Interactions, seed: int
) -> Iterator[tuple[str, Kind, Callable[[], Picker]]]:
    yield "item_knn", "baseline", lambda: by_scorer(item_knn(catalogue, before, recent=RECENT))
    yield "popularity", "canary", lambda: by_scorer(baselines.popularity(catalogue, before))
    yield "random", "canary", lambda: by_scorer(baselines.drawn(catalogue, seed=seed))


def _figures(found: Ints) -> dict[str, Floats]:
    return {f"HR@{k}": recall_at(found, k) for k in (1, 5, 10)} | {f"N@{k}": ndcg_at(found, k) for k in (5, 10)}
