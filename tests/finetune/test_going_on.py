"""Tuning goes on from a checkpoint with all that was tuned there: items, soft prompt, and LoRA on top of LoRA."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from data.store import Store
from finetune.model import build_model
from finetune.recipe import Recipe, RecipeError, load_recipe
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.prompted_lm import PromptedLM
from prompts.taste import ranking_prompt
from tests.tiny_models import HashEncoder


def built(name: str, base: Path, store: Store) -> tuple[Recipe, PromptedLM]:
    recipe = dataclasses.replace(load_recipe(name), base=str(base))
    return recipe, build_model(recipe, store, HashEncoder()).eval().requires_grad_(False)


def scores(model: PromptedLM, store: Store) -> torch.Tensor:
    return model.item_scores([ranking_prompt(store.catalogue.ids[:3])])


@pytest.mark.parametrize(
    ("name", "drawn"), [("update_lora", "lora_B"), ("update_prompt", "soft."), ("update_dated", "soft.")]
)
def test_a_chain_of_updates_keeps_what_each_one_learned(
    name: str, drawn: str, world_store: Store, history_bases: dict[bool, Path], tmp_path: Path
) -> None:
    base, before = history_bases[True], None
    for number in range(3):
        recipe, model = built(name, base, world_store)
        if before is not None:
            assert torch.allclose(scores(model, world_store), before, atol=1e-4)
        for key, value in model.named_parameters():
            if drawn in key:
                torch.nn.init.normal_(value, std=0.5)
        after = scores(model, world_store)
        assert before is None or not torch.allclose(after, before, atol=1e-3)
        base = save_checkpoint(model, tmp_path / str(number), recipe=dataclasses.asdict(recipe))
        assert torch.allclose(scores(load_checkpoint(base, world_store.catalogue), world_store), after, atol=1e-4)
        before = after


@pytest.mark.parametrize(
    ("name", "settings", "group"),
    [("update_base", {"item_knowledge": "true"}, "knowledge."), ("prl", {}, "hearing.")],
)
def test_a_graph_and_what_items_are_heard_with_go_on_too(
    name: str, settings: dict[str, str], group: str, world_store: Store, tmp_path: Path
) -> None:
    recipe = load_recipe(name).replaced(settings)
    model = build_model(recipe, world_store, HashEncoder()).eval().requires_grad_(False)
    drawn = [value for key, value in model.named_parameters() if key.startswith(group)]
    assert drawn
    for value in drawn:
        torch.nn.init.normal_(value, std=0.5)
    base = save_checkpoint(model, tmp_path / "model", recipe=dataclasses.asdict(recipe))
    later = dataclasses.replace(recipe, base=str(base), goes_on=True)
    again = build_model(later, world_store, HashEncoder()).eval().requires_grad_(False)
    assert torch.allclose(scores(again, world_store), scores(model, world_store), atol=1e-4)


def test_nothing_goes_on_from_a_prefix(world_store: Store, history_bases: dict[bool, Path], tmp_path: Path) -> None:
    recipe, model = built("cold_prefix", history_bases[False], world_store)
    prefix = save_checkpoint(model, tmp_path / "prefix", recipe=dataclasses.asdict(recipe))
    with pytest.raises(RecipeError, match="is a prefix, which tuning cannot go on from"):
        built("cold_prefix", prefix, world_store)
