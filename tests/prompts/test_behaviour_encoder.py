"""The behaviour-tuned encoder is a value: what is kept gives the same vectors, and what is damaged is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from data.catalogue import Catalogue
from data.records import Item
from data.synthetic import World
from prompts.behaviour_encoder import CARD, WEIGHTS, BehaviourEncoder, BehaviourEncoderError, plain_encoder
from prompts.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from prompts.growing import grown
from prompts.indexing.vector import VectorIndexing
from prompts.item_text import item_text
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import TEXT_WIDTH, HashEncoder, prompted


@pytest.fixture
def encoder() -> BehaviourEncoder:
    return drawn(TEXT_WIDTH, 10)


def drawn(width: int, gives: int) -> BehaviourEncoder:
    rng = np.random.default_rng(0)
    shapes = (width,), (width, gives), (width, 7), (7,), (7, gives)
    return BehaviourEncoder(*(rng.normal(size=shape).astype(np.float32) for shape in shapes))


def texts(count: int) -> np.ndarray:
    return HashEncoder().encode([f"text {number}" for number in range(count)])


def test_any_text_gets_a_vector_of_length_1_whatever_stands_beside_it(encoder: BehaviourEncoder) -> None:
    made = encoder(texts(5))
    assert made.shape == (5, 10) and made.dtype == np.float32
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert np.allclose(encoder(texts(5)[3:4]), made[3:4], atol=1e-6)
    assert encoder(texts(5)[:0]).shape == (0, 10)


def test_one_that_was_not_tuned_gives_plain_vectors_without_their_common_part() -> None:
    text = texts(9)
    moved = text - text.mean(0)
    made = plain_encoder(text)(text)
    assert np.allclose(made, moved / np.linalg.norm(moved, axis=1, keepdims=True), atol=1e-5)


def test_what_is_kept_gives_the_same_vectors(encoder: BehaviourEncoder, tmp_path: Path) -> None:
    encoder.save(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([CARD, WEIGHTS])
    assert np.array_equal(BehaviourEncoder.load(tmp_path)(texts(6)), encoder(texts(6)))


def test_vectors_of_another_text_encoder_are_refused(encoder: BehaviourEncoder) -> None:
    with pytest.raises(ValueError, match=r"reads vectors of width 24, got \(2, 5\): give .* --encoder"):
        encoder(np.zeros((2, 5), np.float32))


def test_numbers_that_do_not_fit_are_refused_by_name(encoder: BehaviourEncoder) -> None:
    with pytest.raises(ValueError, match=r"bias should be \(7,\) finite numbers, is \(3,\)"):
        replace(encoder, bias=np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="out should be"):
        replace(encoder, out=np.full_like(encoder.out, np.nan))
    with pytest.raises(ValueError, match="straight should be a table"):
        replace(encoder, straight=encoder.centre)


@pytest.mark.parametrize(
    "harm", ["no card", "other format", "no json", "a list", "cut off", "a part less", "a part wrong"]
)
def test_a_damaged_one_is_named_with_the_way_out(encoder: BehaviourEncoder, tmp_path: Path, harm: str) -> None:
    encoder.save(tmp_path)
    card, weights = tmp_path / CARD, tmp_path / WEIGHTS
    arrays = load_file(weights)
    if harm == "no card":
        card.unlink()
    elif harm == "cut off":
        weights.write_bytes(weights.read_bytes()[:-20])
    elif harm.startswith("a part"):
        part = arrays.pop("out")
        save_file(arrays if harm.endswith("less") else {**arrays, "out": part[:2]}, weights)
    else:
        card.write_text({"other format": json.dumps({"format": 9}), "no json": "{", "a list": "[]"}[harm])
    with pytest.raises(BehaviourEncoderError, match="behaviour-tuned encoder in .* cannot be used: .*tune it again"):
        BehaviourEncoder.load(tmp_path)


@pytest.fixture
def tuned(world: World) -> PromptedLM:
    """A model whose text vectors are those of a behaviour-tuned encoder."""
    made = prompted("llama", world.catalogue)
    encoder = drawn(TEXT_WIDTH, TEXT_WIDTH)
    text = encoder(HashEncoder().encode([item_text(item) for item in world.catalogue]))
    items = VectorIndexing(torch.from_numpy(text), 32, tuned=encoder)
    return PromptedLM(made.lm, made.tokenizer, world.catalogue, items=items).eval().requires_grad_(False)


def test_a_checkpoint_serves_its_own_items_and_new_ones_without_any_interactions(
    tuned: PromptedLM, world: World, tmp_path: Path
) -> None:
    folder = save_checkpoint(tuned, tmp_path / "model", recipe={})
    own = load_checkpoint(folder, world.catalogue)
    larger = Catalogue([*world.catalogue, Item("new", "A Brand New Film", 2026, "About a kite.")])
    other, live = load_checkpoint(folder, larger, HashEncoder()), grown(tuned, larger, HashEncoder())
    assert isinstance(live, PromptedLM) and tuned.items is not None and tuned.items.tuned is not None
    wanted = tuned.items.tuned(HashEncoder().encode([item_text(item) for item in larger]))
    for model, items in ((own, world.catalogue), (other, larger), (live, larger)):
        assert model.items is not None and np.allclose(model.items.text.numpy(), wanted[: len(items)], atol=1e-5)
    again = load_checkpoint(save_checkpoint(other, tmp_path / "again", recipe={}), larger)
    assert again.items is not None and again.items.tuned is not None
    assert not [name for name in tuned.state_dict() if "tuned" in name], "nothing that a strategy could open"


def test_a_checkpoint_whose_encoder_is_gone_is_refused(tuned: PromptedLM, world: World, tmp_path: Path) -> None:
    folder = save_checkpoint(tuned, tmp_path / "model", recipe={})
    (folder / WEIGHTS).unlink()
    with pytest.raises(CheckpointError, match=f"{WEIGHTS} cannot be read"):
        load_checkpoint(folder, world.catalogue)
