"""A model on a catalogue that was appended to: the old items as before, the new ones by their text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from data.catalogue import Catalogue
from data.records import Item
from data.synthetic import World
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.growing import grown, without_ids
from prompts.item_vectors import ItemVectors
from prompts.knowledge_graph import NOBODY
from prompts.prompt import Prompt
from prompts.prompted_lm import PromptedLM
from prompts.taste import ranking_prompt
from tests.tiny_models import HashEncoder, prompted


@pytest.fixture(scope="module")
def lm(world: World) -> PromptedLM:
    made = prompted("llama", world.catalogue, soft="shared")
    assert made.items is not None and made.items.bias is not None and made.items.ids is not None
    torch.manual_seed(1)
    torch.nn.init.normal_(made.items.bias.weight)
    torch.nn.init.normal_(made.items.ids.weight)
    return made


@pytest.fixture(scope="module")
def larger(world: World) -> Catalogue:
    return Catalogue([*world.catalogue, Item("new", "A Brand New Film", 2026, "About a kite.")])


def on(model: PromptedLM, catalogue: Catalogue) -> PromptedLM:
    made = grown(model, catalogue, HashEncoder())
    assert isinstance(made, PromptedLM)
    return made


def test_old_items_are_scored_as_before_and_the_new_one_as_a_checkpoint_would(
    lm: PromptedLM, larger: Catalogue, tmp_path: Path
) -> None:
    made = on(lm, larger)
    prompts = [ranking_prompt(larger.ids[:3]), Prompt.of("what should i watch ?", role="user")]
    before, after = lm.item_scores(prompts), made.item_scores(prompts)
    assert torch.allclose(after[:, :-1], before, atol=1e-5)
    loaded = load_checkpoint(save_checkpoint(lm, tmp_path / "model", recipe={}), larger, HashEncoder())
    assert torch.allclose(after, loaded.item_scores(prompts), atol=1e-4)
    assert "new" in {hit.item for hit in made.rank(prompts, len(larger))[0]}
    assert made.generate(prompts, max_new_tokens=6) == lm.generate(prompts, max_new_tokens=6)


def test_a_prompt_may_name_the_new_item_and_the_old_model_goes_on(lm: PromptedLM, larger: Catalogue) -> None:
    made = on(on(lm, larger), Catalogue([*larger, Item("newer", "Another")]))
    assert made.rank([ranking_prompt(["new", "newer"])], 3)[0]
    assert lm.items is not None and lm.items.count == len(lm.catalogue) == len(larger) - 1
    assert next(made.lm.parameters()) is next(lm.lm.parameters())


def test_without_an_encoder_and_without_vectors_it_grows_too(world: World, larger: Catalogue, lm: PromptedLM) -> None:
    assert len(grown(lm, larger, None).rank([ranking_prompt(["new"])], len(larger))[0]) == len(larger)
    titles = prompted("bert", world.catalogue, vectors=False)
    assert "new" in {hit.item for hit in on(titles, larger).rank([ranking_prompt(["new"])], 4, allowed=["new"])[0]}


def test_an_item_that_a_graph_does_not_know_can_be_said_and_the_others_are_scored_as_before(
    world: World, larger: Catalogue, tmp_path: Path
) -> None:
    lm = prompted("llama", world.catalogue, soft="knowledge", graph=True)
    made = on(lm, larger)
    prompts = [ranking_prompt(larger.ids[:3]), Prompt.of("what should i watch ?", role="user")]
    scores = made.item_scores(prompts)
    assert torch.allclose(scores[:, :-1], lm.item_scores(prompts), atol=1e-4)
    loaded = load_checkpoint(save_checkpoint(lm, tmp_path / "model", recipe={}), larger)
    assert torch.allclose(scores, loaded.item_scores(prompts), atol=1e-3)
    assert "new" in {hit.item for hit in made.rank([ranking_prompt(["new"])], len(larger))[0]}


def test_an_item_that_is_forgotten_is_no_entity(world: World) -> None:
    lm = prompted("llama", world.catalogue, soft="knowledge", graph=True)
    made: Any = without_ids(lm, [2])
    assert lm.knowledge is not None and lm.items is not None
    entities, known = made.knowledge.entities(), lm.knowledge.entities()
    others = [row for row in range(len(world.catalogue)) if row != 2]
    assert torch.equal(entities.items[others], known.items[others]) and entities.items[2] == NOBODY != known.items[2]
    assert torch.allclose(made.items.vectors(entities)[others], lm.items.vectors(known)[others])


def test_items_that_are_forgotten_are_those_of_their_text_alone(lm: PromptedLM, world: World) -> None:
    rows, prompts = [2, 5], [ranking_prompt(world.catalogue.ids[:2])]
    made = without_ids(lm, rows)
    assert isinstance(made, PromptedLM) and lm.items is not None and made.items is not None
    assert not torch.allclose(made.item_scores(prompts)[:, rows], lm.item_scores(prompts)[:, rows], atol=1e-3)
    others = [row for row in range(len(world.catalogue)) if row not in (*rows, 0, 1)]
    assert torch.allclose(made.items.vectors()[others], lm.items.vectors()[others])
    rich = prompted("llama", world.catalogue, ids=False)
    assert torch.allclose(without_ids(rich, rows).item_scores(prompts), rich.item_scores(prompts))  # type: ignore[attr-defined]


def test_vectors_of_what_was_appended_are_all_that_is_encoded(larger: Catalogue, tmp_path: Path) -> None:
    class Counting(HashEncoder):
        texts = 0

        def encode(self, texts):  # type: ignore[no-untyped-def]
            self.texts += len(texts)
            return super().encode(texts)

    first = Catalogue(larger.items[:-1])
    kept = ItemVectors(first, HashEncoder(), tmp_path)
    assert len(kept.matrix) == len(first)
    live = kept.grown(larger)
    live.keep()
    assert np.allclose(live.matrix, ItemVectors(larger, HashEncoder()).matrix, atol=1e-3)
    assert len(list(tmp_path.iterdir())) == 1
    more = Catalogue([*larger, Item("x", "Extra"), Item("y", "Yet Another")])
    counting = Counting()
    later = ItemVectors(more, counting, tmp_path)
    assert np.allclose(later.matrix, ItemVectors(more, HashEncoder()).matrix, atol=1e-3)
    assert counting.texts == 3, "two new items, and the sentence that tells the encoder"
    assert len(list(tmp_path.iterdir())) == 1


def test_vectors_of_another_text_or_encoder_are_not_taken_for_ours(larger: Catalogue, tmp_path: Path) -> None:
    changed = Catalogue([replace(item, description="Changed.") for item in larger.items[:-1]])
    assert len(ItemVectors(changed, HashEncoder(), tmp_path).matrix) == len(changed)
    assert np.allclose(ItemVectors(larger, HashEncoder(), tmp_path).matrix, ItemVectors(larger, HashEncoder()).matrix,
                       atol=1e-3)
    assert len(list(tmp_path.iterdir())) == 2
