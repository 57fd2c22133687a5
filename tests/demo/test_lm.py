"""How the demo LM is made: a start from the sentence encoder's weights, and an export onto the demo films."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from data.catalogue import Catalogue
from data.records import Item
from data.synthetic import World
from demo.base_lm import build
from demo.export_lm import export
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.checkpoint_files import check_files, read_card
from prompts.prompt import Prompt
from tests.tiny_models import HashEncoder, prompted


def test_the_start_keeps_what_the_encoder_knows_and_the_words_that_are_needed(tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    build(["a film about a harbour, a film about dogs"], 900, tmp_path / "base")
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "base")
    lm = AutoModelForCausalLM.from_pretrained(tmp_path / "base")
    assert len(tokenizer) == 900 == lm.get_input_embeddings().weight.shape[0] and lm.config.is_decoder
    assert tokenizer.tokenize("a film about dogs [REC] zq") == ["a", "film", "about", "dogs", "[REC]", "z", "##q"]
    assert torch.isfinite(lm(input_ids=torch.tensor([[2, 5, 6]])).logits).all()
    with pytest.raises(ValueError, match="a vocabulary of 100 has no room"):
        build(["x"], 100, tmp_path / "small")


def test_an_export_ranks_the_given_films_and_keeps_the_prose(world: World, tmp_path: Path) -> None:
    lm = prompted("bert", world.catalogue)
    tuned = save_checkpoint(lm, tmp_path / "tuned", recipe={"base": "some/folder"})
    films = Catalogue([Item("new", "New Film", 2001), *reversed(world.catalogue.items[5:])])
    out = tmp_path / "lm"
    out.mkdir()
    (out / "README.md").write_text("the model card")
    export(tuned, films, HashEncoder(), out)
    card = read_card(out)
    check_files(out, card)
    assert (out / "README.md").read_text() == "the model card" and card["recipe"]["base"] == ""
    shipped, direct = load_checkpoint(out, films), load_checkpoint(tuned, films, HashEncoder())
    prompt = [Prompt.of("hello")]
    assert torch.allclose(shipped.item_scores(prompt), direct.item_scores(prompt), atol=0.05)
    assert {hit.item for hit in shipped.rank(prompt, 99)[0]} == set(films.ids)
