"""The tuned encoder finds what people go by, for items nobody met as well, and learns of nothing that is held out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from data.catalogue import Catalogue
from data.interactions import Interactions
from data.records import Interaction, Item
from data.store import Store, write_store
from data.synthetic import World
from finetune.behaviour import Budget, met_together, tune_encoder
from finetune.model import build_model
from finetune.recipe import Recipe, RecipeError, load_recipe
from finetune.resume import ResumeError, load_encoder
from finetune.train import tune
from prompts.behaviour_encoder import WEIGHTS
from prompts.checkpoint import load_checkpoint
from prompts.indexing.behaviour import unit
from prompts.item_vectors import ItemVectors
from tests.finetune.test_histories import SMALL
from tests.finetune.test_train import Crash, crash_at, same
from tests.tiny_models import HashEncoder

ITEMS, MET = 160, 120
"""The last ones are met by nobody."""
SIDE = np.arange(ITEMS) % 2
CATALOGUE = Catalogue(Item(str(row), f"Thing {row}") for row in range(ITEMS))
QUICK = Budget(hidden=16, batch=128, steps=120, every=20, rate=1e-2)


@pytest.fixture(scope="module")
def text() -> np.ndarray:
    """What texts say is noise, but for one direction of sixteen that tells an item's side."""
    text = np.random.default_rng(0).normal(size=(ITEMS, 16)).astype(np.float32)
    text[:, 3] = np.where(SIDE, 0.6, -0.6)
    return unit(text)


@pytest.fixture(scope="module")
def train() -> Interactions:
    """Everybody keeps to one side."""
    rng = np.random.default_rng(1)
    events = []
    for user in range(300):
        mine = np.flatnonzero(SIDE[:MET] == user % 2)
        events += [Interaction(f"u{user}", str(row), time) for time, row in enumerate(rng.choice(mine, 8, False))]
    return Interactions(events)


def alike(vectors: np.ndarray, rows: np.ndarray) -> float:
    """How many of the five nearest of some items are of their side."""
    close = vectors[rows] @ vectors.T
    close[np.arange(len(rows)), rows] = -2
    return float((SIDE[np.argsort(-close, axis=1)[:, :5]] == SIDE[rows][:, None]).mean())


def test_what_is_met_together_comes_close_also_where_nobody_has_met_it(text: np.ndarray, train: Interactions) -> None:
    made = tune_encoder(CATALOGUE, train, text, seed=0, budget=QUICK)(text)
    for rows in (np.arange(MET), np.arange(MET, ITEMS)):
        assert alike(text, rows) < 0.7 and alike(made, rows) > 0.9


def test_a_seed_tells_all_and_nothing_else_is_drawn_from(text: np.ndarray, train: Interactions) -> None:
    short = replace(QUICK, steps=20)
    torch.manual_seed(5)
    one = tune_encoder(CATALOGUE, train, text, seed=3, budget=short)(text)
    after = torch.rand(1)
    torch.manual_seed(5)
    assert torch.equal(after, torch.rand(1))
    assert np.array_equal(one, tune_encoder(CATALOGUE, train, text, seed=3, budget=short)(text))
    assert not np.array_equal(one, tune_encoder(CATALOGUE, train, text, seed=4, budget=short)(text))


def test_what_others_meet_by_chance_teaches_nothing_that_is_kept(text: np.ndarray) -> None:
    rng = np.random.default_rng(2)
    events = [
        Interaction(f"u{user}", str(row), time)
        for user in range(40) for time, row in enumerate(rng.choice(MET, 6, False))
    ]
    found = tune_encoder(CATALOGUE, Interactions(events), text, seed=0, budget=replace(QUICK, rate=0.1))
    assert alike(found(text), np.arange(ITEMS)) < 0.75


@pytest.mark.parametrize("events", [[], [("a", "1")], [("a", "1"), ("a", "2")], [("a", "1"), ("a", "2"), ("b", "9")]])
def test_where_hardly_anything_was_met_the_plain_vectors_are_given(
    text: np.ndarray, events: list[tuple[str, str]]
) -> None:
    train = Interactions(Interaction(user, item, time) for time, (user, item) in enumerate(events))
    made = tune_encoder(CATALOGUE, train, text, seed=0)(text)
    assert np.allclose(made, unit(text - text.mean(0)), atol=1e-5)


def test_pairs_are_of_one_user_and_near() -> None:
    met = Interactions(
        Interaction(user, item, time)
        for user, items in {"a": "0123", "b": "98", "c": "5", "d": "7x6"}.items() for time, item in enumerate(items)
    )
    assert [pairs.tolist() for pairs in met_together(CATALOGUE, met, 1)] == [
        [[0, 1], [1, 2], [2, 3]], [[9, 8]], [[7, 6]],
    ]
    assert met_together(CATALOGUE, met, 9)[0].tolist() == [[0, 1], [1, 2], [2, 3], [0, 2], [1, 3], [0, 3]]


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe("behaviour_tuned_encoder").replaced({**SMALL, "steps": "3", "save_every": "1"})


@pytest.fixture(scope="module")
def encoder(world: World) -> ItemVectors:
    """In memory: vectors that are kept beside a store come back rounded."""
    return ItemVectors(world.catalogue, HashEncoder())


def test_held_out_events_change_nothing(
    world: World, world_store: Store, recipe: Recipe, encoder: ItemVectors, tmp_path: Path
) -> None:
    train, rng = world.interactions.leave_one_out().train, np.random.default_rng(0)
    events = list(train)
    for user in train.users:
        unmet = sorted(set(world.catalogue.ids) - {event.item for event in train.history(user)})
        drawn = enumerate(rng.choice(unmet, 2, False))
        events += [Interaction(user, str(item), 10**9 + time, 5.0) for time, item in drawn]
    assert Interactions(events).leave_one_out().train == train and Interactions(events) != world.interactions
    other = write_store(tmp_path / "other", world.catalogue, events, name="world", source="synthetic")
    one, same_one = (build_model(recipe, store, encoder).items for store in (world_store, other))
    plain = build_model(replace(recipe, item_text_tuned=False), world_store, encoder).items
    assert one is not None and same_one is not None and plain is not None and one.tuned is not None
    assert torch.equal(one.text, same_one.text) and not torch.equal(one.text, plain.text)


def test_a_stopped_run_goes_on_with_the_encoder_that_it_began_with(
    world: World, world_store: Store, recipe: Recipe, encoder: ItemVectors, tmp_path: Path
) -> None:
    whole = tune(recipe, world_store, tmp_path / "whole", encoder=encoder)
    with pytest.raises(Crash):
        tune(recipe, world_store, tmp_path / "cut", encoder=encoder, progress=crash_at(0, 2))
    assert same(whole, tune(recipe, world_store, tmp_path / "cut", encoder=encoder, resume=True))
    lm = load_checkpoint(whole, world.catalogue)
    assert lm.items is not None and lm.items.tuned is not None


def test_the_encoder_of_a_run_is_kept_with_its_state_and_not_tuned_again(
    world: World, world_store: Store, recipe: Recipe, encoder: ItemVectors, tmp_path: Path
) -> None:
    with pytest.raises(Crash):
        tune(recipe, world_store, tmp_path, encoder=encoder, progress=crash_at(0, 2))
    kept = load_encoder(tmp_path)
    assert kept is not None
    replace(kept, centre=kept.centre + 1).save(tmp_path / "resume")
    lm = load_checkpoint(tune(recipe, world_store, tmp_path, encoder=encoder, resume=True), world.catalogue)
    assert lm.items is not None and lm.items.tuned is not None
    assert np.array_equal(lm.items.tuned.centre, kept.centre + 1)
    (tmp_path / "resume" / WEIGHTS).write_bytes(b"")
    with pytest.raises(ResumeError, match=r"behaviour\.json cannot be read: .*delete .* to begin again with --resume"):
        tune(recipe, world_store, tmp_path, encoder=encoder, resume=True)


def test_id_rows_alone_start_there_too_and_then_need_no_text(
    world_store: Store, recipe: Recipe, encoder: ItemVectors
) -> None:
    starts = {
        tuned: build_model(replace(recipe, item_text=False, item_text_tuned=tuned), world_store, encoder).items
        for tuned in (True, False)
    }
    for items in starts.values():
        assert items is not None and items.ids is not None and items.text.shape[1] == 0 and items.tuned is None
    assert not torch.allclose(starts[True].vectors(), starts[False].vectors(), atol=0.1)  # type: ignore[union-attr]
    with pytest.raises(RecipeError, match="item_text_tuned is of text vectors: set item_text or item_start"):
        replace(recipe, item_text=False, item_start=False)
