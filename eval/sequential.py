"""Full-ranking leave-one-out of recipes on one store: each user's last item among all items, after all earlier ones.

Every recipe is trained for every seed without the last two items of each user. R@k and N@k leave out the history's
items and break ties of score in file order; `shuffled_` ones draw ties from the seed, `unmasked_` ones let the
history compete as well (ties drawn). coverage@10 is the share of the catalogue in any list of ten, popularity_lift@10
the mean popularity of what is listed over that of the histories. invalid, duplicate and seen are shares of those
lists; for recipes, they and off_filter are shares of lists that the model itself makes where a filter leaves half of
the catalogue. Item-kNN reads the latest five items. sasrec and bert4rec are trained
for the first seed alone. Events keep the order of the store. Seconds are training and ranking together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.exposure import coverage, errors, popularity_lift
from eval.measure import measured
from eval.neighbours import RECENT, item_knn
from eval.next_item import LONGEST, Scorer, placed, ranked, sampled
from eval.next_item_systems import by_model, listed, open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats, mrr_at
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.trained import called, chosen, trained

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

RECIPES = ("vector_lm", "behaviour_tuned_encoder", "sasrec", "bert4rec")
ONCE = ("sasrec", "bert4rec", "collaborative", "semantic")
"""Slow ones, trained for the first seed alone."""
IMPLICIT = {"liked_from": "0", "disliked_to": "-1"}
"""Every event counts as a choice, whatever its rating: what is asked is what comes next, not what is liked."""
_JUDGED = "N@10"
_PROBED = 200


@dataclass(frozen=True, slots=True)
class Scene:
    """What every system of one seed is measured on; `popularity` counts events before the targets."""

    catalogue: Catalogue
    cases: Sequence[Case]
    popularity: Mapping[str, int]
    seed: int

    def figures(self, score: Scorer) -> dict[str, Floats | float]:
        """All figures of a scorer."""
        found = ranked(score, self.cases, self.catalogue, seed=self.seed)
        histories = [case.history for case in self.cases]
        return {
            **placed(found.masked), f"MRR@{LONGEST}": mrr_at(found.masked, LONGEST),
            **placed(found.unmasked, "unmasked_"), **placed(found.shuffled, "shuffled_"),
            f"coverage@{LONGEST}": coverage(found.tops, len(self.catalogue)),
            f"popularity_lift@{LONGEST}": popularity_lift(found.tops, histories, self.popularity),
            **errors(found.tops, self.catalogue, [set(history) for history in histories]),
        }

    def errors(self, lm: LanguageModel) -> dict[str, float]:
        """What is wrong with lists the model makes for some users itself, where a filter leaves half of all items."""
        from prompts.taste import ranking_prompt

        rng = np.random.default_rng([self.seed, 2])
        ids = self.catalogue.ids
        allowed = {ids[row] for row in rng.permutation(len(ids))[: (len(ids) + 1) // 2].tolist()}
        cases = sampled(self.cases, _PROBED, seed=self.seed)
        seen = [case.history for case in cases]
        lists = listed(lm, [ranking_prompt(history) for history in seen], seen, LONGEST, allowed=allowed).masked
        return errors(lists, self.catalogue, [set(history) for history in seen], allowed)


def measure(name: str, options: Options, recipes: Sequence[str] = RECIPES) -> Result:
    """Make the result `name` of some recipes where the options name none.

    Raises ValueError where the store has no interactions, RunError where nothing trains.
    """
    store = Store.open(options.folder)
    every, before = held_out(store)
    board = Board()
    for seed in options.seeds:
        cases = every if options.everyone else sampled(every, options.users, seed=seed)
        scene = Scene(store.catalogue, cases, before.popularity(), seed)
        for recipe in chosen(options, recipes):
            if recipe in ONCE and seed != options.seeds[0]:
                continue
            model = trained(options, name, recipe, store, seed=seed, usual=IMPLICIT)
            with measured() as cost:
                lm = open_checkpoint(model.folder, store, open_encoder(options))
                found = scene.figures(by_model(lm, store.catalogue)) | scene.errors(lm)
            board.add(called(recipe), "system", found, model.cost, cost)
        for system, kind, make in _rivals(store.catalogue, before, seed):
            with measured() as cost:
                found = scene.figures(make())
            board.add(system, kind, found, cost)
    users = "All users." if options.everyone else f"{options.users} users a seed at most."
    return Result(
        name, options.command(name), " ".join((__doc__ or "").split()) + f" {users}", data_of(store), options.seeds,
        board.rows(), significance=tuple(board.compared(_JUDGED, seed=options.seeds[0])),
    )


def held_out(store: Store) -> tuple[list[Case], Interactions]:
    """Each user's last item as a case, and all events before those. Raises ValueError where nobody met three items."""
    split = store.interactions.leave_one_out()
    every = list(split.cases("test"))
    if not every:
        raise ValueError(f"no user of {store.name} met three items or more; give a --store with interactions")
    return every, Interactions([*split.train, *split.valid])


def _rivals(
    catalogue: Catalogue, before: Interactions, seed: int
) -> Iterator[tuple[str, Kind, Callable[[], Scorer]]]:
    yield "item_knn", "baseline", lambda: item_knn(catalogue, before, recent=RECENT)
    yield "bm25", "baseline", lambda: baselines.bm25(catalogue)
    yield "popularity", "canary", lambda: baselines.popularity(catalogue, before)
    yield "random", "canary", lambda: baselines.drawn(catalogue, seed=seed)
    yield "largest_id_plus_1", "canary", lambda: baselines.largest_id(catalogue)
    yield "repeat_history", "canary", lambda: baselines.repeat(catalogue)
