"""The form of a result: what is written is what outside checks read, and nothing wrong gets in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.synthetic import synthetic_store
from eval.provenance import DataFile, data_of, environment
from eval.result import Metric, Result, ResultError, Row, read_result, write_result

KEYS = ["command", "protocol", "data", "seeds", "environment", "rows", "significance"]


def made(name: str = "one", **metrics: float) -> Result:
    values = {key: Metric(value) for key, value in (metrics or {"R@10": 0.25}).items()}
    return Result(
        name, f"promptrec eval {name}", "a protocol", (DataFile("items.jsonl", "ab" * 32, "3 lines"),), (0, 1),
        (Row("lm", "system", values, 1.23456, 99.99), Row("popularity", "canary", values, 0.0, 99.99)),
        significance=({"metric": "R@10", "first": "lm", "second": "popularity", "p": 0.5},),
    )


def test_the_file_has_exactly_the_keys_of_the_contract(tmp_path: Path) -> None:
    content = json.loads(write_result(made(), tmp_path / "one.json").read_bytes())
    assert list(content) == KEYS
    assert content["rows"][0] == {
        "system": "lm", "kind": "system", "metrics": {"R@10": {"mean": 0.25, "std": 0.0}},
        "seconds": 1.235, "peak_mb": 100.0,
    }
    assert content["data"] == [{"name": "items.jsonl", "sha256": "ab" * 32, "note": "3 lines"}]
    assert content["environment"]["cores"] >= 1


def test_a_result_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    before = made()
    after = read_result(write_result(before, tmp_path / "one.json"))
    assert (after.name, after.command, after.data, after.seeds) == ("one", before.command, before.data, before.seeds)
    assert after.row("lm").metrics == before.row("lm").metrics
    assert after.significance == before.significance


def test_an_unknown_row_is_refused_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="popularity"):
        made().row("bert")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_never_reported(value: float) -> None:
    with pytest.raises(ResultError, match="finite"):
        Metric(value)


def test_a_metric_over_seeds_has_a_mean_and_a_deviation() -> None:
    assert Metric.over([1.0, 3.0]) == Metric(2.0, 2**0.5)
    assert Metric.over([4.0]) == Metric(4.0, 0.0)


def test_a_failed_write_leaves_the_old_result(tmp_path: Path) -> None:
    file = write_result(made(), tmp_path / "one.json")
    before = file.read_bytes()
    broken = Result("one", "c", "p", (), (0,), (), environment={"thing": object()})
    with pytest.raises(TypeError):
        write_result(broken, file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["one.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"command": "x"}', '{"rows": [{"system": "a", "kind": "b"}]}', "\x00"]
)
def test_a_damaged_result_names_its_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text)
    with pytest.raises(ResultError, match=r"broken\.json is not a result"):
        read_result(file)


def test_an_unknown_kind_of_row_is_refused(tmp_path: Path) -> None:
    file = write_result(made(), tmp_path / "one.json")
    file.write_text(file.read_text().replace('"canary"', '"winner"'))
    with pytest.raises(ResultError, match="winner"):
        read_result(file)


def test_data_is_named_with_the_hash_of_its_file(tmp_path: Path) -> None:
    import hashlib

    store = synthetic_store(tmp_path / "store")
    held = {file.name: file.sha256 for file in data_of(store)}
    items = hashlib.sha256((store.path / "items.jsonl").read_bytes()).hexdigest()
    assert held["synthetic world/items.jsonl"] == items
    assert environment()["python"].startswith("3.")
