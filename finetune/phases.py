"""The runs that a recipe is made of: perhaps one that pre-trains, the stages of its strategy on all tasks, then perhaps
one more on each task alone.

Pre-training is UniCRS's of its prompt (Wang et al. 2022): the first stage of the strategy on tasks of its own, whose
figures are no result and choose nothing.

UniMIND's two stages (Deng et al. 2022): multi-task tuning on the union of all tasks, then prompt-based fine-tuning on
one task at a time. Each of the latter starts from the weights that all tasks left, so that the order does not matter,
and ends with a model of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from finetune.recipe import Recipe, RecipeError
from finetune.strategy import Stage
from prompts.task import Task

Tasks = Mapping[str, tuple[Task, float]]


@dataclass(frozen=True, slots=True)
class Phase:
    """One run of the training loop: its recipe (with its own steps and figure to select by), what it opens, its tasks.

    `alone` is the one task that is tuned alone, "" where all are tuned together.
    """

    recipe: Recipe
    stage: Stage
    tasks: Tasks
    alone: str = ""


def phases(recipe: Recipe, tasks: Tasks, before: Tasks | None = None) -> Iterator[Phase]:
    """The phases in order; `before` are the tasks of `recipe.pretrain` where it has any.

    Raises RecipeError where tasks are to be pre-trained or tuned apart and the strategy tunes nothing.
    """
    stages = recipe.tuned.stages
    if before and not stages:
        raise RecipeError(f"recipe {recipe.name!r}: pretrain needs a strategy that tunes, not {recipe.strategy!r}")
    if before:
        yield Phase(replace(recipe, steps=recipe.pretrain_steps, select="", patience=0), stages[0], before)
    for stage in stages:
        yield Phase(recipe, stage, tasks)
    if not recipe.each_steps:
        return
    if not stages:
        raise RecipeError(f"recipe {recipe.name!r}: each_steps needs a strategy that tunes, not {recipe.strategy!r}")
    for name, (task, share) in tasks.items():
        own = replace(recipe, steps=recipe.each_steps, select=f"{name}_{task.judged}" if recipe.select else "")
        yield Phase(own, stages[-1], {name: (task, share)}, name)
