"""A model whose items are codes learns the synthetic world's answer, and is judged by the beam that serves it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.interactions import Interactions
from data.store import Store, write_store
from data.synthetic import World, make_world
from finetune.model import build_model
from finetune.recipe import RecipeError, load_recipe
from finetune.train import tune
from prompts.checkpoint import load_checkpoint
from prompts.taste import ranking_prompt
from tests.tiny_models import HashEncoder

SMALL = {
    "code_size": "6", "new_width": "32", "new_feedforward": "64", "new_dropout": "0.1", "batch_tokens": "1000",
    "longest": "60", "new_positions": "60", "lr": "5e-3", "precision": "no", "steps": "120", "valid_every": "60",
    "average": "0.1", "code_own": "true", "code_start": "true", "item_spread": "0.1",
}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Store]:
    """500 people with histories of four to eight films: were all of one length, the next place would be untrained."""
    world = make_world(0, items=24, users=500, groups=4, length=8, dialogues=2)
    met = world.interactions
    events = Interactions([e for place, user in enumerate(met.users) for e in met.history(user)[: 4 + place % 5]])
    folder = tmp_path_factory.mktemp("many") / "store"
    return world, write_store(folder, world.catalogue, events, world.dialogues, name="many", source="synthetic")


def test_codes_learn_which_group_comes_next(many: tuple[World, Store], tmp_path: Path) -> None:
    world, store = many
    recipe = load_recipe("collaborative").replaced(SMALL)
    lm = load_checkpoint(tune(recipe, store, tmp_path / "run"), world.catalogue)
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    judged = [line["history_perplexity"] for line in lines if "history_perplexity" in line]
    assert len(judged) == 2 and min(judged) < 24
    cases = list(store.interactions.leave_one_out().cases("test"))[:100]
    seen = [case.history for case in cases]
    lists = lm.rank([ranking_prompt(history) for history in seen], 3, without=seen)
    right = [
        world.groups[hit.item] == world.next_group(history[-1])
        for history, hits in zip(seen, lists, strict=True) for hit in hits
    ]
    assert all(len(hits) == 3 for hits in lists)
    assert sum(right) / len(right) > 0.5


def test_a_recipe_of_codes_says_what_it_lacks(world_store: Store) -> None:
    semantic = load_recipe("semantic").replaced({"code_size": "4", "code_levels": "2"})
    with pytest.raises(RecipeError, match="semantic indexing needs a text encoder"):
        build_model(semantic, world_store, None)
    assert build_model(semantic.replaced({"new_width": "32"}), world_store, HashEncoder()).codes is not None
    with pytest.raises(RecipeError, match="read from left to right"):
        build_model(semantic.replaced({"reads": "cloze"}), world_store, HashEncoder())


def test_words_and_codes_are_learned_together(world_store: Store, tiny_base: Path) -> None:
    """OpenP5's form: the question in words, the item as its code."""
    recipe = load_recipe("openp5").replaced({"code_size": "6", "base": str(tiny_base)})
    lm = build_model(recipe, world_store, None)
    assert lm.talks and lm.trie.count == len(world_store.catalogue)
