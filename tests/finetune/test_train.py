"""Tuning learns what there is to learn, goes on where it stopped, and leaves a usable state whatever happens."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from data.interactions import Interactions
from data.records import Interaction
from data.store import Store, write_store
from data.synthetic import World, make_world
from finetune.recipe import Recipe, RecipeError
from finetune.resume import ResumeError
from finetune.train import tune
from prompts.load import load_language_model
from prompts.prompted_lm import PromptedLM
from prompts.taste import ranking_prompt
from tests.tiny_models import HashEncoder, byte_level, saved_base, texts_of, word_piece

ENCODER = HashEncoder()
TASKS = {"sequential": 0.5, "dialogue": 0.2, "suggested": 0.1, "conversation": 0.1, "described": 0.1}


@pytest.fixture(scope="module")
def recipe(tiny_base: Path) -> Recipe:
    """Ten steps of everything; the base has drop-out."""
    return Recipe(
        "tiny", base=str(tiny_base), steps=10, batch_tokens=400, longest=100, warmup=0.1, liked_from=0.0,
        disliked_to=-1.0, valid_every=5, valid_examples=6, save_every=4, tasks=TASKS,
    )


def lines(out: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]


def weights(model: Path) -> dict[str, torch.Tensor]:
    return {
        f"{file.relative_to(model)}:{name}": value
        for file in sorted(model.rglob("*.safetensors")) for name, value in load_file(file).items()
    }


def same(one: Path, other: Path) -> bool:
    a, b = weights(one), weights(other)
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


class Crash(Exception):
    """Somebody pulls the plug."""


def crash_at(stage: int, step: int):  # type: ignore[no-untyped-def]
    """A progress callback that stops the run after a step."""

    def progress(line: Mapping[str, float]) -> None:
        if (line["stage"], line["step"]) == (stage, step):
            raise Crash

    return progress


@pytest.fixture(scope="module")
def chain() -> World:
    return make_world(0, items=24, users=300, groups=4, length=10, dialogues=0)


def recall(world: World, events: Interactions, folder: Path, *, steps: int) -> tuple[float, float]:
    """Recall of the next item in the first 6 of 24, of a tuned model and of popularity."""
    tokenizer = word_piece(texts_of(world.catalogue))
    store = write_store(folder / "store", world.catalogue, events, name="chain", source="synthetic")
    recipe = Recipe(
        "chain", base=str(saved_base("llama", folder / "base", tokenizer)), strategy="finetune_holistic", steps=steps,
        lr=3e-3, lr_new=6e-3, batch_tokens=1024, longest=64, liked_from=0.0, disliked_to=-1.0, valid_every=1000,
        save_every=1000, valid_examples=10,
    )
    lm = load_language_model(str(tune(recipe, store, folder / "out", encoder=ENCODER)), store)
    cases = list(store.interactions.leave_one_out().cases("test"))
    ranked = lm.rank([ranking_prompt(case.history) for case in cases], 6)
    popular = list(store.interactions.popularity())[:6]
    hits = sum(case.target in {hit.item for hit in hits} for case, hits in zip(cases, ranked, strict=True))
    return hits / len(cases), sum(case.target in popular for case in cases) / len(cases)


def test_a_chain_is_learned_far_above_popularity(chain: World, tmp_path: Path) -> None:
    tuned, popular = recall(chain, chain.interactions, tmp_path, steps=130)
    assert tuned > 0.5 > popular + 0.15


def test_a_shuffled_world_holds_nothing_to_learn(chain: World, tmp_path: Path) -> None:
    events = list(chain.interactions)
    items = [event.item for event in events]
    random.Random(0).shuffle(items)
    mixed = Interactions(replace(event, item=item) for event, item in zip(events, items, strict=True))
    tuned, popular = recall(chain, mixed, tmp_path, steps=80)
    assert tuned < popular + 0.1


def test_a_run_leaves_a_log_a_state_and_a_model_that_ranks(recipe: Recipe, world_store: Store, tmp_path: Path) -> None:
    model = tune(recipe, world_store, tmp_path / "out", encoder=ENCODER)
    logged = lines(tmp_path / "out")
    assert {"loss", "nats_per_token", "nats_per_item", "tokens_per_second", "seconds_left"} <= set(logged[-2])
    assert [line["step"] for line in logged] == [5, 10, 10]
    assert {"dialogue_perplexity", "sequential_recall@10"} <= set(logged[0])
    lm = load_language_model(str(model), world_store)
    [hits] = lm.rank([ranking_prompt(world_store.catalogue.ids[:3])], 5)
    assert len({hit.item for hit in hits}) == 5 and lm.name == "tiny"
    assert isinstance(lm, PromptedLM) and lm.generate([ranking_prompt([])], max_new_tokens=4)
    card = json.loads((model / "promptrec.json").read_text())
    last = {key: value for key, value in logged[-1].items() if key not in ("stage", "step")}
    assert card["figures"] == last | {"tuned_parameters": card["figures"]["tuned_parameters"]}
    assert card["figures"]["tuned_parameters"] > 1000


@pytest.mark.parametrize("strategy", ["fixed_prompt_ptm_tuning", "prompt_lora"])
def test_a_run_that_was_stopped_ends_as_one_that_was_not(
    strategy: str, recipe: Recipe, world_store: Store, tmp_path: Path
) -> None:
    """Bit for bit, also with two stages, drop-out and a crash between saves."""
    recipe = replace(recipe, strategy=strategy)
    whole = tune(recipe, world_store, tmp_path / "whole", encoder=ENCODER)
    out = tmp_path / "stopped"
    stops = [(0, 3), (0, 7), (1, 6)] if strategy == "prompt_lora" else [(0, 3), (0, 7)]
    for number, (stage, step) in enumerate(stops):
        with pytest.raises(Crash):
            tune(recipe, world_store, out, encoder=ENCODER, resume=number > 0, progress=crash_at(stage, step))
    assert same(tune(recipe, world_store, out, encoder=ENCODER, resume=True), whole)
    assert [(line["stage"], line["step"]) for line in lines(out)] == [
        (line["stage"], line["step"]) for line in lines(tmp_path / "whole")
    ]


def test_a_finished_run_is_resumed_in_no_time(recipe: Recipe, world_store: Store, tmp_path: Path) -> None:
    model = tune(recipe, world_store, tmp_path / "out", encoder=ENCODER)
    before, card = weights(model), (model / "promptrec.json").read_text()
    steps: list[object] = []
    again = tune(recipe, world_store, tmp_path / "out", encoder=ENCODER, resume=True, progress=steps.append)
    assert steps == [] and (model / "promptrec.json").read_text() == card
    assert all(torch.equal(value, before[name]) for name, value in weights(again).items())


def test_the_same_seed_gives_the_same_model_and_another_seed_another(
    recipe: Recipe, world_store: Store, tmp_path: Path
) -> None:
    recipe = replace(recipe, steps=2)
    one, two, three = (
        tune(replace(recipe, seed=seed), world_store, tmp_path / str(number), encoder=ENCODER)
        for number, seed in enumerate((0, 0, 1))
    )
    assert same(one, two) and not same(one, three)


def test_another_run_is_not_overwritten(recipe: Recipe, world_store: Store, tmp_path: Path) -> None:
    recipe = replace(recipe, steps=1)
    tune(recipe, world_store, tmp_path, encoder=ENCODER)
    with pytest.raises(FileExistsError, match="holds a run already; go on with --resume, or choose another --out"):
        tune(recipe, world_store, tmp_path, encoder=ENCODER)


def test_a_state_of_another_recipe_is_refused(recipe: Recipe, world_store: Store, tmp_path: Path) -> None:
    tune(replace(recipe, steps=1), world_store, tmp_path, encoder=ENCODER)
    for other in ({"item_ids": False}, {"strategy": "prompt_lora"}):
        with pytest.raises(ResumeError, match="is of another model: resume with the recipe, base and store"):
            tune(replace(recipe, **other), world_store, tmp_path, encoder=ENCODER, resume=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["state.json", "model.safetensors", "optimizer.safetensors"])
def test_a_damaged_state_is_named_with_the_way_out(
    name: str, recipe: Recipe, world_store: Store, tmp_path: Path
) -> None:
    with pytest.raises(Crash):
        tune(recipe, world_store, tmp_path, encoder=ENCODER, progress=crash_at(0, 5))
    (tmp_path / "resume" / name).write_bytes(b'{"stage"')
    with pytest.raises(ResumeError, match=f"{name} cannot be read: .*; delete .* to begin again with --resume"):
        tune(recipe, world_store, tmp_path, encoder=ENCODER, resume=True)


def test_half_precision_steps_run_and_learn(recipe: Recipe, world_store: Store, tmp_path: Path) -> None:
    """And a run in full precision may follow in the same process."""
    losses: list[float] = []
    recipe = replace(recipe, tasks={"conversation": 1.0}, steps=15, lr=3e-3)
    for precision in ("bf16", "no"):
        losses.clear()
        tune(
            replace(recipe, precision=precision), world_store, tmp_path / precision, encoder=ENCODER,
            progress=lambda line: losses.append(line["loss"]),
        )
        assert losses[-1] < 0.8 * losses[0]


def test_titles_are_learned_where_items_are_said_by_title(world_store: Store, tmp_path: Path) -> None:
    tokenizer = word_piece(texts_of(world_store.catalogue))
    recipe = Recipe(
        "title", base=str(saved_base("llama", tmp_path / "base", tokenizer)), indexing="title", objective="language",
        tasks={"described": 1.0}, steps=120, lr=3e-3, batch_tokens=500, longest=80, valid_examples=8, save_every=100,
    )
    losses: list[float] = []
    model = tune(recipe, world_store, tmp_path / "out", progress=lambda line: losses.append(line["nats_per_token"]))
    assert losses[-1] < losses[0] / 2
    lm = load_language_model(str(model), world_store)
    [hits] = lm.rank([ranking_prompt([], (), "i would like drama")], len(world_store.catalogue))
    # Where `rank` reads them, the model now says titles of the catalogue; before, none in e to the power of 60 times.
    assert sum(math.exp(hit.score) for hit in hits) > 0.01


def test_a_model_with_a_chat_template_can_be_tuned(world_store: Store, tmp_path: Path) -> None:
    base = saved_base("llama", tmp_path / "base", byte_level(), positions=400)
    recipe = Recipe(
        "chat", base=str(base), strategy="prompt_lora", tasks={"sequential": 1.0}, steps=2, batch_tokens=1200,
        longest=400, liked_from=0.0, valid_examples=2,
    )
    lm = load_language_model(str(tune(recipe, world_store, tmp_path / "out", encoder=ENCODER)), world_store)
    assert lm.dialect == "instruct" and len(lm.rank([ranking_prompt([])], 3)[0]) == 3


def test_a_tuning_free_system_is_saved_as_it_is(recipe: Recipe, world_store: Store, tmp_path: Path) -> None:
    steps: list[object] = []
    tuned = replace(recipe, strategy="tuning_free")
    model = tune(tuned, world_store, tmp_path, encoder=ENCODER, progress=steps.append)
    assert steps == [] and load_language_model(str(model), world_store).rank([ranking_prompt([])], 3)[0]


def test_a_store_without_what_a_task_needs_says_so(recipe: Recipe, world: World, tmp_path: Path) -> None:
    bare = write_store(tmp_path / "store", world.catalogue, name="bare", source="synthetic")
    with pytest.raises(RecipeError, match="task 'sequential' has no training examples in this store; leave it out"):
        tune(replace(recipe, tasks={"sequential": 1.0}), bare, tmp_path / "out", encoder=ENCODER)


def test_a_strategy_that_does_not_fit_the_model_is_a_recipe_error(
    recipe: Recipe, world_store: Store, tmp_path: Path
) -> None:
    with pytest.raises(RecipeError, match="recipe 'tiny': .*no such parameters"):
        tune(replace(recipe, strategy="finetune_partial"), world_store, tmp_path, encoder=ENCODER)


def test_events_of_no_time_and_no_value_can_be_tuned_on(recipe: Recipe, world: World, tmp_path: Path) -> None:
    events = [Interaction(event.user, event.item) for event in world.interactions]
    store = write_store(tmp_path / "store", world.catalogue, events, name="plain", source="synthetic")
    tuned = replace(recipe, tasks={"sequential": 1.0}, steps=1)
    assert (tune(tuned, store, tmp_path / "out", encoder=ENCODER) / "promptrec.json").is_file()
