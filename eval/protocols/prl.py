"""Prompts that ask for a reward: does asking for more than usual find what users choose next, and what they like?

Each user's last item is looked for among all items, after all earlier ones (leave-one-out). `liked_` figures are over
users who gave it 4 or more, `loved_` 5, as PRL counts purchases apart from clicks. `prl` learns what came next under
the reward that came of it (a rating of 5 is worth 1, of 4 a half) and is asked for a multiple of the usual one; which,
is chosen by loved_N@10 on validation and stands in `wish`. `_wish_X` are other multiples, `_shuffled` learns rewards of
other users, `_none` the same without a reward. `sasrec` has no wish at all; `prl_light` goes on from it and tunes the
wish alone, everything else is tuned from nothing with as many steps. tuned is how many parameters are. What followed a
held-out step is never told. Ties are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from data.store import Store
from eval import baselines
from eval.board import Board
from eval.measure import Cost, measured
from eval.neighbours import RECENT, item_knn
from eval.next_item import Scorer, placed, ranked, sampled
from eval.next_item_systems import by_model, open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats
from eval.result import Kind, Result
from eval.sequential import IMPLICIT, held_out
from eval.serving import open_encoder
from eval.trained import Trained, trained, tuned_parameters

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

NAME = "prl"
HELP = "Tunes prompts that ask for a reward (PRL) and their ablations, and asks for more than usual (--store, --seed)."
WISHES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
_JUDGED = "N@10"
_LIKED = {"liked_": 4.0, "loved_": 5.0}
_CHOSEN_BY, _CHOOSING = "loved_", 2000
_BASE, _STEPS = "sasrec", "1000"
_ABLATIONS: Mapping[str, Mapping[str, str]] = {
    "": {}, "_none": {"rewards": "none", "wish": "0"}, "_shuffled": {"rewards": "shuffled"},
}


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where nobody rated, RunError where nothing trains."""
    store = Store.open(options.folder)
    board = Board()
    name = f"{NAME}-ml1m" if "1m" in store.name.lower() else NAME
    if all(event.value is None for event in store.interactions):
        raise ValueError(f"{store.name} has no ratings, which rewards are made of; give a --store with ratings")
    for seed in options.seeds:
        scene = _Scene(store, options, seed)
        base = trained(options, name, _BASE, store, seed=seed, usual={**IMPLICIT, "steps": _STEPS})
        for recipe, settings in (("prl_light", {"base": str(base.folder)}), ("prl", {"steps": _STEPS})):
            for ablation, told in _ABLATIONS.items():
                label, usual = recipe + ablation, {**IMPLICIT, **settings, **told}
                model = trained(options, name, recipe, store, seed=seed, usual=usual, label=label)
                _add_wishing(board, scene, label, model, ablation)
        lm = scene.opened(base)
        _add(board, scene, _BASE, "baseline", by_model(lm, store.catalogue), base.cost, tuned=tuned_parameters(base))
        for row, kind, make in scene.rivals():
            _add(board, scene, row, kind, make)
    return Result(
        name, options.command(NAME), " ".join((__doc__ or "").split()), data_of(store), options.seeds, board.rows(),
        significance=tuple(_compared(board, options.seeds[0])),
    )


def _add_wishing(board: Board, scene: _Scene, label: str, model: Trained, ablation: str) -> None:
    """The rows of a model that is asked by wishes; of one that is no ablation, every wish."""
    lm, catalogue = scene.opened(model), scene.store.catalogue
    wish = None if ablation == "_none" else scene.chosen(lm)
    more = {"tuned": tuned_parameters(model)} | ({} if wish is None else {"wish": wish})
    _add(board, scene, label, "baseline" if ablation else "system", by_future(lm, catalogue, wish), model.cost, **more)
    for other in () if ablation else WISHES:
        _add(board, scene, f"{label}_wish_{other:g}", "system", by_future(lm, catalogue, other))


def _add(board: Board, scene: _Scene, row: str, kind: Kind, score: Scorer, *costs: Cost, **more: float) -> None:
    with measured() as cost:
        values = scene.figures(score)
    board.add(row, kind, {**values, **more}, *costs, cost)


class _Scene:
    """What every system of one seed is asked."""

    def __init__(self, store: Store, options: Options, seed: int) -> None:
        self.store, self.options, self.seed = store, options, seed
        self.every, self.before = held_out(store)
        split = store.interactions.leave_one_out()
        users = len(self.every) if options.everyone else options.users
        self.cases = sampled(self.every, users, seed=seed)
        self.valid = [case for case in split.cases("valid") if _value(split.valid, case) >= _LIKED[_CHOSEN_BY]]
        self.valid = sampled(self.valid, min(users, _CHOOSING), seed=seed)
        self.values = np.asarray([_value(split.test, case) for case in self.cases])

    def opened(self, model: Trained) -> LanguageModel:
        """A tuned model over the store."""
        return open_checkpoint(model.folder, self.store, open_encoder(self.options))

    def figures(self, score: Scorer) -> dict[str, Floats | float]:
        """All figures of a scorer."""
        found = ranked(score, self.cases, self.store.catalogue, seed=self.seed)
        told = placed(found.shuffled)
        liked = {f"{name}{key}": value[self.values >= least] for name, least in _LIKED.items()
                 for key, value in told.items()}
        return {**told, **placed(found.unmasked, "unmasked_"), **{key: one for key, one in liked.items() if len(one)}}

    def chosen(self, lm: LanguageModel) -> float:
        """The multiple of the usual reward that finds most of what was loved on validation."""
        def found(wish: float) -> float:
            catalogue = self.store.catalogue
            ranks = ranked(by_future(lm, catalogue, wish), self.valid, catalogue, seed=self.seed).shuffled
            return float(placed(ranks)[_JUDGED].mean())

        return max(WISHES, key=found)

    def rivals(self) -> Iterator[tuple[str, Kind, Scorer]]:
        """Baselines and canaries."""
        catalogue = self.store.catalogue
        yield "item_knn", "baseline", item_knn(catalogue, self.before, recent=RECENT)
        yield "popularity", "canary", baselines.popularity(catalogue, self.before)
        yield "random", "canary", baselines.drawn(catalogue, seed=self.seed)
        yield "largest_id_plus_1", "canary", baselines.largest_id(catalogue)


def _value(events: Interactions, case: Case) -> float:
    """What the user of a case gave its item; each has one event here."""
    return events.history(case.user)[0].value or 0.0


def by_future(lm: LanguageModel, catalogue: Catalogue, wish: float | None) -> Scorer:
    """A model's ranking where it is asked for a multiple of the usual reward, or for none."""
    from prompts.hearing.wish import wishing
    from prompts.prompt import Future

    return by_model(lm, catalogue, tell=lambda prompt, case: wishing(prompt, Future(wish, len(case.history))))


def _compared(board: Board, seed: int) -> Iterator[dict[str, object]]:
    """PRL against the same model without a reward, with shuffled ones, and without a wish, for one seed."""
    pairs = [
        (first, second) for first in ("prl_light", "prl") for second in (f"{first}_none", f"{first}_shuffled", _BASE)
    ]
    for metric in (_JUDGED, *(f"{name}{_JUDGED}" for name in _LIKED)):
        yield from board.pairs(metric, pairs, seed=seed)
