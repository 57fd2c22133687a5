"""Recipes of conversational systems learn which item a dialogue calls for, and are ranked by it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch

from data.records import Dialogue, ItemRef, Turn
from data.store import Store, write_store
from data.synthetic import World
from finetune.mixture import Mixture
from finetune.objective import OBJECTIVES
from finetune.recipe import Recipe, RecipeError, load_recipe, parse_recipe
from finetune.tasks import build_tasks
from finetune.train import tune
from prompts.batch import collate
from prompts.checkpoint import load_checkpoint
from prompts.encoded import IGNORE, NO_ITEM
from prompts.hearing.rerank import RerankHearing
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import WIDTH, HashEncoder, prompted, saved_base, texts_of, word_piece

SYSTEMS = ("recindial", "mese", "conversation")
SMALL = {
    "steps": "60", "batch_tokens": "256", "longest": "40", "lr": "3e-3", "lr_new": "3e-3", "item_dropout": "0.0",
    "valid_every": "60", "valid_examples": "12", "save_every": "1000", "candidates": "6", "average": "0.0",
}
ITEMS = 12


@pytest.fixture(scope="module")
def answers(world: World) -> dict[str, str]:
    """What an agent names after each of a few items."""
    items = world.catalogue.ids[:ITEMS]
    return dict(pairwise([*items, items[0]]))


@pytest.fixture(scope="module")
def store(world: World, answers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Dialogues in which the item that was liked determines the one that is named, in one of two wordings."""
    made = [
        Dialogue(f"{split}{number}{item}", (
            Turn("user", ("hello, i liked ", ItemRef(item))),
            Turn("agent", ("have you seen ", ItemRef(answer), " ?") if number % 2 else (ItemRef(answer), " is good")),
        ), {}, split)
        for split, count in (("train", 2), ("valid", 1)) for number in range(count) for item, answer in answers.items()
    ]
    folder = tmp_path_factory.mktemp("talk") / "store"
    return write_store(folder, world.catalogue, dialogues=made, name="talk", source="synthetic")


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_dialogue_that_calls_for_an_item_is_answered_with_it(
    name: str, world: World, store: Store, answers: dict[str, str], tmp_path: Path
) -> None:
    base = saved_base("llama", tmp_path / "base", word_piece(texts_of(world.catalogue)))
    recipe = load_recipe(name).replaced(SMALL | {"base": str(base)})
    assert recipe.select == "dialogue_ndcg@10"
    lm = load_checkpoint(tune(recipe, store, tmp_path / "out", encoder=HashEncoder()), store.catalogue)
    asked = [Prompt((Message("user", ("hello, i liked ", ItemRef(item))),)) for item in answers]
    ranked = lm.rank(asked, 3)
    found = sum(answer in {hit.item for hit in hits} for answer, hits in zip(answers.values(), ranked, strict=True))
    # By popularity alone it would be 3 of 12.
    assert found >= 9


def test_the_second_stage_learns_what_the_first_is_not_told(world: World) -> None:
    """With the first stage as it was drawn, tuning the rest still brings the gold to the top of the candidates."""
    made = prompted("bert", world.catalogue)
    torch.manual_seed(0)
    hearing = RerankHearing(WIDTH, len(world.catalogue))
    lm = PromptedLM(made.lm, made.tokenizer, world.catalogue, items=made.items, hearing=hearing).eval()
    item = world.catalogue.ids[3]
    batch = collate([lm.encoder(Prompt((Message("user", ("what ?",)),), ("see ", Slot(item))))], lm.encoder.pad)
    optimizer = torch.optim.Adam(hearing.parameters(), lr=0.1)
    nats = []
    for _ in range(15):
        stages = hearing.stages(lm, batch)
        nats.append(float(stages.nats.detach()))
        stages.nats.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert stages.count == 1 and nats[-1] < nats[0] / 2
    total = OBJECTIVES["two_stage"](lm, batch, 2.0)
    words, first, tokens, items = stages.sums
    last = hearing.stages(lm, batch).nats
    wanted = words / tokens + 2 * (first / items + last)
    assert torch.allclose(total.total, wanted, rtol=1e-4)


def test_a_model_that_hears_otherwise_has_no_second_stage(world: World) -> None:
    lm = prompted("bert", world.catalogue)
    batch = collate([lm.encoder(Prompt.of("hello"))], lm.encoder.pad)
    with pytest.raises(TypeError, match="two_stage tunes hears = 'rerank', and the model hears by 'slot'"):
        OBJECTIVES["two_stage"](lm, batch, 1.0)


def test_a_share_of_the_words_is_learned_and_every_item(store: Store, world: World) -> None:
    lm = prompted("bert", world.catalogue)
    tasks = build_tasks(Recipe("r", tasks={"dialogue": 1.0}), store)

    def learned(share: float) -> tuple[int, int]:
        batches = Mixture(tasks, lm.encoder, batch_tokens=160, longest=40, word_share=share).batches(0)
        some = [next(batches) for _ in range(40)]
        words = sum(int((batch.labels != IGNORE).sum()) for batch in some)
        return words, sum(int((batch.targets != NO_ITEM).sum()) for batch in some)

    (every, items), (some, same) = learned(1.0), learned(0.25)
    assert 0.15 * every < some < 0.35 * every
    assert items == pytest.approx(same, rel=0.2) and items > 100


@pytest.mark.parametrize(("text", "said"), [
    ("hears = 'magic'", "unknown hears 'magic'; known are slot, word, rerank"),
    ("hears = 'word'\nindexing = 'title'", "hears = 'word' is of item vectors among words"),
    ("hears = 'word'\nobjective = 'per_example'", "\"per_example\" reads; set \"joint\""),
    ("hears = 'rerank'", "go together: set both, or neither"),
    ("objective = 'two_stage'", "go together: set both, or neither"),
    ("hears = 'wish'\nindexing = 'title'", "hears = \"wish\" is of item vectors in histories"),
    ("wish = 2.0", "wish = 2 asks for a multiple of the usual reward: a number above 0, with hears = \"wish\""),
    ("hears = 'wish'\nreads = 'items'\nindexing = 'vector'\nrewards = 'none'\nwish = 2.0", "rewards that are told"),
    ("candidates = 1", "candidates must be at least 2, got 1"),
    ("word_share = 0.0", "word_share is a share above 0 and up to 1, got 0.0"),
])  # fmt: skip
def test_a_wrong_way_of_hearing_is_refused(text: str, said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        parse_recipe(text, place="my.toml", name="my")
