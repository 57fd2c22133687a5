"""Traits: what is met, talked of or made alike lies close, and travels with the checkpoint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.interactions import Interactions
from data.records import Dialogue, Interaction, Item, ItemRef, Turn
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.growing import grown, without_ids
from prompts.indexing.traits import BLOCK, traits
from prompts.indexing.vector import VectorIndexing, VectorOptions
from prompts.prompt import Prompt
from tests.tiny_models import TEXT_WIDTH, HashEncoder, prompted

GENRES = ("Drama", "Comedy", "Horror")
CATALOGUE = Catalogue(
    [Item(str(n), f"Film {n}", 1950 + 20 * (n % 3), attributes={"genre": (GENRES[n % 3],)}) for n in range(24)]
)
EVERYTHING = 99
"""Somebody who likes, or a talk that names, all items: where groups have nothing in common, none of the first singular
vectors is popularity, and which of them is left out is chance.
"""
LIKED = Interactions(
    Interaction(f"u{user}", str(item))
    for user in (*range(12), EVERYTHING) for item in range(24) if item // 8 == user % 3 or user == EVERYTHING
)
TALKS = Dialogues(
    Dialogue(str(n), (Turn("user", tuple(
        ItemRef(str(item)) for item in range(24) if item // 4 == n % 6 or n == EVERYTHING
    )),))
    for n in (*range(18), EVERYTHING)
)


def nearest(block: np.ndarray, item: int) -> int:
    scores = block @ block[item] / np.linalg.norm(block, axis=1)
    scores[item] = -np.inf
    return int(scores.argmax())


def test_each_block_puts_together_what_it_knows_to_belong_together() -> None:
    made = traits(CATALOGUE, LIKED, TALKS)
    assert made.shape == (24, 3 * BLOCK)
    liked, talked, facts = np.split(made, 3, axis=1)
    for item in range(24):
        assert nearest(liked, item) // 8 == item // 8
        assert nearest(talked, item) // 4 == item // 4
        assert nearest(facts, item) % 3 == item % 3


def test_what_nothing_is_known_of_is_zero() -> None:
    bare = Catalogue([Item(str(n), f"Film {n}") for n in range(5)])
    assert not traits(bare, Interactions(()), Dialogues(())).any()


def test_traits_are_kept_with_the_weights_and_follow_their_items(tmp_path: Path) -> None:
    """Also into another catalogue, where an item that was not there has none, as one that is appended has none."""
    lm = prompted("llama", CATALOGUE)
    about = torch.from_numpy(traits(CATALOGUE, LIKED, TALKS))
    width = lm.lm.get_input_embeddings().weight.shape[1]
    options = VectorOptions(ids=False, traits=3 * BLOCK)
    assert lm.items is not None
    lm.items = VectorIndexing(lm.items.text, width, options, traits=about).eval()
    folder, asked = save_checkpoint(lm, tmp_path / "m", recipe={}), [Prompt.of("what should i watch ?")]
    before = lm.item_scores(asked)
    assert torch.allclose(load_checkpoint(folder, CATALOGUE).item_scores(asked), before, atol=1e-5)
    new = Item("new", "Never Seen", 2030)
    moved = load_checkpoint(folder, Catalogue([new, *reversed(CATALOGUE.items)]), HashEncoder())
    assert torch.allclose(moved.item_scores(asked)[:, 1:].flip(1), before, atol=1e-4)
    assert moved.items is not None and not moved.items.traits[0].any()
    larger = grown(lm, Catalogue([*CATALOGUE, new]), HashEncoder())
    assert torch.allclose(larger.item_scores(asked)[:, :-1], before, atol=1e-5)  # type: ignore[attr-defined]
    blind = without_ids(lm, [3])
    assert not blind.items.traits[3].any() and blind.items.traits[4].any()  # type: ignore[attr-defined]


def test_items_may_be_made_of_traits_alone() -> None:
    about = torch.from_numpy(traits(CATALOGUE, LIKED, TALKS))
    options = VectorOptions(text=False, ids=False, traits=3 * BLOCK)
    items = VectorIndexing(torch.zeros(24, TEXT_WIDTH), 32, options, traits=about)
    assert torch.allclose(items.vectors().norm(dim=1), torch.ones(24), atol=1e-5)
