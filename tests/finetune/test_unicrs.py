"""UniCRS: the LM stays as it is, and a prompt made of a graph learns what a dialogue calls for."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from data.records import Dialogue, ItemRef, Turn
from data.store import Store, write_store
from data.synthetic import World, make_world
from finetune.objective import OBJECTIVES
from finetune.phases import phases
from finetune.recipe import Recipe, RecipeError, load_recipe, parse_recipe
from finetune.tasks import build_tasks
from finetune.train import tune
from prompts.batch import collate
from prompts.checkpoint import load_checkpoint
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import prompted, saved_base, texts_of, word_piece

SMALL = {
    "pretrain_steps": "20", "steps": "60", "batch_tokens": "512", "longest": "48", "weight_decay": "0.0",
    "valid_every": "1000", "valid_examples": "4", "save_every": "1000", "select": "",
}


@pytest.fixture(scope="module")
def world() -> World:
    """40 films in 4 groups: a group shares its genre, its director and its mood."""
    return make_world(0, items=40, users=1, groups=4, length=2, dialogues=0)


@pytest.fixture(scope="module")
def base(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved_base("llama", tmp_path_factory.mktemp("base") / "base", word_piece(texts_of(world.catalogue)))


def silent(world: World) -> list[str]:
    """Two items of each group that nobody ever names."""
    return [item for group in range(world.group_count) for item in sorted(world.members(group))[:2]]


@pytest.fixture(scope="module")
def store(world: World, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Dialogues in which the agent names another item of the group of the one that was liked."""
    made = [
        Dialogue(f"{split}{one}{other}", (
            Turn("user", ("hello , i liked ", ItemRef(one))), Turn("agent", ("see ", ItemRef(other))),
        ), {}, split)
        for group in range(world.group_count)
        for number, one in enumerate(sorted(world.members(group) - set(silent(world))))
        for other in sorted(world.members(group) - {one, *silent(world)})
        for split in (("train", "valid") if number == 0 else ("train",))
    ]
    folder = tmp_path_factory.mktemp("talk") / "store"
    return write_store(folder, world.catalogue, dialogues=made, name="talk", source="synthetic")


@pytest.fixture(scope="module")
def tuned(store: Store, base: Path, tmp_path_factory: pytest.TempPathFactory) -> PromptedLM:
    recipe = load_recipe("unicrs").replaced(SMALL | {"base": str(base)})
    return load_checkpoint(tune(recipe, store, tmp_path_factory.mktemp("run") / "out"), store.catalogue)


def found(lm: PromptedLM, world: World, items: list[str]) -> float:
    """The share of what is listed after a liked item that is of its group; a quarter by chance."""
    asked = [Prompt((Message("user", ("hello , i liked ", ItemRef(item))),)) for item in items]
    ranked = lm.rank(asked, 5, without=[[item] for item in items])
    hits = [hit.item in world.members(world.groups[item])
            for item, some in zip(items, ranked, strict=True) for hit in some]
    return sum(hits) / len(hits)


def test_what_goes_together_in_the_graph_is_recommended_together(tuned: PromptedLM, world: World) -> None:
    assert found(tuned, world, [item for item in world.catalogue.ids if item not in silent(world)]) > 0.9


def test_an_item_that_nobody_ever_named_is_known_by_its_facts(tuned: PromptedLM, world: World) -> None:
    assert found(tuned, world, silent(world)) > 0.6


def test_the_lm_is_the_very_one_that_it_was(tuned: PromptedLM, base: Path) -> None:
    before, after = AutoModelForCausalLM.from_pretrained(base).state_dict(), tuned.lm.state_dict()
    assert before.keys() == after.keys() and all(torch.equal(value, after[name]) for name, value in before.items())


def test_a_prompt_is_pretrained_first_on_tasks_and_steps_of_its_own_that_choose_nothing(store: Store) -> None:
    recipe = load_recipe("unicrs")
    assert (recipe.pretrain_steps, recipe.steps) == (250, 400) and recipe.select
    before = build_tasks(Recipe("r", tasks=recipe.pretrain), store)
    first, second = phases(recipe, build_tasks(recipe, store), before)
    assert (list(first.tasks), first.recipe.steps, first.recipe.select) == (["mentioned"], 250, "")
    assert (list(second.tasks), second.recipe) == (["recommended"], recipe)
    assert first.stage == second.stage == recipe.tuned.stages[0]
    assert [phase.recipe for phase in phases(recipe, build_tasks(recipe, store))] == [recipe]


def test_a_run_that_was_stopped_in_pretraining_or_after_it_ends_as_one_that_was_not(
    store: Store, base: Path, tmp_path: Path
) -> None:
    short = {"pretrain_steps": "2", "steps": "2", "save_every": "1", "base": str(base)}
    recipe = load_recipe("unicrs").replaced(SMALL | short)

    class Stop(Exception):
        pass

    def run(folder: str, *, at: tuple[int, int] | None = None, resume: bool = False) -> Path:
        def progress(line: object) -> None:
            if isinstance(line, dict) and (line["stage"], line["step"]) == at:
                raise Stop

        return tune(recipe, store, tmp_path / folder, resume=resume, progress=progress)

    for stop in ((0, 2), (1, 2)):
        with pytest.raises(Stop):
            run("stopped", at=stop, resume=stop[0] > 0)
    one, other = (load_checkpoint(run(folder, resume=folder == "stopped"), store.catalogue).state_dict()
                  for folder in ("stopped", "whole"))
    assert all(torch.equal(value, other[name]) for name, value in one.items())


def test_items_alone_are_learned_and_a_batch_without_one_teaches_nothing(world: World) -> None:
    lm = prompted("llama", world.catalogue, soft="knowledge", graph=True)
    assert lm.soft is not None
    lm.soft.requires_grad_(True)
    item = world.catalogue.ids[0]
    prompts = [Prompt((Message("user", ("hello",)),), ("see ", Slot(item))), Prompt.of("hello").with_target(("see",))]
    both, none = (collate([lm.encoder(prompt)], lm.encoder.pad) for prompt in prompts)
    loss = OBJECTIVES["items"](lm, both, 2.0)
    assert float(loss.total.detach()) == pytest.approx(2 * loss.item) and loss.items == 1 and loss.tokens == 3
    loss = OBJECTIVES["items"](lm, none, 2.0)
    loss.total.backward()
    assert float(loss.total.detach()) == 0 and loss.language > 0
    assert all(value.grad is None or not value.grad.any() for value in lm.soft.parameters())


@pytest.mark.parametrize(("text", "said"), [
    ("pretrain_steps = 3", "set both, or neither; got {} and 3"),
    ("[pretrain]\nmentioned = 1.0", "set both, or neither; got {'mentioned': 1.0} and 0"),
    ("pretrain_steps = 3\n[pretrain]\nmentioned = 0.0", "with shares above 0"),
    ("pretrain_steps = -1\n[pretrain]\nmentioned = 1.0", "pretrain_steps must be at least 0, got -1"),
    ("objective = 'items'\nindexing = 'title'", "are of item vectors: set indexing = \"vector\""),
    ("item_knowledge = true\nindexing = 'title'", "are of item vectors: set indexing = \"vector\""),
    ("item_text = false\nitem_ids = false", "an id row, traits or a graph; all are switched off"),
])  # fmt: skip
def test_a_wrong_recipe_is_refused(text: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said.replace("{", r"\{")):
        parse_recipe(text, place="my.toml", name="my")


def test_nothing_is_pretrained_where_nothing_is_tuned(store: Store) -> None:
    recipe = Recipe("r", strategy="tuning_free", pretrain={"mentioned": 1.0}, pretrain_steps=2)
    with pytest.raises(RecipeError, match="pretrain needs a strategy that tunes, not 'tuning_free'"):
        list(phases(recipe, {}, build_tasks(Recipe("r", tasks=recipe.pretrain), store)))


def test_a_task_that_nobody_knows_is_refused_before_anything_is_tuned(store: Store, base: Path, tmp_path: Path) -> None:
    recipe = load_recipe("unicrs").replaced({"base": str(base), "pretrain": "magic:1"})
    with pytest.raises(RecipeError, match=r"unknown task \['magic'\]"):
        tune(recipe, store, tmp_path / "out")
