"""What a reward-to-go is, what is told of it, and that a prompt of it changes with step and reward."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import torch

from data.interactions import Interactions
from data.records import Interaction, ItemRef
from data.synthetic import World
from finetune.new_lm import marks_only
from prompts.batch import collate
from prompts.hearing.wish import STEPS, WishHearing, wishing
from prompts.history_encoding import HistoryEncoder
from prompts.prompt import Future, Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from prompts.tasks.history import with_targets
from prompts.tasks.rewarded import AHEAD, Rewarded, reward
from prompts.taste import ranking_prompt
from tests.tiny_models import WIDTH, prompted

EVENTS = Interactions(
    Interaction(f"u{user}", f"i{item}", item, 5.0 if user % 2 else 3.0) for user in range(4) for item in range(16)
)


def task(rewards: str = "given") -> Rewarded:
    return Rewarded(EVENTS, liked_from=0.0, longest=12, rewards=rewards)


def slots(rewards: str, split: str = "train", seeds: int = 30) -> Iterator[tuple[int, int, Slot]]:
    """User, items before it and slot, of every slot."""
    for seed in range(seeds):
        for example in task(rewards).examples(split, random.Random(seed)):
            items = example.fields["items"]
            assert example.user is not None and isinstance(items, tuple)
            for place, piece in enumerate(items):
                if isinstance(piece, Slot):
                    yield example.user, sum(isinstance(before, ItemRef) for before in items[:place]), piece


def told(rewards: str) -> dict[int, set[float | None]]:
    found: dict[int, set[float | None]] = {}
    for user, _, slot in slots(rewards):
        assert slot.future is not None
        found.setdefault(user % 2, set()).add(slot.future.reward)
    return found


@pytest.mark.parametrize(("value", "worth"), [(5, 1), (4, 0.5), (3, 0), (1, 0), (None, 0), (9, 1)])
def test_a_reward_is_made_of_a_rating(value: float | None, worth: float) -> None:
    assert reward(value) == worth


def test_a_future_is_told_as_a_multiple_of_the_usual_one() -> None:
    """Half of the users always give 5, half 3: to the first twice the usual comes, to the others nothing."""
    assert told("given") == {1: {2.0}, 0: {0.0}}


def test_shuffled_rewards_say_nothing_and_none_are_none() -> None:
    assert told("shuffled") == {1: {0.0, 2.0}, 0: {0.0, 2.0}} and told("none") == {1: {None}, 0: {None}}


def test_what_follows_is_counted_from_the_asked_item_on_and_no_further_than_is_told() -> None:
    """One 5 among twos: it is in the reward of its own step and of the steps right before it."""
    events = Interactions(Interaction("u", f"i{item}", item, 5.0 if item == 20 else 2.0) for item in range(40))
    [example] = Rewarded(events, liked_from=0.0, longest=50).examples("train", random.Random(0))
    items = example.fields["items"]
    assert isinstance(items, tuple)
    asked = [piece for piece in items if isinstance(piece, Slot)]
    worth = [slot.target for slot in asked if slot.future is not None and slot.future.reward]
    assert worth == [f"i{item}" for item in range(21 - AHEAD, 21)]


def test_every_item_is_a_target_at_its_step_in_the_history() -> None:
    steps: dict[int, set[int]] = {}
    for _, before, slot in slots("given"):
        assert slot.future is not None and slot.target == f"i{slot.future.step}"
        steps.setdefault(slot.future.step, set()).add(before)
    # A longer history than is read is entered anywhere: 14 events, of which 13 are asked for.
    assert set(steps) == set(range(14)) and steps[0] == {0} and steps[5] == {4, 5}


@pytest.mark.parametrize("split", ["valid", "test"])
def test_the_future_of_a_held_out_step_is_never_told(split: str) -> None:
    assert {(before, slot.future) for _, before, slot in slots("given", split, 1)} == {(12, Future(1.0, 12))}
    assert {slot.future for _, _, slot in slots("none", split, 1)} == {Future(None, 12)}


def test_what_is_asked_stands_where_it_is_asked_also_where_the_oldest_goes(world: World) -> None:
    read = HistoryEncoder(marks_only(), world.catalogue.row, limit=4)
    items = with_targets(world.catalogue.ids[:6], 0, [Future(float(step), step) for step in range(6)])
    whole, cut = (read(Prompt((Message("agent", part),))) for part in (items[:5], items))
    assert whole.futures == {0: (0.0, 0), 1: (1.0, 1), 2: (2.0, 2)}
    assert cut.futures == {1: (3.0, 3), 2: (4.0, 4), 3: (5.0, 5)} and cut.targets[1:] == [3, 4, 5]
    for side in ("left", "right"):
        batch = collate([cut, read(Prompt(()))], read.pad, side=side)
        assert batch.futures[0, 1:].tolist() == [[3.0, 3.0], [4.0, 4.0], [5.0, 5.0]]
        assert bool(batch.futures[1].isnan().all()) and batch.futures.shape == (2, 4, 2)
    assert not collate([read(Prompt(()))], read.pad).futures.numel()


def test_an_answer_differs_by_step_and_reward_and_an_unasked_one_has_its_own(world: World) -> None:
    made = prompted("gpt2", world.catalogue)
    torch.manual_seed(0)
    hearing = WishHearing(WIDTH)
    for parameter in hearing.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    model = PromptedLM(made.lm, marks_only(), world.catalogue, items=made.items, reads="items", hearing=hearing).eval()
    plain = ranking_prompt(world.catalogue.ids[:3])
    asked = [(1.0, 3), (2.0, 3), (1.0, 4), (None, 3), (1.0, STEPS), (1.0, 999)]
    with torch.inference_mode():
        scores = model.item_scores([plain, *(wishing(plain, Future(*one)) for one in asked)])
    assert torch.allclose(scores[5], scores[6], atol=1e-4)
    # Who does not say asks for nothing, at the step where they are.
    assert torch.allclose(scores[0], scores[4], atol=1e-4)
    assert all(not torch.allclose(scores[one], scores[other]) for one in range(1, 6) for other in range(1, one))
