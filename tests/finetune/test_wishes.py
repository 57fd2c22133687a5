"""A model that was told what reward followed answers a wish for more with what was worth more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch

from data.catalogue import Catalogue
from data.records import Interaction, Item
from data.store import Store, write_store
from finetune.by_name import ByName
from prompts.checkpoint import load_checkpoint
from prompts.hearing.wish import wishing
from prompts.prompt import Future
from prompts.taste import ranking_prompt

ITEMS = Catalogue([Item(f"i{number}", f"Item {number}") for number in range(20)])
"""Even ones are always rated 5, odd ones 2, and nothing says which of them comes next."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    rng = random.Random(0)
    events = [
        Interaction(f"u{user}", f"i{item}", place, 2.0 if item % 2 else 5.0)
        for user in range(80) for place, item in enumerate(rng.sample(range(20), 12))
    ]
    return write_store(tmp_path_factory.mktemp("wishes") / "s", ITEMS, events, name="wishes", source="made up")


def tuned(store: Store, out: Path, **more: str) -> Path:
    settings = {"steps": "80", "valid_every": "80", "save_every": "80", "batch_tokens": "512", **more}
    return ByName(None)("prl", store, out, seed=0, settings=settings, progress=lambda line: None)


def best(folder: Path, wish: float | None) -> float:
    """The share of the ten highest items that are always loved."""
    model, prompt = load_checkpoint(folder, ITEMS), ranking_prompt(["i3", "i8"])
    asked = prompt if wish is None else wishing(prompt, Future(wish, 2))
    with torch.inference_mode():
        (scores,) = model.item_scores([asked])
    return float((scores.topk(10).indices % 2 == 0).float().mean())


def test_asking_for_more_finds_what_is_loved_and_asking_for_less_what_is_not(store: Store, tmp_path: Path) -> None:
    folder = tuned(store, tmp_path / "given")
    assert best(folder, 2.0) >= 0.9 and best(folder, 0.0) <= 0.2
    # At work it asks for as much as its recipe says.
    assert best(folder, None) == best(folder, 2.0)


def test_shuffled_rewards_teach_no_difference(store: Store, tmp_path: Path) -> None:
    folder = tuned(store, tmp_path / "shuffled", rewards="shuffled")
    assert abs(best(folder, 2.0) - best(folder, 0.0)) <= 0.4
