"""The reader that ships is made by one command, and says nothing of the machine it was made on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from safetensors import safe_open

from agent.reasons.labels import LABELS
from agent.reasons.text_checker import SHIPPED
from demo.text_reader import HERE, labelled_texts, tune
from eval.planted.wordings import wordings_of
from prompts.mark_reader import CARD, Marked, MarkReader


def test_a_few_steps_make_a_reader_that_loads_and_can_be_tuned_on(tmp_path: Path) -> None:
    out = tmp_path / "reader"
    for further in (False, True):
        tune(out, texts=16, batch=8, rank=2, lr=1e-3, seed=0, further=further)
        (found,) = MarkReader(out).read([("It stars ", Marked("person"), ".")])
        assert sum(found[0].values()) == pytest.approx(1)
    assert json.loads((out / CARD).read_text())["texts"] == 16
    assert str(HERE.parent) not in (out / "adapter_config.json").read_text()


def test_what_ships_is_small_and_of_the_labels_that_are_asked_for() -> None:
    assert MarkReader(SHIPPED).labels == LABELS
    files = {file.name: file for file in SHIPPED.iterdir()}
    assert set(files) == {"README.md", "adapter_config.json", "adapter_model.safetensors", CARD}
    assert sum(file.stat().st_size for file in files.values()) < 2_000_000
    written = "".join(files[name].read_text("utf-8") for name in ("README.md", "adapter_config.json", CARD))
    assert "/home/" not in written and "site-packages" not in written and "explain-checker" in written
    with safe_open(files["adapter_model.safetensors"], framework="pt") as weights:
        assert {str(weights.get_tensor(name).dtype) for name in weights.keys()} == {"torch.float16"}


def test_texts_to_learn_from_are_ours_and_of_every_writer() -> None:
    from data.store import Store

    texts = list(labelled_texts(Store.open(HERE / "store"), 60, seed=3))
    assert len(texts) == 60 and all(len(marks) == len(labels) for _, marks, labels in texts)
    assert len(wordings_of("training").frames) > 3500
