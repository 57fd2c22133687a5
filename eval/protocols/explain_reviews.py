"""Sentences that explain an item to a user, against what the user wrote: all recipes that explain, from one language
model and on one split, beside our own content-first explanations and copied sentences.

The split is PEPLER's: shares of 8, 1 and 1 of all reviews drawn by the seed, every user and item in training; each
review that speaks of a feature gives one feature and its sentence; features are counted on training reviews alone.
First the base becomes a language model of training reviews (`reviews_lm`), from which all recipes start but `peter`,
which has its shape and vocabulary alone. Answers are greedy. BLEU, ROUGE, USR, FMR, FCR, DIV (lower is more varied) and
Distinct are fractions over lower-case words and marks. claim_precision is the share of named features of which training
reviews of the item speak, opinion_precision the same with the same praise or blame, specificity_bits how few items the
named features fit, repetition the share of texts that another user of the item gets word for word. perplexity is of the
references, over the tokens that all models share. `planned` makes sentences of reasons that the item's training reviews
bear out, without a language model; `nearest_sentence` is the item's training sentence most like what the user wrote.
Where a store tells of users and items in words (XRec's), recipes and `planned` read that, whole explanations are asked
for, and what is told of an item bears a feature out too.
Seconds are training and answering together; those of the shared base are in the row of `reviews_lm`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data.store import Store
from eval.board import Board, Values
from eval.explanation_models import model_figures
from eval.explanation_scene import Scene
from eval.measure import measured
from eval.nearest_sentence import NearestSentence, drawn, most_frequent
from eval.next_item_systems import open_checkpoint
from eval.options import Options
from eval.planned_explanations import planned
from eval.provenance import data_of
from eval.result import Kind, Result
from eval.serving import open_encoder
from eval.trained import Trained, called, chosen, settings, trained, trained_from_base

NAME = "explain-reviews"
HELP = "Trains PEPLER and others that explain on shares of reviews, and judges their sentences (--store, --model)."
BASE = "reviews_lm"
RECIPES = (
    "pepler", "pepler_once", "pepler_d", "pepler_mf", "pepler_mlp", "pepler_lora", "pepler_prefix", "p5_explain",
    "peter", "plain_lm",
)  # fmt: skip
_PROFILED = ("pepler", "pepler_once", "pepler_d", "pepler_lora", "pepler_prefix", "peter", "plain_lm")
"""Those that can be asked where nothing is rated."""
_READ_PROFILES = {"explains": "profiles", "longest": "320", "batch_tokens": "4096"}
_TWO, _ONE = "pepler", "pepler_once"


def run(options: Options) -> Result:
    """Make the result. Raises ValueError where the store has no reviews to explain, RunError where nothing trains."""
    store = Store.open(options.folder)
    board = Board()
    values: dict[str, Values] = {}
    profiled = False
    for seed in options.seeds:
        scene = Scene(store, seed, None if options.everyone else options.users)
        profiled = scene.profiled
        # What each system says is kept for the first seed alone, to be compared.
        kept = values if seed == options.seeds[0] else {}
        _ours(board, scene, kept)
        base = trained_from_base(options, NAME, BASE, store, seed=seed)
        _asked(board, options, BASE, scene, base, {"explains": "nothing"}, kept, kind="baseline")
        for recipe in chosen(options, _PROFILED if profiled else RECIPES):
            _measure(board, options, recipe, scene, base, kept)
        _copied(board, scene, kept)
    protocol = " ".join((__doc__ or "").split()) + f" {len(scene.asked)} reviews asked about in the last seed."
    return Result(
        f"{NAME}-profiles" if profiled else NAME, options.command(NAME), protocol, data_of(store), options.seeds,
        board.rows(), significance=tuple([
            *board.compared("FMR", seed=options.seeds[0]), *board.pairs("nats", [(_TWO, _ONE)], seed=options.seeds[0]),
        ]),
    )


def _measure(
    board: Board, options: Options, recipe: str, scene: Scene, base: Trained, kept: dict[str, Values]
) -> None:
    usual, fields = _told(options, recipe, scene, base)
    model = trained(options, NAME, recipe, scene.store, seed=scene.seed, usual=usual)
    _asked(board, options, called(recipe), scene, model, fields, kept)


def _asked(
    board: Board, options: Options, row: str, scene: Scene, model: Trained, fields: Mapping[str, Any],
    kept: dict[str, Values], kind: Kind = "system",
) -> None:
    options.tell(f"asking {row}")
    with measured() as cost:
        lm = open_checkpoint(model.folder, scene.store, open_encoder(options))
        found = model_figures(lm, scene, fields)
    kept[row] = found
    board.add(row, kind, found, model.cost, cost)


def _told(options: Options, recipe: str, scene: Scene, base: Trained) -> tuple[dict[str, str], Mapping[str, Any]]:
    """The settings of this measurement for a recipe, and all that it then says."""
    assert options.tuning is not None
    own = settings(options, recipe)
    said = options.tuning.fields(recipe, own)
    usual = {} if said.get("base") else {"base": str(base.folder / "lm")}
    if scene.profiled and said.get("explains", "vectors") == "vectors" and "explain" in said.get("tasks", {}):
        usual |= _READ_PROFILES
    return usual, options.tuning.fields(recipe, {**usual, **own})


def _ours(board: Board, scene: Scene, kept: dict[str, Values]) -> None:
    with measured() as cost:
        kept["planned"] = scene.figures(planned(scene.people, scene.asked, scene.store.catalogue, seed=scene.seed))
    board.add("planned", "system", kept["planned"], cost)


def _copied(board: Board, scene: Scene, kept: dict[str, Values]) -> None:
    told, asked = scene.told(), scene.asked
    about = scene.store.catalogue

    def nearest() -> Iterator[str]:
        known = NearestSentence(told)
        for event in asked:
            yield known.say(event.user, event.item, f"{event.profile} {about[event.item].description}")

    for system, make in (
        ("nearest_sentence", nearest),
        ("drawn_sentence", lambda: drawn(told, asked, scene.seed)),
        ("frequent_sentence", lambda: iter([most_frequent(told)] * len(asked))),
    ):
        with measured() as cost:
            kept[system] = scene.figures(list(make()))
        board.add(system, "canary", kept[system], cost)
