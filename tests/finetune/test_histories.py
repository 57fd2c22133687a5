"""Models of histories learn a chain, keep the weights that were best, and go on where they stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from data.store import Store, write_store
from data.synthetic import make_world
from finetune.recipe import Recipe, RecipeError, load_recipe
from finetune.selection import Selection
from finetune.train import tune
from prompts.checkpoint import load_checkpoint
from prompts.taste import ranking_prompt
from tests.finetune.test_train import Crash, crash_at, same
from tests.tiny_models import HashEncoder

SMALL = {
    "new_width": "32", "new_feedforward": "32", "new_positions": "16", "new_dropout": "0.1", "longest": "16",
    "batch_tokens": "2048", "steps": "60", "valid_every": "20", "valid_examples": "100", "save_every": "1000",
    "lr": "1e-2", "lr_new": "1e-2", "precision": "no", "average": "0.2",
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What comes next is of the group after the last item's."""
    return stored(tmp_path_factory.mktemp("chain"), items=24, length=10, stay=0.1)


@pytest.fixture(scope="module")
def loyal(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Everybody keeps to one group: what a gap held is told by both of its sides."""
    return stored(tmp_path_factory.mktemp("loyal"), items=32, length=6, stay=1.0)


def stored(folder: Path, *, items: int, length: int, stay: float) -> Store:
    world = make_world(0, items=items, users=300, groups=4, length=length, dialogues=0, stay=stay)
    return write_store(folder / "store", world.catalogue, world.interactions, name="made up", source="synthetic")


@pytest.mark.parametrize(("name", "what"), [("vector_lm", "chain"), ("sasrec", "chain"), ("bert4rec", "loyal")])
def test_what_a_world_holds_is_learned_far_above_popularity(
    name: str, what: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store: Store = request.getfixturevalue(what)
    recipe = load_recipe(name).replaced(SMALL)
    lm = load_checkpoint(tune(recipe, store, tmp_path / "out", encoder=HashEncoder()), store.catalogue)
    cases = list(store.interactions.leave_one_out().cases("test"))
    ranked = lm.rank([ranking_prompt(case.history) for case in cases], 6)
    popular = list(store.interactions.popularity())[:6]
    tuned = sum(case.target in {hit.item for hit in hits} for case, hits in zip(cases, ranked, strict=True))
    assert tuned / len(cases) > 0.45 > sum(case.target in popular for case in cases) / len(cases) + 0.1


def test_a_stopped_run_with_a_mean_and_a_best_ends_as_one_that_was_not(chain: Store, tmp_path: Path) -> None:
    recipe = load_recipe("vector_lm").replaced({**SMALL, "steps": "8", "valid_every": "3", "save_every": "2"})
    whole = tune(recipe, chain, tmp_path / "whole", encoder=HashEncoder())
    with pytest.raises(Crash):
        tune(recipe, chain, tmp_path / "cut", encoder=HashEncoder(), progress=crash_at(0, 5))
    assert same(whole, tune(recipe, chain, tmp_path / "cut", encoder=HashEncoder(), resume=True))


def test_patience_ends_a_stage_and_the_best_weights_are_kept(chain: Store, tmp_path: Path) -> None:
    recipe = load_recipe("sasrec").replaced(
        {**SMALL, "steps": "40", "valid_every": "1", "average": "0", "lr": "10", "lr_new": "10"}
    )
    tune(replace(recipe, patience=2), chain, tmp_path / "out", encoder=HashEncoder())
    said = [json.loads(line) for line in (tmp_path / "out" / "log.jsonl").read_text().splitlines()]
    figures = [line["history_ndcg@10"] for line in said if "history_ndcg@10" in line]
    assert len(figures) < 40 and figures.index(max(figures)) == len(figures) - 3


def test_the_mean_is_judged_and_training_goes_on_from_where_it_was() -> None:
    model = torch.nn.Linear(1, 1, bias=False)
    chosen = Selection(Recipe("mean", average=0.5, select="x"), model)
    for value in (1.0, 2.0, 4.0):
        model.weight.data.fill_(value)
        chosen.step()
    with chosen.validated():
        assert float(model.weight.detach()) == 2.75
    assert float(model.weight.detach()) == 4.0
    chosen.judge({"x": 1.0})
    model.weight.data.fill_(9.0)
    chosen.step()
    chosen.judge({"x": 0.5})
    chosen.finish()
    assert float(model.weight.detach()) == 2.75


def test_an_unknown_figure_to_select_by_names_the_known_ones() -> None:
    chosen = Selection(Recipe("wrong", select="luck"), torch.nn.Linear(1, 1))
    with pytest.raises(RecipeError, match="'luck' is no validation figure; there are a, b"):
        chosen.judge({"b": 1.0, "a": 0.0})
    with pytest.raises(RecipeError, match="patience needs `select`"):
        Recipe("wrong", patience=3)
