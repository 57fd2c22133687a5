"""Which weights a stage ends with: the last ones, their running mean, or those that were best on validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from finetune.recipe import Recipe, RecipeError

_MEAN, _BEST = "mean.", "best."
Weights = dict[str, Tensor]


class Selection:
    """Keeps a running mean (`average`) and the best weights (`select`) of what a stage tunes.

    The mean is Polyak and Juditsky's (1992) with exponential forgetting; it takes a wide average in the first steps, so
    that the weights drawn at the start do not stay in it. Both are part of a state that a run can be resumed from.
    """

    def __init__(self, recipe: Recipe, model: nn.Module) -> None:
        self.recipe = recipe
        self._open = {name: value for name, value in model.named_parameters() if value.requires_grad}
        self._mean: Weights | None = self._copied() if recipe.average else None
        self._best: Weights = {}
        self.best, self.stale, self.steps = float("-inf"), 0, 0

    @torch.no_grad()
    def step(self) -> None:
        """Take the weights after an optimiser step into the mean."""
        self.steps += 1
        if self._mean is not None:
            share = max(self.recipe.average, 1 / self.steps)
            torch._foreach_lerp_(list(self._mean.values()), list(self._open.values()), share)

    @contextmanager
    def validated(self) -> Iterator[None]:
        """The model with the weights that are judged."""
        if self._mean is None:
            yield
            return
        training = self._copied()
        self._put(self._mean)
        try:
            yield
        finally:
            self._put(training)

    def judge(self, figures: Mapping[str, float]) -> bool:
        """Keep the weights where they are the best so far; whether the stage should end.

        Raises RecipeError where there is no such figure. A perplexity is better the smaller it is.
        """
        wanted = self.recipe.select
        if not wanted:
            return False
        if wanted not in figures:
            raise RecipeError(f"select = {wanted!r} is no validation figure; there are {', '.join(sorted(figures))}")
        value = -figures[wanted] if wanted.endswith("perplexity") else figures[wanted]
        if value > self.best:
            self.best, self.stale = value, 0
            self._best = self._copied() if self._mean is None else {k: v.clone() for k, v in self._mean.items()}
        else:
            self.stale += 1
        return bool(self.recipe.patience) and self.stale >= self.recipe.patience

    def finish(self) -> None:
        """Put the chosen weights into the model."""
        if self._best or self._mean is not None:
            self._put(self._best or self._mean or {})

    def counters(self) -> dict[str, float]:
        """The numbers to resume with."""
        return {"best": self.best, "stale": self.stale, "steps": self.steps}

    def tensors(self) -> Weights:
        """The tensors to resume with."""
        kept = ((_MEAN, self._mean or {}), (_BEST, self._best))
        return {start + name: value for start, values in kept for name, value in values.items()}

    def resume(self, counters: Mapping[str, float], tensors: Mapping[str, Tensor]) -> None:
        """Go on from what `counters` and `tensors` gave."""
        self.best, self.stale, self.steps = counters["best"], int(counters["stale"]), int(counters["steps"])
        # In the order of the parameters, which a file does not keep: the mean is taken pair by pair.
        own = {start: {name: tensors[start + name] for name in self._open if start + name in tensors}
               for start in (_MEAN, _BEST)}
        self._mean = own[_MEAN] if self._mean is not None else None
        self._best = own[_BEST]

    def _copied(self) -> Weights:
        return {name: value.detach().clone() for name, value in self._open.items()}

    @torch.no_grad()
    def _put(self, weights: Weights) -> None:
        for name, value in weights.items():
            self._open[name].copy_(value)
