"""What a reward-to-go is, what is told of it, and that a prompt of it changes with step and reward."""

from __future__ import annotations

import math
import random

import pytest
import torch

from data.interactions import Interactions
from data.records import Interaction, ItemRef
from data.synthetic import World
from prompts.batch import collate
from prompts.prompt import Future, Prompt, Slot
from prompts.soft.reward import STEPS, Reward
from prompts.tasks.rewarded import AHEAD, Rewarded, reward
from tests.tiny_models import WIDTH, prompted

EVENTS = Interactions(
    Interaction(f"u{user}", f"i{item}", item, 5.0 if user % 2 else 3.0) for user in range(4) for item in range(16)
)


def task(rewards: str = "given") -> Rewarded:
    return Rewarded(EVENTS, liked_from=0.0, longest=12, rewards=rewards)


def futures(rewards: str) -> dict[int, list[float | None]]:
    found: dict[int, list[float | None]] = {}
    for seed in range(30):
        for example in task(rewards).examples("train", random.Random(seed)):
            assert example.user is not None and example.future is not None
            found.setdefault(example.user % 2, []).append(example.future.reward)
    return found


@pytest.mark.parametrize(("value", "worth"), [(5, 1), (4, 0.5), (3, 0), (1, 0), (None, 0), (9, 1)])
def test_a_reward_is_made_of_a_rating(value: float | None, worth: float) -> None:
    assert reward(value) == worth


def test_a_future_is_told_as_a_multiple_of_the_usual_one() -> None:
    """Half of the users always give 5, half 3: to the first twice the usual comes, to the others nothing."""
    assert {user: set(rewards) for user, rewards in futures("given").items()} == {1: {2.0}, 0: {0.0}}


def test_shuffled_rewards_say_nothing_and_none_are_none() -> None:
    assert all({0.0, 2.0} == set(rewards) for rewards in futures("shuffled").values())
    assert all({None} == set(rewards) for rewards in futures("none").values())


def test_the_last_items_are_targets_and_the_step_is_that_of_the_first() -> None:
    for example in task().examples("train", random.Random(1)):
        items = example.fields["items"]
        assert isinstance(items, tuple) and example.future is not None
        slots = [place for place, piece in enumerate(items) if isinstance(piece, Slot)]
        assert 1 <= len(slots) <= AHEAD and len(items) <= 2 * AHEAD + 12
        before = sum(isinstance(piece, ItemRef) for piece in items[: slots[0]])
        assert example.future.step == before >= 1


@pytest.mark.parametrize("split", ["valid", "test"])
def test_the_future_of_a_held_out_step_is_never_told(split: str) -> None:
    made = list(task().examples(split, random.Random(0)))
    assert len(made) == 4 and {example.future for example in made} == {Future(1.0, 12)}
    assert {example.future for example in task("none").examples(split, random.Random(0))} == {Future(None, 12)}


def test_rows_differ_by_step_and_reward_and_an_unasked_one_has_its_own(world: World) -> None:
    soft = Reward(2, WIDTH)
    torch.nn.init.normal_(soft.unasked)
    model = prompted("llama", world.catalogue)
    asked = [(1.0, 3), (2.0, 3), (1.0, 4), (None, 3), None, (1.0, STEPS), (1.0, 999)]
    wanted = [None if one is None else Future(*one) for one in asked]
    encoded = []
    for future in wanted:
        one = model.encoder(Prompt.of("more"))
        one.future = future
        encoded.append(one)
    batch = collate(encoded, model.encoder.pad)
    assert math.isnan(float(batch.futures[3, 0])) and float(batch.futures[3, 1]) == 3
    rows = soft(batch, torch.zeros(len(wanted), 1, WIDTH))
    assert rows.shape == (7, 2, WIDTH) and not rows.isnan().any()
    assert torch.equal(rows[5], rows[6])
    assert all(not torch.equal(rows[one], rows[other]) for one in range(6) for other in range(one))
    assert torch.allclose(rows[1] - rows[0], soft.scale.view(2, WIDTH))
