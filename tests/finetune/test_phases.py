"""UniMIND's two stages: all tasks at once, then each alone from there; the pipeline predicts what they learned."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from data.records import Dialogue, ItemRef, Turn
from data.store import Store, write_store
from data.synthetic import World
from finetune.phases import phases
from finetune.recipe import Recipe, RecipeError, load_recipe, parse_recipe
from finetune.tasks import build_tasks
from finetune.train import tune
from prompts.checkpoint import load_checkpoint
from prompts.pipeline import Pipeline
from prompts.prompt import Prompt
from prompts.tasks.dialogue import messages
from tests.tiny_models import HashEncoder, saved_base, texts_of, word_piece

NAMES = ("unimind_s", "unimind_n")
SMALL = {
    "steps": "40", "each_steps": "12", "batch_tokens": "256", "longest": "48", "lr": "5e-3", "lr_new": "5e-3",
    "warmup": "0.2", "weight_decay": "0.0", "select": "",
    "item_dropout": "0.0", "valid_every": "50", "valid_examples": "4", "save_every": "1000", "average": "0.0",
}
ITEMS = 4


@pytest.fixture(scope="module")
def base(world: World, tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(saved_base("llama", tmp_path_factory.mktemp("base") / "base", word_piece(texts_of(world.catalogue))))


def talks(world: World) -> list[Dialogue]:
    """A greeting is greeted; then the item that was liked determines the one that is named. Goal and topic follow."""
    items = world.catalogue.ids[:ITEMS]
    return [
        Dialogue(f"{split}{number}{item}", (
            Turn("user", ("hello",)), Turn("agent", ("hello !",), "thank", "hello"),
            Turn("user", ("i liked ", ItemRef(item))),
            Turn("agent", ("see ", ItemRef(answer)), "recommend", "film"),
        ), {}, split)
        for split, count in (("train", 1), ("valid", 1)) for number in range(count)
        for item, answer in pairwise([*items, items[0]])
    ]


@pytest.fixture(scope="module")
def store(world: World, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("talk") / "store"
    return write_store(folder, world.catalogue, dialogues=talks(world), name="talk", source="synthetic")


@pytest.mark.parametrize("name", NAMES)
def test_goals_that_follow_a_rule_are_planned_and_topics_with_them(
    name: str, store: Store, base: str, tmp_path: Path
) -> None:
    recipe = load_recipe(name).replaced(SMALL | {"base": base, "tasks": "goal:1,topic:1"})
    lm = load_checkpoint(tune(recipe, store, tmp_path / "out", encoder=HashEncoder()), store.catalogue)
    held = list(store.dialogues.split("valid"))
    asked = [Prompt(messages(dialogue.turns[:place])) for place in (1, 3) for dialogue in held]
    plans = [(plan.goal, plan.topic) for plan in Pipeline(lm).plans(asked)]
    assert plans == [("thank", "hello")] * ITEMS + [("recommend", "film")] * ITEMS
    assert list(lm.hearing.parts) == ["goal"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["log.jsonl", "model", "resume"]


def test_a_reply_names_the_item_that_a_dialogue_calls_for_and_none_where_none_is_due(
    store: Store, base: str, tmp_path: Path
) -> None:
    settings = {"base": base, "tasks": "item:1,response:1", "steps": "60", "each_steps": "30", "item_weight": "4.0"}
    recipe = load_recipe("unimind_s").replaced(SMALL | settings)
    pipeline = Pipeline(load_checkpoint(tune(recipe, store, tmp_path / "out", encoder=HashEncoder()), store.catalogue))
    held = list(store.dialogues.split("valid"))
    replies = [pipeline.reply(Prompt(messages(dialogue.turns[:3])), max_new_tokens=8) for dialogue in held]
    right = [ItemRef(item) in reply for reply, one in zip(replies, held, strict=True) for item in one.turns[3].items()]
    assert sum(right) >= ITEMS - 1
    assert pipeline.reply(Prompt(messages(held[0].turns[:1])), max_new_tokens=8) == ("hello!",)


def test_every_task_alone_starts_from_what_all_left_and_is_judged_by_its_own_figure(store: Store) -> None:
    recipe = load_recipe("unimind_s")
    together, *apart = phases(recipe, build_tasks(recipe, store))
    assert (together.alone, together.recipe, set(together.tasks)) == ("", recipe, set(recipe.tasks))
    assert [(phase.alone, phase.recipe.select) for phase in apart] == [
        ("goal", "goal_perplexity"), ("topic", "topic_perplexity"), ("item", "item_ndcg@10"),
        ("response", "response_perplexity"),
    ]
    assert all(set(phase.tasks) == {phase.alone} and phase.recipe.steps == recipe.each_steps for phase in apart)


def test_a_run_that_was_stopped_between_two_tasks_ends_as_one_that_was_not(
    store: Store, base: str, tmp_path: Path
) -> None:
    short = {"steps": "3", "each_steps": "2", "save_every": "1", "tasks": "item:1,goal:1,response:1"}
    recipe = load_recipe("unimind_s").replaced(SMALL | short | {"base": base})
    stopped = tmp_path / "stopped"

    class Stop(Exception):
        pass

    def stop(line: object) -> None:
        if isinstance(line, dict) and (line["stage"], line["step"]) == (2, 2):
            raise Stop

    with pytest.raises(Stop):
        tune(recipe, store, stopped, encoder=HashEncoder(), progress=stop)
    assert sorted(path.name for path in (stopped / "parts").iterdir()) == ["item"]
    tune(recipe, store, stopped, encoder=HashEncoder(), resume=True)
    tune(recipe, store, tmp_path / "whole", encoder=HashEncoder())
    again = tmp_path / "again"
    tune(recipe, store, shutil.copytree(stopped, again), encoder=HashEncoder(), resume=True)
    models = [load_checkpoint(out / "model", store.catalogue) for out in (stopped, tmp_path / "whole", again)]
    first, *others = (model.state_dict() for model in models)
    assert any(name.startswith("hearing.parts.goal.") for name in first)
    for other in others:
        assert first.keys() == other.keys()
        assert all(torch.equal(value, other[name]) for name, value in first.items())


def test_tasks_that_a_store_knows_nothing_of_are_left_out(world: World, tmp_path: Path) -> None:
    bare = [Dialogue("d", (Turn("user", ("hello",)), Turn("agent", ("see ", ItemRef(world.catalogue.ids[0])))))]
    store = write_store(tmp_path / "bare", world.catalogue, dialogues=bare, name="bare", source="test")
    assert set(build_tasks(load_recipe("unimind_s"), store)) == {"item", "response"}
    labelled = [Dialogue("d", (Turn("agent", ("hello",), intents=("offer_help",)),))]
    store = write_store(tmp_path / "labelled", world.catalogue, dialogues=labelled, name="labelled", source="test")
    assert {"goal", "response"} <= set(build_tasks(load_recipe("unimind_s"), store)) <= {"goal", "item", "response"}


def test_a_store_that_knows_nothing_of_any_is_refused(world: World, tmp_path: Path) -> None:
    store = write_store(tmp_path / "none", world.catalogue, name="none", source="test")
    with pytest.raises(RecipeError, match="none has no example of any of goal, topic, item, response; they need"):
        build_tasks(load_recipe("unimind_n"), store)


@pytest.mark.parametrize(("text", "said"), [
    ("asks = 'kindly'", "unknown asks 'kindly'; known are mark, phrase"),
    ("each_steps = -1", "each_steps must be at least 0, got -1"),
])  # fmt: skip
def test_a_wrong_pipeline_is_refused(text: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        parse_recipe(text, place="my.toml", name="my")


def test_nothing_can_be_tuned_apart_where_nothing_is_tuned() -> None:
    with pytest.raises(RecipeError, match="each_steps needs a strategy that tunes"):
        list(phases(Recipe("r", strategy="tuning_free", each_steps=2), {}))
