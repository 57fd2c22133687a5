"""Ranking 20 candidates on MovieLens-1M as LLMRank does: the item that 200 users chose last, and 19 random ones.

The candidates are those of the published file (--candidates), ranked after all that the user rated before, in the order
of the store; a random candidate may be one that the user has seen, as in the paper. Recipes learn without the last two
items of each user. `zero_shot` never saw a rating of this store: it counts who met what in --zero-shot-store (several
are merged; items are the same by title and year), and learned from the choices made there how much such counts,
popularity, genres, texts and years weigh. `zero_shot_model` is the checkpoint of --model. `_elsewhere` rows count in
that other store alone. Item-kNN reads the latest five items of a history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.candidate_file import cases_of, read_candidates
from eval.choosing import Picker, by_choice, by_scorer, places
from eval.measure import Cost, measured
from eval.merged import merged
from eval.neighbours import RECENT, item_knn
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.provenance import data_of, file_of
from eval.ranking import Floats, Ints, ndcg_at
from eval.result import Kind, Result
from eval.sequential import IMPLICIT
from eval.serving import open_encoder
from eval.trained import Trained, called, chosen, folder_of, trained
from eval.transfer import transferred

NAME = "candidates20-ml1m"
HELP = "Ranks LLMRank's 20 candidates (--store, --candidates) by recipes and, untrained there, --zero-shot-store."
RECIPES = ("vector_lm", "sasrec")
_JUDGED = "N@10"


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the file of candidates is not given or is for another store."""
    if options.candidates is None:
        raise ValueError("this measurement ranks the candidates of a file; give it by --candidates FILE")
    store = Store.open(options.folder)
    others = [Store.open(folder) for folder in options.zero_shot_stores]
    other = merged(others, folder_of(options, NAME) / "zero_shot_store") if others else None
    there = None if other is None else elsewhere(store.catalogue, other)
    split = store.interactions.leave_one_out()
    known = {case.user: case for case in split.cases("test")}
    cases, candidates = cases_of(read_candidates(options.candidates), known, store.catalogue, options.candidates)
    before = Interactions([*split.train, *split.valid])
    board = Board()
    for seed in options.seeds:
        for system, model in _models(options, store, seed):
            with measured() as cost:
                pick = by_choice(open_checkpoint(model.folder, store, open_encoder(options)), store.catalogue)
                found = _figures(places(pick, cases, candidates, seed=seed))
            board.add(system, "system", found, model.cost, cost)
        if there is not None:
            with measured() as cost:
                pick = transferred(store.catalogue, there, _texts(options, store), seed=seed)
                found = _figures(places(pick, cases, candidates, seed=seed))
            board.add("zero_shot", "system", found, cost)
        for system, kind, make in _rivals(store.catalogue, before, there, seed):
            with measured() as cost:
                found = _figures(places(make(), cases, candidates, seed=seed))
            board.add(system, kind, found, cost)
    data = (*data_of(store), file_of(options.candidates), *(file for one in others for file in data_of(one)))
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), data, options.seeds, board.rows(),
        significance=tuple(board.compared(_JUDGED, seed=options.seeds[0])),
    )


def _models(options: Options, store: Store, seed: int) -> Iterator[tuple[str, Trained]]:
    for recipe in chosen(options, RECIPES):
        yield called(recipe), trained(options, NAME, recipe, store, seed=seed, usual=IMPLICIT)
    if options.model is not None:
        yield "zero_shot_model", Trained(Path(options.model), Cost())


def _texts(options: Options, store: Store) -> NDArray[np.float32] | None:
    """The items' text vectors, where there is an encoder."""
    from prompts.item_vectors import ItemVectors

    encoder = open_encoder(options)
    return None if encoder is None else ItemVectors(store.catalogue, encoder, store.path).matrix


def _rivals(
    catalogue: Catalogue, before: Interactions, there: Interactions | None, seed: int
) -> Iterator[tuple[str, Kind, Callable[[], Picker]]]:
    yield "item_knn", "baseline", lambda: by_scorer(item_knn(catalogue, before, recent=RECENT))
    yield "popularity", "canary", lambda: by_scorer(baselines.popularity(catalogue, before))
    yield "random", "canary", lambda: by_scorer(baselines.drawn(catalogue, seed=seed))
    if there is not None:
        yield "item_knn_elsewhere", "baseline", lambda: by_scorer(item_knn(catalogue, there, recent=RECENT))
        yield "popularity_elsewhere", "canary", lambda: by_scorer(baselines.popularity(catalogue, there))


def elsewhere(catalogue: Catalogue, other: Store) -> Interactions:
    """The events of another store on the items that this catalogue holds too by title and year, under its ids."""
    from prompts.checkpoint import item_key

    here = {item_key(item): item.id for item in catalogue}
    same = {item.id: here[key] for item in other.catalogue if (key := item_key(item)) in here}
    return Interactions(
        replace(event, item=same[event.item]) for event in other.interactions if event.item in same
    )


def _figures(found: Ints) -> dict[str, Floats]:
    return {f"N@{k}": ndcg_at(found, k) for k in (1, 5, 10, 20)}
