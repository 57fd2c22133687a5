"""What `promptrec eval` does: list the measurements, run one, draw the page of all results."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from eval.options import Options
from eval.plots import MISSING, drawable
from eval.report import write_report
from eval.run import known, run


def listing(*, as_json: bool) -> str:
    """All measurements with a line of help each."""
    about = {one.name: one.help for one in known().values()}
    if as_json:
        return json.dumps(about, ensure_ascii=False, indent=1)
    return "\n".join(f"{name:20} {text}" for name, text in about.items())


def measure(name: str, options: Options, *, out: Path | None, as_json: bool) -> str:
    """Run a measurement; what to print: where its result is, or the result itself."""
    result, file = run(name, options, out=out)
    return file.read_text(encoding="utf-8") if as_json else f"{result.name}: {file}"


def evaluate(
    name: str, options: Options, say: Callable[[str], None], *, listed: bool, report: bool, out: Path | None,
    as_json: bool,
) -> None:
    """The whole command. Raises ValueError where nothing is asked for."""
    if listed:
        say(listing(as_json=as_json))
        return
    if name:
        say(measure(name, options, out=out, as_json=as_json))
    if report:
        say(f"report: {write_report()}")
        if not drawable():
            say(MISSING)
    elif not name:
        raise ValueError("name a measurement, or give --list or --report")
