"""Rating prediction: what did each user give the item they rated last? RMSE and MAE in the scale of the ratings.

Recipes learn from all ratings but each user's last two, rivals from all but the last. A recipe with the task `rated` is
told what the user rated before, any other is asked in the first wording of the rating task. Its answer is its words;
`unreadable` is the share of answers that are no figure of the scale, for which the mean of the ratings learnt from
stands in: every answer counts. `expected_` figures take the mean of all figures of the scale by the model's
probabilities instead of its words. Matrix factorisation picks its penalty on the validation ratings. Seconds are
training and prediction together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from data.interactions import Split
from data.records import Interaction
from data.store import Store
from eval.board import Board
from eval.measure import measured
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.provenance import data_of
from eval.rating import mae, readable, rmse, unreadable
from eval.rating_systems import Asking, Predict, after_ratings, by_factors, by_mean, in_a_wording
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.trained import called, chosen, settings, trained

if TYPE_CHECKING:
    from prompts.lm import LanguageModel

NAME = "rating-ml1m"
HELP = "RMSE and MAE of recipes with the rating task beside matrix factorisation and means (--store, --recipe)."
_NEEDS_REVIEWS = {"review", "why"}


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no ratings, RunError where nothing trains."""
    store = Store.open(options.folder)
    split = store.interactions.leave_one_out()
    every = [event for event in split.test if event.value is not None]
    if not every:
        raise ValueError(f"no user of {store.name} gave a last rating; give a --store with ratings")
    middle = float(np.mean([event.value for event in (*split.train, *split.valid) if event.value is not None]))
    board = Board()
    for seed in options.seeds:
        rng = np.random.default_rng(seed)
        places = np.arange(len(every)) if options.everyone else rng.permutation(len(every))[: options.users]
        events = [every[place] for place in np.sort(places).tolist()]
        for recipe in chosen(options, _rating_recipes(options)):
            model = trained(options, NAME, recipe, store, seed=seed)
            with measured() as cost:
                asking = _asking(options, recipe, open_checkpoint(model.folder, store, open_encoder(options)), store)
                expected = _figures(asking.expected, events, middle)
                found = _figures(asking.in_words, events, middle)
                found |= {f"expected_{name}": expected[name] for name in ("RMSE", "MAE")}
            board.add(called(recipe), "system", found, model.cost, cost)
        for system, kind, make in _rivals(split, seed):
            with measured() as cost:
                found = _figures(make(), events, middle)
            board.add(system, kind, found, cost)
    protocol = " ".join((__doc__ or "").split()) + f" {len(events)} ratings a seed."
    return Result(NAME, options.command(NAME), protocol, data_of(store), options.seeds, board.rows())


def _rating_recipes(options: Options) -> list[str]:
    """The recipes that are tuned on ratings and can do without reviews."""
    names = () if options.tuning is None else options.tuning.names()
    tasks = {name: _tasks(options, name) for name in names}
    return [name for name, its in tasks.items() if its & {"rated", "rating"} and not its & _NEEDS_REVIEWS]


def _tasks(options: Options, recipe: str) -> set[str]:
    return set(options.tuning.fields(recipe, {}).get("tasks", ())) if options.tuning is not None else set()


def _asking(options: Options, recipe: str, lm: LanguageModel, store: Store) -> Asking:
    from prompts.people import People

    people = People(store.interactions, noun=store.item_noun)
    if options.tuning is not None and "rated" in _tasks(options, recipe):
        positions = int(options.tuning.fields(recipe, settings(options, recipe))["longest"])
        return Asking(lm, people, after_ratings(people, positions))
    return Asking(lm, people, in_a_wording(people))


def _rivals(split: Split, seed: int) -> Iterator[tuple[str, Kind, Callable[[], Predict]]]:
    train, valid = tuple(split.train), tuple(split.valid)
    before = (*train, *valid)
    yield "matrix_factorisation", "baseline", lambda: by_factors(train, valid, seed=seed)
    yield "item_mean", "baseline", lambda: by_mean(before, lambda event: event.item)
    yield "user_mean", "baseline", lambda: by_mean(before, lambda event: event.user)
    yield "global_mean", "canary", lambda: by_mean(before, lambda event: "")


def _figures(predict: Predict, events: Sequence[Interaction], middle: float) -> dict[str, float]:
    said = predict(events)
    given = np.array([event.value for event in events], dtype=np.float64)
    values = readable(said, instead=middle)
    return {"RMSE": rmse(values, given), "MAE": mae(values, given), "unreadable": unreadable(said)}
