"""P5's five families of questions on one store: one model for all, the same model in wordings that it never saw, and
the same recipe tuned on one family alone with that family's share of the steps.

All families share one split: each user's last event is asked about, the one before it is for validation, so that no
family's training holds what another asks. Rivals learn from all but the last. Seen wordings take turns over the users.
rating and review: RMSE and MAE of the figure in words (the mean rating stands in for an `unreadable` one), and of the
mean figure by the model's probabilities (`expected_`). next_item: the whole catalogue without the history. direct: 100
candidates, of which every other is one that the user never met. why: the sentence of the user's review with the most
telling aspect, from user and item, and with the aspect told (`why_feature_`); review_BLEU and review_ROUGE are of its
headline; `empty` is the share of empty answers. Texts are fractions over lower-case words and marks, greedy answers.
`change_` of the unseen wordings is their figure over that of the seen ones, less 1. Seconds are training and answering
together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from data.store import Store
from eval.board import Board, Values
from eval.family_questions import Questions
from eval.family_rivals import rivals
from eval.family_systems import FAMILIES, FamilyModel
from eval.measure import measured
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.result import Result
from eval.serving import open_encoder
from eval.trained import Trained, called, chosen, settings, trained

NAME = "p5-instruments"
HELP = "Trains P5's families together and each alone, and asks in unseen wordings as well (--store, --recipe)."
RECIPES = ("p5",)
_JUDGED = ("next_item_N@10", "direct_N@10")
_CHANGES = (
    "rating_expected_RMSE", "next_item_N@10", "why_feature_ROUGE-L", "review_expected_RMSE", "direct_N@10",
)  # fmt: skip


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no ratings or reviews, RunError where nothing trains."""
    store = Store.open(options.folder)
    people = Questions(store, (), 0).people
    every = people.parts["test"].users
    if not every or not people.values or not people.reviewed:
        raise ValueError(f"{store.name} lacks ratings or reviews; give a --store with ratings and reviews")
    board = Board()
    for seed in options.seeds:
        places = np.arange(len(every)) if options.everyone else np.random.default_rng(seed).permutation(len(every))
        users = [every[place] for place in np.sort(places[: None if options.everyone else options.users]).tolist()]
        scene = Questions(store, users, seed)
        for recipe in chosen(options, RECIPES):
            _measure(board, options, recipe, scene)
        for system, kind, make in rivals(scene):
            with measured() as cost:
                found = make()
            board.add(system, kind, found, cost)
    protocol = " ".join((__doc__ or "").split()) + f" {len(users)} users a seed."
    compared = [line for metric in _JUDGED for line in board.compared(metric, seed=options.seeds[0])]
    return Result(
        NAME, options.command(NAME), protocol, data_of(store), options.seeds, board.rows(), significance=tuple(compared)
    )


def _measure(board: Board, options: Options, recipe: str, scene: Questions) -> None:
    """All rows of a recipe: mixed, in unseen wordings, and each family alone."""
    tasks = _tasks(options, recipe)
    usual = _base(options, recipe)
    model = trained(options, NAME, recipe, scene.store, seed=scene.seed, usual=usual)
    seen = _answers(board, called(recipe), options, model, scene, tasks, seen=True)
    _answers(board, f"{called(recipe)}_unseen", options, model, scene, tasks, seen=False, beside=seen)
    for task in tasks:
        own = _alone(options, recipe, task, usual)
        single = trained(
            replace(options, settings=()), NAME, recipe, scene.store, seed=scene.seed, usual=own,
            label=f"{called(recipe)}_{task}",
        )
        _answers(board, f"{called(recipe)}_{task}", options, single, scene, [task], seen=True)


def _answers(
    board: Board, row: str, options: Options, model: Trained, scene: Questions, families: list[str], *, seen: bool,
    beside: Values | None = None,
) -> Values:
    with measured() as cost:
        lm = open_checkpoint(model.folder, scene.store, open_encoder(options))
        found = FamilyModel(lm, scene, seen=seen).figures(families)
    changes = {} if beside is None else _changes(beside, found)
    # What one training cost is not counted twice.
    board.add(row, "system", {**found, **changes}, *([model.cost] if seen else []), cost)
    return found


def _tasks(options: Options, recipe: str) -> list[str]:
    """The families that a recipe is tuned on."""
    fields: Mapping[str, object] = {} if options.tuning is None else options.tuning.fields(recipe, {})
    tasks = fields.get("tasks", {})
    return [task for task in FAMILIES if isinstance(tasks, Mapping) and task in tasks]


def _base(options: Options, recipe: str) -> dict[str, str]:
    """The demo LM for a recipe that names no base."""
    from prompts.load import demo_lm

    fields = {} if options.tuning is None else options.tuning.fields(recipe, {})
    return {} if fields.get("base") else {"base": str(demo_lm() / "lm")}


def _alone(options: Options, recipe: str, task: str, usual: Mapping[str, str]) -> dict[str, str]:
    """The settings of the same recipe on one task alone, with the part of its steps that it has in the mix."""
    told = {**usual, **settings(options, recipe)}
    fields = {} if options.tuning is None else options.tuning.fields(recipe, told)
    shares: Mapping[str, float] = fields.get("tasks", {task: 1.0})
    steps = round(float(fields.get("steps", 1)) * shares[task] / sum(shares.values()))
    return {**told, "tasks": f"{task}:1", "steps": str(max(1, steps))}


def _changes(seen: Values, unseen: Values) -> dict[str, float]:
    means = {name: (float(np.mean(unseen[name])), float(np.mean(seen[name]))) for name in _CHANGES if name in unseen}
    return {f"change_{name}": new / old - 1 for name, (new, old) in means.items() if old}
