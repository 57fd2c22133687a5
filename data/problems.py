"""What was wrong with a source: every bad row has a file, a line, a column and what was expected there.

    DataError (ValueError)      data that cannot be used: the message names the place and the way out
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from data.text import clean

_KEPT = 1_000
_SHOWN = 60


class DataError(ValueError):
    """Data that cannot be used. The message names file, line, value and the way out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One row, or part of one, that was left out. `line` counts from 1; 0 is the file as a whole."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        column = f", {self.column}" if self.column else ""
        return f"{place}{column}: found {_shown(self.value)}, expected {self.expected}"


@dataclass(slots=True)
class Problems:
    """Collects the problems of one reading; with `strict` the first one raises DataError.

    `count` counts them all; `listed` keeps the first thousand, so that a file of rubbish cannot fill the memory;
    `notes` are what a person should know though nothing was left out, `stripped` counts what `clean` took out.
    """

    strict: bool = False
    count: int = 0
    listed: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stripped: int = 0

    def add(self, file: Path | str, line: int, column: str, value: object, expected: str) -> None:
        """Note one problem. Raises DataError when strict."""
        name = file.name if isinstance(file, Path) else file
        problem = Problem(name, line, column, str(value)[:500], expected)
        if self.strict:
            raise DataError(f"{problem}. Without --strict such rows are skipped, counted and listed.")
        self.count += 1
        if len(self.listed) < _KEPT:
            self.listed.append(problem)

    def clean(self, text: str) -> str:
        """Clean text, for a source that must look into it; what was stripped is counted."""
        found, stripped = clean(text)
        self.stripped += stripped
        return found


def _shown(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "…")
