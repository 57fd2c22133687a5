"""A model is found by folder, address or name, or an error says the way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from data.store import Store
from prompts import load
from prompts.checkpoint import save_checkpoint
from prompts.lm import LanguageModelError, ScriptedLM
from prompts.load import load_language_model
from prompts.prompt import Prompt
from prompts.prompted_lm import PromptedLM
from prompts.remote_lm import RemoteLM
from prompts.slot_tokens import add_slot_tokens
from tests.tiny_models import byte_level, causal, prompted, saved_base, word_piece


def test_scripted_is_a_model_that_says_nothing(world_store: Store) -> None:
    assert isinstance(load_language_model("scripted", world_store), ScriptedLM)


def test_an_address_is_a_server(world_store: Store) -> None:
    lm = load_language_model("http://127.0.0.1:9/v1", world_store, remote_model="x")
    assert isinstance(lm, RemoteLM) and lm.name == "x"
    assert load_language_model("https://127.0.0.1:9", world_store).name == "default"


def test_a_checkpoint_folder_is_a_tuned_model(world_store: Store, tmp_path: Path) -> None:
    folder = save_checkpoint(prompted("llama", world_store.catalogue), tmp_path / "m", recipe={})
    assert load_language_model(str(folder), world_store).rank([Prompt.of("hello")], 2)[0]


@pytest.mark.parametrize("kind", ["marks", "chat", "neither"])
def test_any_other_folder_is_a_plain_model_that_ranks_titles(world_store: Store, tmp_path: Path, kind: str) -> None:
    tokenizer = {"marks": word_piece, "chat": byte_level, "neither": lambda: byte_level(template=None)}[kind]()
    lm = load_language_model(str(saved_base("llama", tmp_path / "base", tokenizer, positions=300)), world_store)
    assert isinstance(lm, PromptedLM) and lm.name == "base" and not lm.training
    assert len({hit.item for hit in lm.rank([Prompt.of("hello")], 3)[0]}) == 3
    assert lm.dialect == ("tuned" if kind == "marks" else "instruct")


def test_a_folder_that_holds_no_model_says_the_way_out(world_store: Store, tmp_path: Path) -> None:
    for content in (None, "{", json.dumps({"model_type": "nobody"})):
        if content is not None:
            (tmp_path / "config.json").write_text(content)
        with pytest.raises(LanguageModelError, match="(?s)cannot load a language model .* folder with safetensors"):
            load_language_model(str(tmp_path), world_store)


def test_pickled_weights_are_not_read(world_store: Store, tmp_path: Path) -> None:
    base = saved_base("llama", tmp_path / "base", word_piece())
    (base / "model.safetensors").unlink()
    torch.save({}, base / "pytorch_model.bin")
    with pytest.raises(LanguageModelError, match="safetensors"):
        load_language_model(str(base), world_store)


def test_a_missing_demo_model_says_the_way_out(
    world_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load.resources, "files", lambda package: tmp_path)
    with pytest.raises(LanguageModelError, match="demo language model is not in .* use --model scripted"):
        load_language_model(None, world_store)


def test_slot_tokens_get_the_same_rows_each_time_and_leave_the_others() -> None:
    tables = []
    for _ in range(2):
        tokenizer = byte_level()
        lm = causal("llama", tokenizer)
        before = lm.get_input_embeddings().weight.detach().clone()
        torch.rand(3)
        add_slot_tokens(lm, tokenizer)
        ids = tokenizer.convert_tokens_to_ids(["[REC]", "[ITEM]", "[FACT]"])
        assert len(set(ids)) == 3 and torch.equal(lm.get_input_embeddings().weight[: len(before)], before)
        tables.append((lm.get_input_embeddings().weight[ids], lm.get_output_embeddings().weight[ids]))
    assert all(torch.equal(one, other) for one, other in zip(*tables, strict=True))
    assert len(torch.unique(tables[0][0], dim=0)) == 3


def test_a_model_with_rows_to_spare_keeps_its_size() -> None:
    tokenizer = byte_level()
    lm = causal("llama", tokenizer)
    lm.resize_token_embeddings(len(tokenizer) + 50, mean_resizing=False)
    add_slot_tokens(lm, tokenizer)
    assert lm.get_input_embeddings().weight.shape[0] == len(tokenizer) + 47


def test_adding_slot_tokens_twice_changes_nothing() -> None:
    tokenizer = byte_level()
    lm = causal("llama", tokenizer)
    add_slot_tokens(lm, tokenizer)
    rows = lm.get_input_embeddings().weight.detach().clone()
    add_slot_tokens(lm, tokenizer)
    assert torch.equal(rows, lm.get_input_embeddings().weight)
