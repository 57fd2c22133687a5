"""A result: what was measured, on which data, by which command, beside its baselines and canaries.

Every figure of the project lives in one JSON file of this form, written by the command it names and never by hand:

    {"command", "protocol", "data": [{"name", "sha256", "note"}], "seeds", "environment",
     "rows": [{"system", "kind", "metrics": {NAME: {"mean", "std"}}, "seconds", "peak_mb"}], "significance": [...]}
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from data.atomic import write_file
from eval.provenance import DataFile, environment

RESULTS = Path(__file__).parent / "results"
Kind = Literal["system", "baseline", "canary"]
_KINDS = ("system", "baseline", "canary")


class ResultError(ValueError):
    """A result file is not in the house's form; the message names file and key."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A mean over seeds with its standard deviation; 0 where there is one seed. Counts are metrics too."""

    mean: float
    std: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and math.isfinite(self.std)):
            raise ResultError(f"a metric is {self.mean} +- {self.std}; only finite values can be reported")

    @staticmethod
    def over(values: Sequence[float]) -> Metric:
        """From one value a seed."""
        return Metric(statistics.fmean(values), statistics.stdev(values) if len(values) > 1 else 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One system. A `baseline` is a fair rival, a `canary` a trick that must lose or a fault that must be caught."""

    system: str
    kind: Kind
    metrics: Mapping[str, Metric]
    seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Result:
    """All that is known of one measurement. `name` is the name of its file and stands nowhere else."""

    name: str
    command: str
    protocol: str
    data: tuple[DataFile, ...]
    seeds: tuple[int, ...]
    rows: tuple[Row, ...]
    environment: Mapping[str, Any] = field(default_factory=environment)
    significance: tuple[Mapping[str, Any], ...] = ()

    def row(self, system: str) -> Row:
        """The row of a system. Raises KeyError that lists those there are."""
        for row in self.rows:
            if row.system == system:
                return row
        raise KeyError(f"no row {system!r} in {self.name}; there are {[row.system for row in self.rows]}")


def write_result(result: Result, path: Path | None = None) -> Path:
    """Write the JSON file, whole or not at all: to eval/results/NAME.json, or to `path`. Returns where."""
    file = path if path is not None else RESULTS / f"{result.name}.json"
    content = asdict(result)
    del content["name"]
    content["rows"] = [
        {**asdict(row), "seconds": round(row.seconds, 3), "peak_mb": round(row.peak_mb, 1)} for row in result.rows
    ]
    keys = ("command", "protocol", "data", "seeds", "environment", "rows", "significance")
    file.parent.mkdir(parents=True, exist_ok=True)
    ordered = {key: content[key] for key in keys}
    write_file(file, (json.dumps(ordered, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())
    return file


def read_result(path: Path) -> Result:
    """Read and check a result. Raises ResultError where it is not of the form above."""
    try:
        found = json.loads(path.read_bytes())
        rows = tuple(
            Row(row["system"], row["kind"], {name: Metric(**value) for name, value in row["metrics"].items()},
                float(row["seconds"]), float(row["peak_mb"]))
            for row in found["rows"]
        )
        result = Result(
            path.stem, found["command"], found["protocol"], tuple(DataFile(**file) for file in found["data"]),
            tuple(found["seeds"]), rows, found["environment"], tuple(found["significance"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ResultError(f"{path} is not a result ({type(error).__name__}: {error}); make it again") from error
    if wrong := {row.kind for row in rows} - set(_KINDS):
        raise ResultError(f"{path}: unknown kind {sorted(wrong)}; a row is one of {_KINDS}")
    return result


def read_results(folder: Path = RESULTS) -> tuple[Result, ...]:
    """All results of a folder, by name."""
    return tuple(read_result(file) for file in sorted(folder.glob("*.json")))
