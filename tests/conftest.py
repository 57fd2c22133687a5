"""Made-up worlds shared by the rooms' tests. Nothing heavy is loaded before it is asked for."""

from __future__ import annotations

import os

# As many tests run at once as there are cores: numerical libraries that each take all cores wait for one another.
os.environ["OMP_NUM_THREADS"] = os.environ.get("OMP_NUM_THREADS", "1")

from pathlib import Path

import pytest

from data.store import Store, write_store
from data.synthetic import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    """24 films in 4 groups, small enough for a language model of a few thousand weights."""
    return make_world(0, items=24, users=80, groups=4, length=6, dialogues=30)


@pytest.fixture(scope="session")
def world_store(world: World, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The world as a store."""
    folder = tmp_path_factory.mktemp("world") / "store"
    return write_store(
        folder, world.catalogue, world.interactions, world.dialogues, name="world", source="synthetic",
        item_noun="film", profiles=world.profiles,
    )


@pytest.fixture(scope="session")
def history_bases(world_store: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """Checkpoints of the sequence models that others go on from, as drawn: items with text, and without."""
    from finetune.model import build_model
    from finetune.recipe import load_recipe
    from prompts.checkpoint import save_checkpoint
    from tests.tiny_models import HashEncoder

    folder = tmp_path_factory.mktemp("histories")
    models = {
        text: build_model(load_recipe(recipe), world_store, HashEncoder())
        for text, recipe in ((False, "sasrec"), (True, "update_base"))
    }
    return {text: save_checkpoint(model, folder / model.name, recipe={}) for text, model in models.items()}


@pytest.fixture(scope="session")
def tiny_base(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny BERT-like causal LM whose tokenizer knows our marks."""
    from tests.tiny_models import saved_base, texts_of, word_piece

    return saved_base("bert", tmp_path_factory.mktemp("base") / "lm", word_piece(texts_of(world.catalogue)))
