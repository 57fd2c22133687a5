"""The page of results: complete, the same every time, and not broken by what a name holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.plots import curves
from eval.provenance import DataFile
from eval.report import report, write_report
from eval.result import Metric, Result, Row, write_result


def _result(name: str, system: str = "lm") -> Result:
    rows = (
        Row(system, "system", {"R@10": Metric(0.123456, 0.01), "turns": Metric(500)}, 12.0, 1234.56),
        Row("random", "canary", {"R@10": Metric(0.001)}, 0.5, 10.0),
    )
    data = (DataFile("d", "ab" * 32, "n"),)
    return Result(name, f"promptrec eval {name}", "How it went.", data, (0,), rows, {"python": "3"})


def test_every_system_metric_command_and_hash_is_on_the_page() -> None:
    page = report([_result("b"), _result("a")])
    assert page.index("## a") < page.index("## b")
    assert "| system | kind | R@10 | turns | seconds | peak MB |" in page
    assert "| lm | system | 0.1235 ± 0.0100 | 500 | 12 | 1234.6 |" in page
    assert "| random | canary | 0.0010 |  | 0.5000 | 10 |" in page
    assert "    promptrec eval a\n" in page and "abababababababab" in page


def test_the_page_does_not_depend_on_the_order_of_the_results() -> None:
    assert report([_result("b"), _result("a")]) == report([_result("a"), _result("b")])


def test_a_pipe_in_a_name_does_not_break_the_table() -> None:
    assert "| a\\|b c | system |" in report([_result("a", "a|b\nc")])


def _growing() -> Result:
    points = {f"seconds@{10**power}": Metric(0.001 * 10**power) for power in (3, 4, 5)}
    rows = (Row("vector", "system", points, 1.0, 1.0), Row("trie", "baseline", points | {"R@5": Metric(0.5)}, 1.0, 1.0))
    return Result("growth", "promptrec eval growth", "It grows.", (), (0,), rows, {})


def test_plots_are_drawn_beside_the_page_the_same_every_time(tmp_path: Path) -> None:
    for result in (_result("one", "a$b$c"), _growing()):
        write_result(result, tmp_path / "results" / f"{result.name}.json")
    folder = tmp_path / "docs" / "plots"
    folder.mkdir(parents=True)
    (folder / "gone.svg").write_text("<svg/>")
    page = write_report(tmp_path / "results", tmp_path / "docs" / "results.md").read_text()
    first = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert set(first) == {"one.svg", "growth-growth.svg"}
    assert all(f"(plots/{name})" in page for name in first)
    assert b"a$b$c" in first["one.svg"] and b"random (canary)" in first["one.svg"]
    write_report(tmp_path / "results", tmp_path / "docs" / "results.md")
    assert first == {file.name: file.read_bytes() for file in folder.iterdir()}


def test_cut_offs_of_a_ranking_are_no_curve() -> None:
    assert curves(_growing())["seconds"]["trie"] == pytest.approx({1000: 1.0, 10_000: 10.0, 100_000: 100.0})
    named = {f"R@{k}": Metric(0.1) for k in (1, 5, 10, 50)}
    assert curves(Result("x", "", "", (), (0,), (Row("lm", "system", named, 1.0, 1.0),), {})) == {}


def test_a_page_without_plots_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.plots.drawable", lambda: False)
    write_result(_result("one"), tmp_path / "results" / "one.json")
    page = write_report(tmp_path / "results", tmp_path / "docs" / "results.md").read_text()
    assert "promptrec[report]" in page and "## one" in page and not (tmp_path / "docs" / "plots").exists()


def test_the_page_is_written_from_a_folder(tmp_path: Path) -> None:
    write_result(_result("one"), tmp_path / "results" / "one.json")
    page = write_report(tmp_path / "results", tmp_path / "docs" / "results.md")
    assert "## one" in page.read_text()
    assert "No results yet." in write_report(tmp_path / "none", tmp_path / "empty.md").read_text()
