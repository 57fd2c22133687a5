"""Vectors are made once, kept, and never taken for those of another catalogue or encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.records import Item
from prompts.item_vectors import ItemVectors

CATALOGUE = Catalogue([Item("a", "Alpha"), Item("b", "Beta", description="the second")])


class CountingEncoder:
    """Vectors from letters; counts how many texts it was given. `turn` makes another model of it."""

    name = "counting"

    def __init__(self, turn: int = 0) -> None:
        self.turn = turn
        self.texts = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        rows = np.asarray([[text.count(letter) + 1.0 for letter in "aehst"] for text in texts], dtype=np.float32)
        rows = np.roll(rows, self.turn, axis=1)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_kept_vectors_are_used_without_the_encoder(tmp_path: Path) -> None:
    made = ItemVectors(CATALOGUE, CountingEncoder(), tmp_path).matrix
    later = CountingEncoder()
    kept = ItemVectors(CATALOGUE, later, tmp_path).matrix
    assert later.texts == 0
    assert kept.dtype == np.float32 and np.allclose(made, kept, atol=1e-3)
    assert np.allclose(np.linalg.norm(kept, axis=1), 1.0)
    assert [file.suffix for file in tmp_path.iterdir()] == [".safetensors"]


def test_vectors_of_another_model_under_the_same_name_are_made_anew(tmp_path: Path) -> None:
    ItemVectors(CATALOGUE, CountingEncoder(), tmp_path).of_text("words")
    other = CountingEncoder(turn=1)
    vectors = ItemVectors(CATALOGUE, other, tmp_path)
    vectors.of_text("words")
    assert np.allclose(vectors.matrix, ItemVectors(CATALOGUE, CountingEncoder(turn=1)).matrix, atol=1e-3)


def test_a_changed_catalogue_is_encoded_again(tmp_path: Path) -> None:
    ItemVectors(CATALOGUE, CountingEncoder(), tmp_path).matrix.sum()
    encoder = CountingEncoder()
    changed = Catalogue([Item("a", "Alpha"), Item("b", "Beta", description="another")])
    assert ItemVectors(changed, encoder, tmp_path).matrix.shape[0] == 2 and encoder.texts >= 2


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"\xff" * 8 + b"{}"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    made = ItemVectors(CATALOGUE, CountingEncoder(), tmp_path).matrix
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert np.allclose(ItemVectors(CATALOGUE, CountingEncoder(), tmp_path).matrix, made, atol=1e-3)
    assert file.read_bytes() != damage


def test_a_folder_that_is_not_there_keeps_them_in_memory(tmp_path: Path) -> None:
    vectors = ItemVectors(CATALOGUE, CountingEncoder(), tmp_path / "nowhere")
    assert vectors.matrix.shape == (2, 5) and not (tmp_path / "nowhere").exists()


def test_a_text_that_comes_again_is_not_encoded_again() -> None:
    encoder = CountingEncoder()
    vectors = ItemVectors(CATALOGUE, encoder)
    first = vectors.of_text("words")
    asked = encoder.texts
    assert np.array_equal(vectors.of_text("words"), first) and encoder.texts == asked
