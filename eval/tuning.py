"""Who can train: the seam through which a measurement asks for a tuned model without knowing the training room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from data.store import Store

Progress = Callable[[Mapping[str, float]], None]


class Tuning(Protocol):
    """Recipes by name, and training by them. Settings are read as on a command line: `{"steps": "500"}`."""

    def names(self) -> Sequence[str]:
        """The recipes there are."""

    def fields(self, recipe: str, settings: Mapping[str, str]) -> Mapping[str, Any]:
        """All that a recipe says, in plain values; with a run's store it decides what comes out.

        Raises an error that lists the known recipes for an unknown name.
        """

    def __call__(
        self, recipe: str, store: Store, out: Path, *, seed: int, settings: Mapping[str, str], progress: Progress,
    ) -> Path:
        """Train, or go on where a run in `out` was stopped; the folder of the model."""
