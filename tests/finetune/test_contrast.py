"""Two views of a user agree more than those of two users, and what a view leaves out is drawn."""

from __future__ import annotations

import math

import pytest
import torch

from data.records import ItemRef
from data.synthetic import World
from finetune.contrast import TEMPERATURE, contrast, info_nce, without_items, without_traits
from finetune.objective import contrastive, items
from prompts.batch import Batch, collate
from prompts.encoded import NO_ITEM
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from prompts.user_states import user_states
from tests.tiny_models import TRAITS, prompted


@pytest.fixture(scope="module")
def model(world: World) -> PromptedLM:
    return prompted("llama", world.catalogue, soft="profile")


@pytest.fixture(scope="module")
def batch(model: PromptedLM, world: World) -> Batch:
    ids = world.catalogue.ids
    prompts = [
        Prompt((Message("user", tuple(map(ItemRef, ids[n : n + 3]))),), (Slot(ids[n + 3]),), profile=TRAITS[:n])
        for n in range(1, 4)
    ]
    return collate([model.encoder(one) for one in prompts], model.encoder.pad)


def test_own_partners_are_told_from_others_by_as_much_as_the_formula_says() -> None:
    rows = torch.eye(3)
    expected = -math.log(math.exp(1 / TEMPERATURE) / (math.exp(1 / TEMPERATURE) + 2))
    assert float(info_nce(rows, 7 * rows)) == pytest.approx(expected, rel=1e-2)
    assert float(info_nce(rows, rows.roll(1, 0))) == pytest.approx(1 / TEMPERATURE, rel=1e-2)


def test_a_view_lacks_some_traits_or_some_items_and_nothing_else(batch: Batch) -> None:
    torch.manual_seed(0)
    views = [without_traits(batch) for _ in range(20)]
    assert {len(view.profiles[2]) for view in views} > {3} and all(
        set(mine) <= set(full) for view in views for mine, full in zip(view.profiles, batch.profiles, strict=True)
    )
    blanked = [without_items(batch, 0) for _ in range(20)]
    gone = torch.stack([(view.rows == NO_ITEM) & (batch.rows != NO_ITEM) for view in blanked])
    share = float(gone.sum() / (20 * (batch.rows != NO_ITEM).sum()))
    assert 0.1 < share < 0.5
    assert all(torch.equal(view.targets, batch.targets) and view.profiles == batch.profiles for view in blanked)


def test_a_state_is_that_of_the_last_position_whatever_stands_beside(model: PromptedLM, batch: Batch) -> None:
    every = user_states(model, batch)
    assert every.shape == (3, model.lm.get_input_embeddings().weight.shape[1])
    one = Batch(*(getattr(batch, name)[:1] for name in Batch.__slots__))
    assert torch.allclose(user_states(model, one), every[:1], atol=1e-4)


def test_the_loss_is_that_of_items_and_the_weighted_contrast_while_it_learns(model: PromptedLM, batch: Batch) -> None:
    plain = items(model, batch, 1.0).total
    model.eval()
    assert torch.equal(contrastive(model, batch, 0.5).total, plain)
    model.train()
    try:
        torch.manual_seed(3)
        both = contrastive(model, batch, 0.5).total
        torch.manual_seed(3)
        parts = items(model, batch, 1.0).total + 0.5 * contrast(model, batch)
        assert float(both) == pytest.approx(float(parts), rel=1e-3)
        torch.manual_seed(4)
        alone = items(model, batch, 1.0).total
        torch.manual_seed(4)
        assert torch.equal(contrastive(model, batch, 0.0).total, alone)
    finally:
        model.eval()
