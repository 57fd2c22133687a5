"""Seconds and peak memory of a piece of work."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATUS, _REFS = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(slots=True)
class Cost:
    """Wall-clock seconds, and the largest resident memory of the process meanwhile in MB (2^20 bytes)."""

    seconds: float = 0.0
    peak_mb: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """Fills the cost it yields when the block ends.

    On Linux the peak starts anew with the block; elsewhere it is that of the whole process so far. What the process
    held before (libraries, weights) counts.
    """
    _reset_peak()
    cost, start = Cost(), time.perf_counter()
    try:
        yield cost
    finally:
        cost.seconds = time.perf_counter() - start
        cost.peak_mb = _peak_mb()


def _reset_peak() -> None:
    try:
        _REFS.write_text("5")
    except OSError:
        return


def _peak_mb() -> float:
    try:
        lines = _STATUS.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
