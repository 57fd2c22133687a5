"""What every protocol found in the folder promises, on the synthetic world with a scripted or a tiny model."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from data.store import Store, write_store
from data.synthetic import make_world
from eval import run as running
from eval.options import Options
from eval.report import report
from eval.result import Result
from tests.eval.protocols.conftest import FOUND, OF_THE_DEMO


@pytest.mark.parametrize("name", [name for name in FOUND if name not in OF_THE_DEMO])
def test_a_result_names_its_command_data_and_rivals(name: str, made: Callable[[str], Result], store: Store) -> None:
    result = made(name)
    assert result.name.startswith(name)
    assert result.command.startswith(f"promptrec eval {name} --store synthetic")
    assert str(store.path.parent) not in result.command
    assert {file.name for file in result.data} >= {"Synthetic World/items.jsonl"}
    kinds = {row.kind for row in result.rows}
    assert "system" in kinds and kinds & {"baseline", "canary"}
    assert all(row.metrics and row.seconds >= 0 and row.peak_mb > 0 for row in result.rows)
    assert all(math.isfinite(value.mean) for row in result.rows for value in row.metrics.values())
    assert f"## {result.name}" in report([result])


def test_protocols_have_a_line_of_help() -> None:
    assert len(FOUND) >= 4
    assert all(20 < len(one.help) < 120 and "\n" not in one.help for one in FOUND.values())


def test_an_unknown_protocol_is_refused_with_those_there_are() -> None:
    with pytest.raises(running.UnknownProtocolError, match="cold-start, cold-start-in-order, dialogue-lm"):
        running.run("chat-safty")


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("leave-one-out", "--store with interactions"), ("dialogue-lm", "--model"),
        ("candidates20-ml1m", "--candidates"),
        ("sequential-beauty", "--store with interactions"), ("direct-beauty", "--store with interactions"),
        ("sileo", "--store with ratings"), ("probes", "--store with interactions"),
        ("rating-ml1m", "--store with ratings"), ("p5-instruments", "--store with ratings and reviews"),
        ("loose-names", "--encoder"), ("cold-start", "give a store with both"),
        ("forgetting", "give a store that tells when"), ("privacy", "give a store with both"),
        ("prl", "--store with ratings"), ("personal-prompts", "give one with --model"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_the_way_out(name: str, way_out: str, tmp_path: Path) -> None:
    bare = write_store(tmp_path / "bare", make_world(0).catalogue, name="bare", source="made up")
    with pytest.raises(ValueError, match=way_out):
        FOUND[name].run(Options(store=bare.path, model="scripted"))
