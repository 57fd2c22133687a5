"""The table of users who come new: every recipe from one pre-trained model, beside what needs no tuning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from data.interactions import Interactions
from data.store import Store
from eval import baselines
from eval.board import Board, Values
from eval.cold_start import SHOTS, ColdStart, by_profile, first_popularity, of_users, popular_by_profile, pretrained
from eval.measure import measured
from eval.neighbours import item_knn
from eval.next_item import Scorer, placed, ranked
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.trained import Trained, called, chosen, folder_of, trained, tuned_parameters

RECIPES = ("ppr_full", "ppr_light", "cold_finetune", "cold_lora", "cold_prefix", "cold_shared", "cold_id")
_PROFILED = ("ppr_full", "ppr_light")
_SHORT = {"MovieLens-1M": "ml1m"}
_FROZEN = ("no_prompt", "cold_lora", "cold_prefix", "cold_shared", "cold_id")
_JUDGED = "N@10"
_FLOAT = 4


def measure(called_as: str, told: str, options: Options, *, ordered: bool) -> Result:
    """The result of a measurement with its protocol's text; `ordered` keeps the order of each user's events.

    Raises ValueError where too few users have enough events, RunError where nothing trains.
    """
    store = Store.open(options.folder)
    board = Board()
    name = f"{called_as}-{_SHORT.get(store.name, store.name.casefold())}"
    recipes = RECIPES if store.profiles else [recipe for recipe in RECIPES if recipe not in _PROFILED]
    for seed in options.seeds:
        parts = ColdStart.drawn(store, seed=seed, ordered=ordered)
        warm, few = parts.stores(store, folder_of(options, name) / f"stores-{seed}")
        base = pretrained(options, name, warm, seed=seed)
        scene = _Scene(store, parts, options, seed)
        _board(board, "no_prompt", scene.model(base), base)
        for recipe in chosen(options, recipes):
            made = trained(options, name, recipe, few, seed=seed, usual={"base": str(base.folder)})
            _board(board, called(recipe), scene.model(made), made)
        for system, kind, make in _rivals(store, warm.interactions, seed):
            with measured() as cost:
                values = scene.figures(make)
            board.add(system, kind, values, cost)
    return Result(
        name, options.command(called_as), " ".join(told.split()), data_of(store), options.seeds, board.rows(),
        significance=tuple(_compared(board, options.seeds[0], profiled=bool(store.profiles))),
    )


class _Scene:
    """What every system of one seed is asked."""

    def __init__(self, store: Store, parts: ColdStart, options: Options, seed: int) -> None:
        users = None if options.everyone else options.users
        self.store, self.options, self.seed = store, options, seed
        self.cases = {shots: parts.cases(shots, users=users) for shots in SHOTS}

    def figures(self, make: Callable[[int], Scorer]) -> dict[str, Floats | float]:
        """All figures of a system; `make` gives its scorer for a number of events."""
        found: dict[str, Floats] = {}
        for shots, cases in self.cases.items():
            masked = ranked(make(shots), cases, self.store.catalogue, seed=self.seed)
            told = placed(masked.shuffled) | placed(masked.unmasked, "unmasked_")
            found |= {f"{shots or 'zero'}_{key}": of_users(value, cases) for key, value in told.items()}
        keys = [key.removeprefix("zero_") for key in found if key.startswith("zero_")]
        few = {key: np.concatenate([found[f"{shots}_{key}"] for shots in SHOTS if shots]) for key in keys}
        return {**few, **{key: value for key, value in found.items() if "unmasked" not in key}}

    def model(self, model: Trained) -> dict[str, Floats | float]:
        """The figures of a tuned model, with its size."""
        lm: Any = open_checkpoint(model.folder, self.store, open_encoder(self.options))
        found = self.figures(lambda shots: by_profile(lm, self.store))
        return {**found, "user_bytes": _user_bytes(lm)}


def _user_bytes(lm: Any) -> float:
    """Bytes of one user's own soft prompt."""
    soft = lm.soft
    own = soft is not None and (soft.reads_traits or hasattr(soft, "table"))
    return float(soft.length * soft.width * _FLOAT) if own else 0.0


def _board(board: Board, row: str, found: Values, made: Trained) -> None:
    tuned = 0.0 if row == "no_prompt" else tuned_parameters(made)
    board.add(row, "system" if row != "no_prompt" else "baseline", {**found, "tuned": tuned}, made.cost)


def _rivals(
    store: Store, warm: Interactions, seed: int
) -> Iterator[tuple[str, Kind, Callable[[int], Scorer]]]:
    catalogue = store.catalogue
    knn = item_knn(catalogue, warm, recent=max(SHOTS))
    popular = baselines.popularity(catalogue, warm)
    # Without an event there are no neighbours and no last number: what is popular then.
    yield "item_knn", "baseline", lambda shots: knn if shots else popular
    if store.profiles:
        counted = popular_by_profile(store, warm)
        yield "popular_by_profile", "baseline", lambda shots: counted
    yield "popularity", "canary", lambda shots: popular
    yield "begun_with", "canary", lambda shots: baselines.counted(catalogue, first_popularity(warm, shots))
    yield "random", "canary", lambda shots: baselines.drawn(catalogue, seed=seed)
    yield "largest_id_plus_1", "canary", lambda shots: baselines.largest_id(catalogue) if shots else popular


def _compared(board: Board, seed: int, *, profiled: bool) -> Iterator[dict[str, object]]:
    """PPR in full against fine-tuning, and light against every other that leaves the model as it is: one seed. Without
    profiles everything that tunes against the model as it was.
    """
    tuned = [(first, "no_prompt") for first in RECIPES if first not in _PROFILED]
    light = [("ppr_light", second) for second in _FROZEN]
    for pairs in ([("ppr_full", "cold_finetune")], light) if profiled else (tuned,):
        for metric in (_JUDGED, f"zero_{_JUDGED}"):
            yield from board.pairs(metric, pairs, seed=seed)
