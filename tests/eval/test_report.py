"""The page of results: complete, the same every time, and not broken by what a name holds."""

from __future__ import annotations

from pathlib import Path

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


def test_the_page_is_written_from_a_folder(tmp_path: Path) -> None:
    write_result(_result("one"), tmp_path / "results" / "one.json")
    page = write_report(tmp_path / "results", tmp_path / "docs" / "results.md")
    assert "## one" in page.read_text()
    assert "No results yet." in write_report(tmp_path / "none", tmp_path / "empty.md").read_text()
