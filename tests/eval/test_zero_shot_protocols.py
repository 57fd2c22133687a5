"""What the measurements of untuned models tell: every prompt, every probe that the model has a head for."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.store import Store
from eval.options import Options
from eval.protocols import probes, sileo
from tests.tiny_models import saved_bidirectional, texts_of


def test_every_prompt_of_sileo_is_there_plain_and_corrected(world_store: Store) -> None:
    result = sileo.run(Options(world_store.path, "scripted", users=40, seeds=(0, 1)))
    names = {row.system for row in result.rows if row.kind == "system"}
    assert len(names) == 13 and {"bare", "bare_corrected", "if-you-liked", "if-you-liked_per_token"} <= names
    assert {row.system for row in result.rows if row.kind == "canary"} == {"popularity", "random"}
    assert "never met" in result.protocol


def test_probes_of_heads_that_a_model_lacks_are_left_out_and_it_is_told(world_store: Store, tiny_base: Path) -> None:
    result = probes.run(Options(world_store.path, str(tiny_base), users=20))
    assert [row.system for row in result.rows] == ["sim", "popularity", "random"]
    assert result.protocol.endswith("Left out: nsp. Left out: mlm.")


def test_a_model_with_both_heads_is_probed_for_what_it_knows_of_genres(world_store: Store, tmp_path: Path) -> None:
    genres = " ".join(sorted({value for _, value in world_store.catalogue.by_value}))
    folder = saved_bidirectional(tmp_path / "bert", [genres, *texts_of(world_store.catalogue)])
    result = probes.run(Options(world_store.path, str(folder), users=30))
    assert {"sim", "nsp", "mlm", "genre_1", "genre_2", "genre_no_item"} <= {row.system for row in result.rows}
    recalls = [result.row("genre_2").metrics[f"genre_R@{k}"].mean for k in probes.CUTS]
    assert recalls == sorted(recalls)
    assert result.row("random").metrics["R2@1"].mean == pytest.approx(0.5, abs=0.35)
    assert "Left out" not in result.protocol
