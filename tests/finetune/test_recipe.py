"""A recipe that is wrong says which key, what it holds and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import Store
from finetune.model import build_model
from finetune.recipe import Recipe, RecipeError, load_recipe, parse_recipe, recipe_names
from finetune.tasks import build_tasks
from tests.tiny_models import HashEncoder


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_that_ships_parses_and_fits_a_store(name: str, world_store: Store) -> None:
    recipe = load_recipe(name)
    assert recipe.name == name and recipe.tuned.stages
    # The world has no goals and no topics; a recipe that can do without them does.
    assert set(build_tasks(recipe, world_store)) == set(recipe.tasks) - {"goal", "topic"}


def test_the_recipes_that_ship() -> None:
    known = {"behaviour_tuned_encoder", "demo", "fixed_prompt", "prompt_lora", "soft_prompt", "vector_lm"}
    assert known <= set(recipe_names())


@pytest.mark.parametrize("name", [name for name in recipe_names() if not load_recipe(name).base])
def test_a_recipe_without_a_base_asks_for_one(name: str, world_store: Store) -> None:
    with pytest.raises(RecipeError, match=f"recipe '{name}' names no base LM; give one with --base"):
        build_model(load_recipe(name), world_store, HashEncoder())


@pytest.mark.parametrize(("text", "said"), [
    ("stepz = 3", "my.toml: unknown key 'stepz'; known keys are name, base, strategy"),
    ("steps = 'many'", "my.toml: steps: expected int, got 'many'"),
    ("steps = true", "steps: expected int, got True"),
    ("steps = 0", "steps must be at least 1, got 0"),
    ("valid_every = 0", "valid_every must be at least 1"),
    ("lr = inf", "lr: expected float, got inf"),
    ("lr = '1e-3'", "lr: expected float"),
    ("batch_tokens = 10", "batch_tokens must be at least 256, got 10"),
    ("strategy = 'magic'", "unknown strategy 'magic'; known are tuning_free"),
    ("objective = 'magic'", "unknown objective 'magic'; known are language, joint"),
    ("indexing = 'magic'", "unknown indexing 'magic'; known are vector, title"),
    ("precision = 'fp8'", "unknown precision 'fp8'; known are no, bf16"),
    ("tasks = 3", "tasks: expected Mapping"),
    ("[tasks]", "tasks must be a table of task = share"),
    ("[tasks]\nsequential = 0", "shares above 0, got"),
    ("[tasks]\nsequential = 'all'", "tasks: expected Mapping"),
    ("layers = [1]", "opens no single layers"),
    ("layers = ['x']\nstrategy = 'finetune_partial'", "layers: expected tuple"),
    ("steps = ", "my.toml: not TOML"),
])  # fmt: skip
def test_a_wrong_recipe_names_the_key_and_the_way_out(text: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        parse_recipe(text, place="my.toml", name="my")


@given(text=st.text(max_size=40))
def test_no_text_makes_another_error(text: str) -> None:
    try:
        parse_recipe(text, place="my.toml", name="my")
    except RecipeError as error:
        assert "my.toml" in str(error)


def test_settings_are_read_by_the_type_of_their_field() -> None:
    recipe = Recipe("r", strategy="finetune_partial").replaced(
        {"lr": "1e-3", "steps": "7", "item_ids": "False", "base": "here", "layers": "1,2",
         "tasks": "rating:1,why:0.5"}
    )
    assert recipe.tasks == {"rating": 1.0, "why": 0.5}
    assert (recipe.lr, recipe.steps, recipe.item_ids, recipe.base, recipe.layers) == (1e-3, 7, False, "here", (1, 2))
    assert recipe.tuned.stages[0].lm == (1, 2)


@pytest.mark.parametrize(("key", "value", "said"), [
    ("steps", "7.5", "--set steps=7.5: expected int"),
    ("item_ids", "yes", "--set item_ids=yes: expected bool"),
    ("lr", "fast", "--set lr=fast: expected float"),
    ("tasks", "x", "--set tasks=x: expected Mapping"),
    ("nope", "1", "--set: unknown key 'nope'; known keys are"),
    ("strategy", "magic", "unknown strategy 'magic'"),
    ("steps", "-1", "steps must be at least 1"),
])  # fmt: skip
def test_a_wrong_setting_is_refused(key: str, value: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        Recipe("r").replaced({key: value})


def test_a_recipe_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("steps = 5")
    assert load_recipe(str(file)) == Recipe("mine", steps=5)
    with pytest.raises(RecipeError, match="unknown recipe 'nope'; known are behav.*bert4rec.*demo.*or give a path to"):
        load_recipe("nope")
    for name in ("../secrets", "", "a/b"):
        with pytest.raises(RecipeError, match="unknown recipe"):
            load_recipe(name)
    with pytest.raises(RecipeError, match="cannot read the recipe file"):
        load_recipe(str(tmp_path / "gone.toml"))
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(RecipeError, match="cannot read the recipe file"):
        load_recipe(str(file))


def test_a_task_that_nobody_knows_is_named(world_store: Store) -> None:
    with pytest.raises(RecipeError, match=r"unknown task \['dance'\]; known are sequential"):
        build_tasks(Recipe("r", tasks={"dance": 1.0}), world_store)


def test_a_base_that_cannot_be_loaded_is_a_recipe_error(world_store: Store, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot load the base LM"):
        build_model(Recipe("r", base=str(tmp_path)), world_store, HashEncoder())


def test_vector_indexing_without_an_encoder_says_how_to_get_one(world_store: Store, tiny_base: Path) -> None:
    with pytest.raises(RecipeError, match=r"needs a text encoder: install promptrec\[demo\]"):
        build_model(Recipe("r", base=str(tiny_base)), world_store, None)


def test_an_unknown_soft_prompt_lists_the_known_ones(world_store: Store, tiny_base: Path) -> None:
    recipe = Recipe("r", base=str(tiny_base), strategy="fixed_ptm_prompt_tuning", soft="magic")
    known = "dated, knowledge, personal, private, profile, shared"
    with pytest.raises(RecipeError, match=f"unknown soft prompt 'magic'; known are {known}"):
        build_model(recipe, world_store, HashEncoder())
