"""Batches are seeded, bounded, and hold something to learn."""

from __future__ import annotations

from itertools import islice

import pytest
import torch

from data.dialogues import Dialogues
from data.synthetic import World
from finetune.mixture import Mixture
from finetune.recipe import RecipeError
from prompts.batch import Batch
from prompts.encoded import IGNORE, NO_ITEM
from prompts.task import Task
from prompts.tasks.conversation import Conversation
from prompts.tasks.dialogue import Dialogue
from prompts.tasks.sequential import Sequential
from tests.tiny_models import prompted

Tasks = dict[str, tuple[Task, float]]


@pytest.fixture(scope="module")
def tasks(world: World) -> Tasks:
    liking = Sequential(world.interactions, liked_from=0, disliked_to=-1)
    return {"sequential": (liking, 3.0), "dialogue": (Dialogue(world.dialogues), 1.0)}


def mixture(world: World, tasks: Tasks, *, vectors: bool = True, longest: int = 60) -> Mixture:
    encoder = prompted("llama", world.catalogue, vectors=vectors).encoder
    return Mixture(tasks, encoder, batch_tokens=300, longest=longest)


def equal(one: Batch, other: Batch) -> bool:
    # A rating that is not there is no number, and no number equals itself.
    names = [name for name in Batch.__slots__ if name not in ("profiles", "people")]
    pairs = ((getattr(one, name), getattr(other, name)) for name in names)
    return one.profiles == other.profiles and all(
        left.shape == right.shape and torch.allclose(left, right, 0, 0, equal_nan=True) for left, right in pairs
    )


def test_a_seed_gives_the_same_batches_and_another_seed_others(world: World, tasks: Tasks) -> None:
    one, two, three = (list(islice(mixture(world, tasks).batches(seed), 6)) for seed in (1, 1, 2))
    assert all(map(equal, one, two)) and not all(map(equal, one, three))


def test_lengths_and_sizes_are_bounded_and_each_prompt_teaches(world: World, tasks: Tasks) -> None:
    for longest in (20, 60):
        for batch in islice(mixture(world, tasks, longest=longest).batches(0), 40):
            assert batch.ids.numel() <= 300 and batch.ids.shape[1] <= longest
            assert ((batch.labels != IGNORE).any(1) | (batch.targets != NO_ITEM).any(1)).all()


def test_tasks_are_drawn_by_their_shares(world: World, tasks: Tasks) -> None:
    made = mixture(world, tasks)
    rec, user = made.encoder.special["[REC]"], made.encoder.special["[USER]"]
    asks = total = 0
    for batch in islice(made.batches(0), 150):
        total += len(batch.ids)
        asks += int(((batch.ids == user).sum(1) == 1).sum())
        assert (batch.ids == rec).any()
    assert 0.65 < asks / total < 0.85


def test_validation_is_one_fixed_draw_of_each_task_that_has_examples(world: World, tasks: Tasks) -> None:
    with_empty = {**tasks, "none": (Dialogue(Dialogues(())), 1.0)}
    one, two = (mixture(world, with_empty).valid(7) for _ in range(2))
    assert set(one) == {"sequential", "dialogue"}
    assert all(map(equal, one["sequential"], two["sequential"]))
    assert sum(len(batch.ids) for batch in one["sequential"]) == 7


def test_a_task_without_examples_is_named(world: World) -> None:
    empty: Tasks = {"dialogue": (Dialogue(Dialogues(())), 1.0)}
    with pytest.raises(RecipeError, match="the task 'dialogue' has no training examples in this store"):
        next(mixture(world, empty).batches(0))


def test_with_title_indexing_what_ranks_is_taught_as_words(world: World, tasks: Tasks) -> None:
    made = mixture(world, {"sequential": tasks["sequential"]}, vectors=False)
    [batch] = islice(made.batches(0), 1)
    learned = made.encoder.tokenizer.decode(batch.labels[0][batch.labels[0] != IGNORE])
    assert "[REC]" not in learned and any(item.title.lower() in learned for item in world.catalogue)
    talk = mixture(world, {"conversation": (Conversation(world.dialogues), 1.0)}, vectors=False)
    slots = sum(int((batch.labels == talk.encoder.special["[REC]"]).sum()) for batch in islice(talk.batches(0), 10))
    assert slots > 0
