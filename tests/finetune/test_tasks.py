"""The tasks of a recipe fit its store, or say what the store lacks."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from data.records import Interaction, Item
from data.store import Store, write_store
from data.synthetic import World
from finetune.mixture import Mixture
from finetune.recipe import Recipe, RecipeError, load_recipe
from finetune.tasks import build_tasks
from prompts.encoded import IGNORE
from prompts.family import Family
from prompts.tasks.direct import Direct
from prompts.tasks.next_item import NextItem
from tests.tiny_models import prompted


@pytest.fixture
def bare(tmp_path: Path) -> Store:
    events = [Interaction("u", "1", time) for time in range(3)]
    return write_store(tmp_path / "bare", [Item("1", "A")], events, name="bare", source="test")


@pytest.mark.parametrize(("task", "said"), [
    ("rating", "the task 'rating' needs ratings, and .*bare has none; leave it out"),
    ("why", "the task 'why' needs reviews"),
    ("review", "the task 'review' needs reviews"),
    ("cross_domain", "'cross_domain' asks a tuned model about another store"),
    ("magic", "unknown task .*magic.*; known are sequential, .*next_item"),
])  # fmt: skip
def test_a_store_that_lacks_what_a_task_asks_for_is_refused(bare: Store, task: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        build_tasks(Recipe("r", tasks={task: 1.0}), bare)


@pytest.mark.parametrize(("settings", "direct", "after_a_history"), [
    ({"indexing": "title"}, 13, 2), ({"indexing": "title", "longest": "2000", "batch_tokens": "2000"}, 100, 87),
    ({}, 96, 76), ({"longest": "4"}, 2, 2),
])  # fmt: skip
def test_as_many_candidates_are_listed_as_fit(
    world_store: Store, settings: dict[str, str], direct: int, after_a_history: int
) -> None:
    recipe = Recipe("r", tasks={"direct": 1.0, "next_item": 1.0}).replaced(settings)
    one, other = (task for task, _ in build_tasks(recipe, world_store).values())
    assert isinstance(one, Direct) and isinstance(other, NextItem)
    assert (one.candidates, other.candidates) == (direct, after_a_history)


def test_all_families_of_p5_share_one_split_and_mix_into_batches(world: World, world_store: Store) -> None:
    recipe = load_recipe("p5")
    tasks = build_tasks(recipe, world_store)
    assert len({id(task.people) for task, _ in tasks.values() if isinstance(task, Family)}) == 1
    encoder = prompted("llama", world.catalogue, vectors=False).encoder
    mixture = Mixture(tasks, encoder, batch_tokens=1500, longest=recipe.longest)
    for batch in islice(mixture.batches(0), 5):
        assert (batch.labels != IGNORE).any(1).all()
    assert set(mixture.valid(4)) == set(tasks)
