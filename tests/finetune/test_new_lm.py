"""A language model made from nothing reads what its recipe says, and learns from the ratings that it is told."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.records import Interaction, Item
from data.store import Store, write_store
from finetune.new_lm import figures_only, new_lm
from finetune.recipe import Recipe, RecipeError, load_recipe
from finetune.train import tune
from prompts.checkpoint import load_checkpoint
from prompts.family import figure
from prompts.label_scores import label_scores
from prompts.people import People
from prompts.prompt import Prompt
from prompts.tasks.rated import Rated


def test_words_are_those_of_the_demo_lm_and_answers_come_in_words(world_store: Store, tmp_path: Path) -> None:
    recipe = Recipe(
        "small", base="new", strategy="finetune_holistic", objective="per_example", new_width=16, new_layers=1,
        new_positions=160, item_text=False, steps=2, batch_tokens=400, longest=120, valid_examples=4,
        tasks={"rating": 0.5, "why": 0.5},
    )  # fmt: skip
    lm = load_checkpoint(tune(recipe, world_store, tmp_path / "out"), world_store.catalogue, None)
    assert lm.encoder.words("A great film, I would say.") and lm.talks and lm.lm.config.n_embd == 16
    assert "[UNK]" not in lm.tokenizer.convert_ids_to_tokens(lm.encoder.words("A great film, I would say."))
    assert isinstance(lm.generate([Prompt.of("how is it?")], max_new_tokens=3)[0], str)


def test_figures_are_said_as_they_are_read() -> None:
    tokenizer: Any = figures_only()
    ids = tokenizer("4.5", add_special_tokens=False)["input_ids"]
    assert len(ids) == 3 and tokenizer.decode(ids) == "4.5"
    lm, _ = new_lm(Recipe("r", base="new", new_words="figures", new_width=8, new_layers=1))
    assert lm.get_input_embeddings().weight.shape[0] == len(tokenizer) < 30
    with pytest.raises(RecipeError, match="unknown new_words 'runes'; known are all, figures"):
        Recipe("r", new_words="runes")


def test_how_a_user_rates_is_learned_from_what_they_rated(tmp_path: Path) -> None:
    """Half of the users like everything and half nothing: an item says nothing, a user's other ratings all."""
    rng = random.Random(0)
    events = [
        Interaction(f"u{user}", str(item), time, 5.0 if user % 2 else 1.0)
        for user in range(60) for time, item in enumerate(rng.sample(range(12), 10))
    ]
    items = [Item(str(number), f"Film {number}") for number in range(12)]
    store = write_store(tmp_path / "store", items, events, name="sides", source="test")
    small = {
        "new_width": "32", "new_layers": "2", "new_feedforward": "64", "new_positions": "64", "longest": "60",
        "batch_tokens": "2000", "steps": "40", "average": "0.0", "valid_examples": "10", "new_dropout": "0.0",
    }  # fmt: skip
    recipe = load_recipe("rating").replaced(small)
    lm = load_checkpoint(tune(recipe, store, tmp_path / "out"), store.catalogue, None)
    people = People(store.interactions)
    task = Rated(people, longest=12)
    asked = [(event, task.ask(event)) for event in people.parts["test"]]
    prompts = [replace(task.templates()[0].render(example), target=()) for _, example in asked]
    said = label_scores(lm, prompts, [figure(value) for value in people.values])
    right = sum((scores[1] > scores[0]) == (event.value == 5.0) for (event, _), scores in zip(asked, said, strict=True))
    assert people.values == [1.0, 5.0] and right / len(asked) > 0.9
