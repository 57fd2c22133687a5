"""A store learned month after month: what does an update teach about the new, and how much of the old is lost by it?

The time of the store (MovieTweetings: 26 days a span) is cut into seven equal spans. A sequence model is tuned on the
first and then updated six times, each time from the weights before: with the span's events alone (`update_full` every
weight, `update_lora` an adapter, `update_prompt` a soft prompt, `update_items` the item vectors), or with repeats of
what was before (`update_repeated`; `update_dated` has a soft prompt as well that says in which span a question is
asked, `dated_alone` only that). `without_facts` learns items by their ids alone, where all others have a vector of
their facts as text; `facts_as_vectors` makes them of the store's graph as well (R-GCN), `facts_as_adapter` updates
those by an adapter alone, and `facts_as_prompt` reads what a history names in the graph as a soft prompt. `_counted`
rows are the same models beside counts: the log of each item's share of the events of the span that is asked about is
added to theirs, so that months are kept apart from the weights, some kilobytes each. In every span a fifth of the users
who met something before are asked for their last item of it, which nobody learns, among all items that anybody had met
by its end. new_N@10 is of a span right after its own update, mean over six; forgetting how much of its N@10 each
earlier span lost from its own update to the last one, mean over six, and forgetting_of_best how much since the best;
old_N@10 what they have in the end. valid_ ones are of other users, half as many, by whom settings were chosen. tuned is
how many parameters an update tunes; undated_ ones are of questions that do not say their span, where a system reads it;
seconds are of all six. `retuned` is tuned anew on all events after the last span; `not_updated` stays what the first
span made. The canary `popular_this_span` counts the newest span, `popular_then` the one that a question is asked in,
which it never forgets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from data.store import Store
from eval import baselines
from eval.board import Board
from eval.measure import Cost, measured
from eval.months import Months, beside, log_shares
from eval.neighbours import RECENT, item_knn
from eval.next_item import Scorer, placed, ranked
from eval.next_item_systems import by_model, open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.ranking import Floats
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.trained import Trained, called, chosen, folder_of, trained, tuned_parameters

NAME = "forgetting"
HELP = "Updates a model month after month by several recipes: what is learned, what is forgotten (--store, --seed)."
RECIPES = ("update_dated", "update_repeated", "update_full", "update_lora", "update_prompt", "update_items")
_BASE, UPDATES = "update_base", 6
_PARTS = {"": "test", "valid_": "valid"}
_JUDGED = "N@10"
_COUNTED, _WEIGHT = ("update_full", "update_dated"), 1.0
"""What is also measured beside counts of months, and what those weigh; chosen on validation among 1/4, 1/2, 1, 2, 4."""

_GRAPH = {"item_knowledge": "true"}
_VARIANTS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "update_dated": {"dated_alone": {"repeats": "0", "batch_tokens": "2048"}},
    "update_full": {
        "without_facts": {"item_text": "false"}, "facts_as_vectors": _GRAPH,
        "facts_as_prompt": {"strategy": "prompt_ptm_at_once", "soft": "knowledge", "soft_length": "8"},
    },
    "update_lora": {"facts_as_adapter": _GRAPH},
}


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store tells no times, RunError where nothing trains."""
    from prompts.soft.dated import Dated

    store = Store.open(options.folder)
    board = Board()
    for seed in options.seeds:
        scene = _Scene(store, options, seed)
        base = scene.base({})
        for recipe, label, more in _systems(options):
            models, cost = scene.updated(recipe, label, scene.base(more), more)
            opened = [scene.opened(one) for one in models]
            found = scene.figures([scene.asking(one, dated=True) for one in opened])
            if any(isinstance(one.soft, Dated) for one in opened):
                undated = scene.figures([scene.asking(one, dated=False) for one in opened])
                found |= {f"undated_{name}": value for name, value in undated.items()}
            board.add(label, "system", {**found, "tuned": tuned_parameters(models[-1])}, cost)
            if label in _COUNTED:
                board.add(f"{label}_counted", "system", scene.counted(opened), cost)
        _others(board, scene, base)
    return Result(
        NAME, options.command(NAME), " ".join((__doc__ or "").split()), data_of(store), options.seeds, board.rows(),
        significance=tuple(_compared(board, options.seeds[0])),
    )


@dataclass
class _Scene:
    """What every system of one seed learns from and is asked."""

    store: Store
    options: Options
    seed: int

    def __post_init__(self) -> None:
        self.months = Months(self.store, UPDATES + 1, seed=self.seed)
        folder = folder_of(self.options, NAME) / f"stores-{self.seed}"
        self.stores = [self.months.learned(span, folder / str(span)) for span in range(UPDATES + 1)]

    def base(self, more: Mapping[str, str]) -> Trained:
        """What all updates of a system go on from: of items that are made as theirs are."""
        items = {key: value for key, value in more.items() if key.startswith("item_")}
        label = "-".join((_BASE, *items))
        return trained(self.options, NAME, _BASE, self.stores[0], seed=self.seed, usual=items, label=label)

    def updated(
        self, recipe: str, label: str, base: Trained, more: Mapping[str, str]
    ) -> tuple[list[Trained], Cost]:
        """The models after each update, the base first, and what all updates took."""
        models = [base]
        for span in range(1, UPDATES + 1):
            usual = {
                "base": str(models[-1].folder), "since": str(self.months.starts[span]),
                "began": str(self.months.starts[0]), "month": str(self.months.length), **more,
            }
            models.append(trained(
                self.options, NAME, recipe, self.stores[span], seed=self.seed, usual=usual,
                label=f"{label}-{span}",
            ))  # fmt: skip
        costs = [one.cost for one in models[1:]]
        return models, Cost(sum(one.seconds for one in costs), max(one.peak_mb for one in costs))

    def opened(self, model: Trained) -> Any:
        """A tuned model over the store."""
        return open_checkpoint(model.folder, self.store, open_encoder(self.options))

    def asking(self, lm: Any, *, dated: bool) -> Callable[[int], Scorer]:
        """From the span that is asked about to a model's ranking, which may be told the span."""
        return lambda span: by_model(
            lm, self.store.catalogue, tell=lambda prompt, case: replace(prompt, month=span if dated else None)
        )

    def counted(self, models: Sequence[Any]) -> dict[str, Floats | float]:
        """Figures of models beside what was counted in the span that is asked about; undated ones beside the newest."""
        counts = [log_shares(self.store.catalogue, self.months.events(span, alone=True)) for span in range(UPDATES + 1)]

        def system(newest: int, *, dated: bool) -> Callable[[int], Scorer]:
            asking = self.asking(models[newest], dated=dated)
            return lambda span: beside(asking(span), counts[span if dated else newest], _WEIGHT)

        undated = self.figures([system(newest, dated=False) for newest in range(len(models))])
        found = self.figures([system(newest, dated=True) for newest in range(len(models))])
        return found | {f"undated_{name}": value for name, value in undated.items()}

    def figures(self, systems: Sequence[Callable[[int], Scorer]]) -> dict[str, Floats | float]:
        """All figures of a system; `systems[n]` is what it is after span `n`, by the span that is asked about."""
        told: dict[str, Floats | float] = {}
        for prefix, part in _PARTS.items():
            gains: dict[tuple[int, int], Floats] = {}
            for span in range(UPDATES + 1):
                asked = self.months.asked(span, part)
                for update in range(span, UPDATES + 1):
                    scorer = asked.within(systems[update](span))
                    found = ranked(scorer, asked.cases, self.store.catalogue, seed=self.seed)
                    gains[update, span] = placed(found.shuffled)[_JUDGED]
            told |= {f"{prefix}{name}": value for name, value in _told(gains).items()}
        return told


def _told(gains: Mapping[tuple[int, int], Floats]) -> dict[str, Floats | float]:
    """Figures of gains of questions, by update and the span they are about."""
    before, updated = range(UPDATES), range(1, UPDATES + 1)
    lost = [gains[span, span] - gains[UPDATES, span] for span in before]
    best = [max(float(gains[update, span].mean()) for update in range(span, UPDATES)) for span in before]
    return {
        f"new_{_JUDGED}": np.concatenate([gains[span, span] for span in updated]),
        "forgetting": np.concatenate(lost),
        "forgetting_of_best": float(np.mean([most - gains[UPDATES, span].mean() for span, most in enumerate(best)])),
        f"old_{_JUDGED}": np.concatenate([gains[UPDATES, span] for span in before]),
        f"last_{_JUDGED}": gains[UPDATES, UPDATES],
    }


def _others(board: Board, scene: _Scene, base: Trained) -> None:
    """What is not updated, what is made anew, and what needs no training."""
    options, seed, last = scene.options, scene.seed, UPDATES
    with measured() as cost:
        found = scene.figures([scene.asking(scene.opened(base), dated=False)] * (last + 1))
    board.add("not_updated", "baseline", found, cost)
    anew = trained(options, NAME, _BASE, scene.stores[last], seed=seed, label="retuned")
    with measured() as cost:
        found = scene.figures([scene.asking(scene.opened(anew), dated=False)] * (last + 1))
    # It was made after the last span alone: what it knew of earlier ones right after them nobody can say.
    kept = {name: value for name, value in found.items() if "old_" in name or "last_" in name}
    board.add("retuned", "baseline", kept, anew.cost, cost)
    for system, kind, scorers in _untuned(scene):
        with measured() as cost:
            found = scene.figures([_whatever_span(one) for one in scorers])
        board.add(system, kind, found, cost)
    alone = [scene.months.events(span, alone=True) for span in range(last + 1)]
    then = [baselines.popularity(scene.store.catalogue, events) for events in alone]
    with measured() as cost:
        found = scene.figures([lambda span: then[span]] * (last + 1))
    board.add("popular_then", "canary", found, cost)


def _systems(options: Options) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Recipe, row and settings: each recipe, and what is made of it by other settings."""
    for recipe in chosen(options, RECIPES):
        yield recipe, called(recipe), {}
        for label, settings in _VARIANTS.get(recipe, {}).items():
            yield recipe, label, settings


def _compared(board: Board, seed: int) -> Iterator[dict[str, object]]:
    """The first system against all others on the new, and each against full tuning on what is lost."""
    yield from board.compared(f"new_{_JUDGED}", seed=seed)
    first, *others = [row.system for row in board.rows()]
    for metric, rows in ((f"new_{_JUDGED}", others), ("forgetting", [first, *others])):
        yield from board.pairs(metric, [(row, "update_full") for row in rows if row != "update_full"], seed=seed)


def _whatever_span(scorer: Scorer) -> Callable[[int], Scorer]:
    return lambda span: scorer


def _untuned(scene: _Scene) -> Iterator[tuple[str, Kind, list[Scorer]]]:
    catalogue, spans = scene.store.catalogue, range(UPDATES + 1)
    events = [scene.months.events(span) for span in spans]
    yield "item_knn", "baseline", [item_knn(catalogue, one, recent=RECENT) for one in events]
    yield "popularity", "canary", [baselines.popularity(catalogue, one) for one in events]
    latest = [scene.months.events(span, alone=True) for span in spans]
    yield "popular_this_span", "canary", [baselines.popularity(catalogue, one) for one in latest]
    yield "random", "canary", [baselines.drawn(catalogue, seed=scene.seed) for _ in spans]
    yield "largest_id_plus_1", "canary", [baselines.largest_id(catalogue) for _ in spans]
