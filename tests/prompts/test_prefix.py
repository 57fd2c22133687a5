"""A prefix is read wherever a model reads: in one pass, from a cache, in generation, and after it was saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from data.synthetic import World
from prompts import adapter
from prompts.batch import collate
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.prompt import Message, Prompt
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import KINDS, prompted, saved_base, texts_of, word_piece

PROMPTS = [Prompt.of("what should i watch"), Prompt.of("see"), Prompt((Message("user", ()),))]
NEW = 8


def prefixed(kind: str, world: World, *, std: float = 1.5) -> PromptedLM:
    model = prompted(kind, world.catalogue, soft="personal")
    model.lm = adapter.with_prefix(model.lm, 3)
    torch.manual_seed(0)
    for parameter in model.lm.prompt_encoder.parameters():
        torch.nn.init.normal_(parameter, std=std)
    return model.eval().requires_grad_(False)


@pytest.fixture(scope="module", params=KINDS)
def pair(request: pytest.FixtureRequest, world: World) -> tuple[PromptedLM, PromptedLM]:
    """The same LM with a prefix and without."""
    return prefixed(request.param, world), prompted(request.param, world.catalogue, soft="personal")


def greedy(model: PromptedLM, prompt: Prompt) -> list[int]:
    """Tokens one at a time, each from a fresh pass over all before it."""
    encoded = model.encoder(prompt)
    said: list[int] = []
    for _ in range(NEW):
        batch = collate([encoded], model.encoder.pad)
        logits = model(batch).logits[0, -1]
        logits[[token for token in model._hidden if token not in model._ends]] = -torch.inf
        said.append(int(logits.argmax()))
        encoded.add(said[-1])
    return said


def test_generation_says_what_fresh_passes_say_alone_and_in_a_batch(pair: tuple[PromptedLM, PromptedLM]) -> None:
    model, bare = pair
    together = model.generate(PROMPTS, max_new_tokens=NEW)
    assert together == [model._decode(greedy(model, prompt)) for prompt in PROMPTS]
    assert together != bare.generate(PROMPTS, max_new_tokens=NEW)
    assert "".join(model.stream(PROMPTS[0], max_new_tokens=NEW)) == together[0]


def test_beams_read_it_too(pair: tuple[PromptedLM, PromptedLM]) -> None:
    model, bare = pair
    found = model.generate(PROMPTS[:2], max_new_tokens=NEW, beams=3)
    assert found == [*model.generate(PROMPTS[:1], max_new_tokens=NEW, beams=3),
                     *model.generate(PROMPTS[1:2], max_new_tokens=NEW, beams=3)]  # fmt: skip
    assert found != bare.generate(PROMPTS[:2], max_new_tokens=NEW, beams=3)


def test_continuations_scored_from_a_cache_are_as_likely_as_in_one_pass(pair: tuple[PromptedLM, PromptedLM]) -> None:
    model, bare = pair
    texts = ["i liked the film", "you"]
    scores = model.score(PROMPTS[0], texts)
    for text, score in zip(texts, scores, strict=True):
        batch = collate([model.encoder(replace(PROMPTS[0], target=(text,)))], model.encoder.pad)
        words = len(model.encoder.words(text))
        labels = batch.labels[0, 1:]
        places = (labels >= 0).nonzero()[:words, 0]
        logits = model(batch).logits[0, places].log_softmax(-1)
        assert score == pytest.approx(float(logits.gather(1, labels[places].unsqueeze(1)).sum()), abs=1e-3)
    assert scores != pytest.approx(bare.score(PROMPTS[0], texts), abs=1e-2)


def test_it_is_saved_alone_and_loaded_on_its_base(world: World, tmp_path: Path) -> None:
    base = saved_base("bert", tmp_path / "base", word_piece(texts_of(world.catalogue)))
    model = prefixed("bert", world)
    folder = save_checkpoint(model, tmp_path / "model", recipe={"base": str(base)})
    assert not (folder / "lm" / "model.safetensors").exists()
    again = load_checkpoint(folder, world.catalogue)
    assert again.generate(PROMPTS, max_new_tokens=NEW) == model.generate(PROMPTS, max_new_tokens=NEW)
    assert adapter.prefix_length(again.lm) == 3 and again.encoder.limit == model.encoder.limit - 3
