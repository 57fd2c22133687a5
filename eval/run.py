"""Finds the protocols by their folder and runs one: `promptrec eval NAME`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eval import protocols
from eval.options import Options
from eval.result import Result, write_result


class UnknownProtocolError(LookupError):
    """No protocol of this name; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A protocol: its name, one line of help, and what runs it."""

    name: str
    help: str
    run: Callable[[Options], Result]


def known() -> dict[str, Measurement]:
    """All protocols by name: one a module of eval/protocols."""
    found = {}
    for module_info in sorted(pkgutil.iter_modules(protocols.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{protocols.__name__}.{module_info.name}")
        found[module.NAME] = Measurement(module.NAME, module.HELP, module.run)
    return found


def run(name: str, options: Options | None = None, *, out: Path | None = None) -> tuple[Result, Path]:
    """Run a protocol and write its result to eval/results, or to `out`. Returns the result and its file.

    Raises UnknownProtocolError for an unknown name.
    """
    measurements = known()
    if name not in measurements:
        raise UnknownProtocolError(f"no protocol {name!r}; there are {', '.join(measurements)}")
    result = measurements[name].run(options or Options())
    return result, write_result(result, out)
