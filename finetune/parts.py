"""The models of tasks that are tuned apart: where each starts, where it is kept, and how they end in one checkpoint."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping
from pathlib import Path

from accelerate import Accelerator

from finetune.phases import Phase
from finetune.recipe import Recipe
from finetune.resume import keep_weights, put_weights
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.prompted_lm import PromptedLM

_PARTS = "parts"
_TOGETHER = "together.safetensors"


class Parts:
    """`out/together.safetensors` are the weights that all tasks left, `out/parts/TASK` a checkpoint of each task.

    They are there until the run has ended, so that it can be gone on from anywhere. The model itself ends as the one of
    the last task, and the others stand beside it in its hearing.
    """

    def __init__(self, out: Path, model: PromptedLM, recipe: Recipe, accelerator: Accelerator) -> None:
        self._out, self._model, self._accelerator = out, model, accelerator
        self._recipe = dataclasses.asdict(recipe)
        self._last = ""

    def start(self, phase: Phase, *, begun: bool) -> None:
        """Put the weights into the model that the phase starts from; one that was begun goes on with its own."""
        if not phase.alone:
            return
        file = self._out / _TOGETHER
        if self._accelerator.is_main_process and not file.exists():
            keep_weights(file, self._model)
        self._accelerator.wait_for_everyone()
        if not begun:
            put_weights(file, self._model)

    def finish(self, phase: Phase, figures: Mapping[str, float]) -> None:
        """Keep the model of a task that was tuned alone."""
        self._last = phase.alone
        if phase.alone and self._accelerator.is_main_process:
            self._folder.mkdir(exist_ok=True)
            save_checkpoint(self._model, self._folder / phase.alone, recipe=self._recipe, figures=figures)

    def join(self) -> None:
        """Set the models of all tasks but the last beside the one at hand."""
        # A run that had ended before, and is asked to go on, has them in its checkpoint alone.
        before = (self._out / "model" / _PARTS).glob("*")
        for folder in (*before, *self._folder.glob("*")):
            if folder.name != self._last:
                self._model.hearing.parts[folder.name] = load_checkpoint(folder, self._model.catalogue)

    def clear(self) -> None:
        """Remove what the finished checkpoint holds as well."""
        (self._out / _TOGETHER).unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _folder(self) -> Path:
        return self._out / _PARTS
