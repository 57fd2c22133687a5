"""Plots of results as SVG files: bars with their spread over seeds, and curves over a growing number.

matplotlib is an extra (`pip install 'promptrec[report]'`). The same results give the same files, byte for byte.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.atomic import write_file
from eval.result import Result, Row

MISSING = "The plots are left out: matplotlib is not installed (`pip install 'promptrec[report]'`)."
HEADLINES = ("N@10", "new_R@10", "R@10", "HR@10", "RMSE", "users_per_second", "speedup", "success@5", "ROUGE-L")
"""The metric that bars show: the first of these that a result has."""
_COLOURS = {"system": "#3b6ea5", "baseline": "#8fa6b8", "canary": "#d9a441"}
_AT_A_NUMBER = re.compile(r"(?P<name>.+?)[@_](?P<number>\d+)")
_LEAST_POINTS = 3
"""Numbers that make a curve; fewer are cut-offs of a ranking."""
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "promptrec", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False,
}
Curves = Mapping[str, Mapping[str, Mapping[int, float]]]
"""metric -> system -> number -> value."""


def drawable() -> bool:
    """Whether plots can be drawn here."""
    return importlib.util.find_spec("matplotlib") is not None


def draw_all(results: Sequence[Result], folder: Path) -> dict[str, list[str]]:
    """Draw what can be drawn of each result, in place of all plots in `folder`; file names by result."""
    made: dict[str, list[str]] = {}
    folder.mkdir(parents=True, exist_ok=True)
    for result in results:
        for name, picture in _pictures(result):
            write_file(folder / name, picture)
            made.setdefault(result.name, []).append(name)
    kept = {name for names in made.values() for name in names}
    for file in folder.glob("*.svg"):
        if file.name not in kept:
            file.unlink()
    return made


def curves(result: Result) -> Curves:
    """The metrics of a result that are given at three numbers or more: "seconds@1000", "seconds@10000" ..."""
    found: dict[str, dict[str, dict[int, float]]] = {}
    for row in result.rows:
        for name, value in row.metrics.items():
            if match := _AT_A_NUMBER.fullmatch(name):
                points = found.setdefault(match["name"], {}).setdefault(row.system, {})
                points[int(match["number"])] = value.mean
    return {
        name: kept for name, systems in found.items()
        if (kept := {system: points for system, points in systems.items() if len(points) >= _LEAST_POINTS})
        and max(number for points in kept.values() for number in points) >= 1000
    }


def headline(result: Result) -> str | None:
    """The metric that stands for a result; None where it has none of the known ones."""
    return next((name for name in HEADLINES if any(name in row.metrics for row in result.rows)), None)


def _pictures(result: Result) -> Iterator[tuple[str, bytes]]:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", result.name)
    if (metric := headline(result)) is not None:
        yield f"{name}.svg", _bars([row for row in result.rows if metric in row.metrics], metric)
    if growing := curves(result):
        yield f"{name}-growth.svg", _lines(growing)


def _bars(rows: Sequence[Row], metric: str) -> bytes:
    with _figure(7, 0.6 + 0.28 * len(rows)) as figure:
        axes = figure.subplots()
        values = [row.metrics[metric] for row in rows]
        places = range(len(rows))
        axes.barh(
            places, [value.mean for value in values], xerr=[value.std for value in values],
            color=[_COLOURS[row.kind] for row in rows], error_kw={"ecolor": "#333333", "capsize": 2},
        )
        axes.set_yticks(places, [_plain(f"{row.system} ({row.kind})") for row in rows])
        axes.invert_yaxis()
        axes.set_xlabel(metric)
        return _svg(figure)


def _lines(growing: Curves) -> bytes:
    with _figure(4.2 * len(growing), 3) as figure:
        row = figure.subplots(1, len(growing), squeeze=False)[0]
        for axes, (name, systems) in zip(row, growing.items(), strict=True):
            for system, points in systems.items():
                numbers = sorted(points)
                values = [points[number] for number in numbers]
                axes.plot(numbers, values, marker="o", markersize=3, label=_plain(system))
            axes.set_xscale("log")
            axes.set_yscale("symlog" if any(min(points.values()) <= 0 for points in systems.values()) else "log")
            axes.set_ylabel(name)
            axes.legend(frameon=False)
        return _svg(figure)


@contextmanager
def _figure(width: float, height: float) -> Iterator[Any]:
    """A figure of inches without a window, in the house's style alone, whatever a user's own settings say."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        yield Figure(figsize=(width, height), layout="constrained")


def _svg(figure: Any) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _plain(text: str) -> str:
    """A name with nothing in it that matplotlib would read as mathematics."""
    return text.replace("$", r"\$")
