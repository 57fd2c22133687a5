"""A trainer for tests of measurements: what is tuned is tested where tuning is."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from data.store import Store
from eval.tuning import Progress


class Copying:
    """Trains nothing: every recipe comes out as the one checkpoint."""

    def __init__(self, checkpoint: str) -> None:
        self._checkpoint = checkpoint

    tasks: Mapping[str, Mapping[str, float]] = {
        "vector_lm": {"sequential": 0.5, "rating": 0.5}, "sasrec": {"rated": 1.0},
        "prl": {"rewarded": 1.0}, "prl_light": {"rewarded": 1.0}, "ppr_full": {"history": 1.0},
        "ppr_light": {"history": 1.0},
        "ppr_private": {"history": 1.0}, "update_base": {"updated": 1.0}, "update_full": {"updated": 1.0},
        "conversation": {"dialogue": 1.0}, "mese": {"dialogue": 1.0},
        "unimind_s": dict.fromkeys(("goal", "topic", "item", "response"), 0.25),
        "reviews_lm": {"written": 1.0}, "pepler": {"explain": 1.0}, "pepler_once": {"explain": 1.0},
        "p5_explain": {"why": 0.75, "review": 0.25},
        "p5": dict.fromkeys(("rating", "next_item", "why", "review", "direct"), 0.2),
    }

    def names(self) -> Sequence[str]:
        return tuple(self.tasks)

    def fields(self, recipe: str, settings: Mapping[str, str]) -> Mapping[str, Any]:
        if recipe not in self.tasks:
            raise ValueError(f"unknown recipe {recipe!r}; known are {', '.join(self.tasks)}")
        return {"recipe": recipe, "base": "", "steps": 10, "longest": 60, **settings, "tasks": self.tasks[recipe]}

    def __call__(
        self, recipe: str, store: Store, out: Path, *, seed: int, settings: Mapping[str, str], progress: Progress
    ) -> Path:
        return Path(shutil.copytree(self._checkpoint, out / "model"))
