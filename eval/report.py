"""Tables and plots of all results as one Markdown page. The same results give the same page, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from data.atomic import write_file
from eval import plots as plotting
from eval.result import RESULTS, Metric, Result, read_results

PAGE = RESULTS.parent.parent / "docs" / "results.md"
PLOTS = "plots"
_HEAD = """# Results

Made by `promptrec eval --report` from the files in `eval/results`; do not edit. Every figure names the command that
makes it again, its data by hash and its seeds, and stands beside baselines (fair rivals) and canaries (tricks that must
lose, or faults that must be caught).
"""


def write_report(results: Path = RESULTS, page: Path = PAGE) -> Path:
    """Draw the page of all results of a folder, and `plots/` beside it where matplotlib is there. Returns its place."""
    found = read_results(results)
    page.parent.mkdir(parents=True, exist_ok=True)
    plots = plotting.draw_all(found, page.parent / PLOTS) if plotting.drawable() else None
    write_file(page, report(found, plots).encode())
    return page


def report(results: Sequence[Result], plots: Mapping[str, Sequence[str]] | None = None) -> str:
    """The page as text, results by name. `plots` are files by result; None says that none could be drawn."""
    drawn = plots if plots is not None else {}
    ordered = sorted(results, key=lambda result: result.name)
    parts = [_HEAD, *(_section(result, drawn.get(result.name, ())) for result in ordered)]
    if plots is None:
        parts.insert(1, plotting.MISSING + "\n")
    return "\n".join(parts if results else [_HEAD, "No results yet.\n"])


def _section(result: Result, plots: Sequence[str]) -> str:
    names = list(dict.fromkeys(name for row in result.rows for name in row.metrics))
    table = [["system", "kind", *names, "seconds", "peak MB"]]
    for row in result.rows:
        cells = [_metric(row.metrics[name]) if name in row.metrics else "" for name in names]
        table.append([row.system, row.kind, *cells, _number(row.seconds), _number(row.peak_mb)])
    where = ", ".join(f"{key} {value}" for key, value in result.environment.items())
    data = [f"- {file.name} `{file.sha256[:16]}`{f' ({file.note})' if file.note else ''}" for file in result.data]
    lines = [
        f"## {result.name}\n", f"{result.protocol}\n", f"    {result.command}\n", *_table(table), "",
        *(f"![{result.name}]({PLOTS}/{name})\n" for name in plots),
        *_significance(result), f"Seeds {', '.join(map(str, result.seeds))}; {where}. Data (start of sha256):\n", *data,
    ]
    return "\n".join(lines) + "\n"


def _significance(result: Result) -> Iterable[str]:
    if not result.significance:
        return
    keys = list(dict.fromkeys(key for one in result.significance for key in one))
    body = [[_cell(one.get(key, "")) for key in keys] for one in result.significance]
    yield from ("Paired comparisons over the same cases:\n", *_table([keys, *body]), "")


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    for place, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
        if place == 0:
            yield "|" + "---|" * len(row)


def _metric(value: Metric) -> str:
    return _number(value.mean) + (f" ± {_number(value.std)}" if value.std else "")


def _cell(value: object) -> str:
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    """Four decimals below 10, one below 1000, whole numbers plain."""
    if value == int(value):
        return str(int(value))
    return f"{value:.4f}" if abs(value) < 10 else f"{value:.1f}"
