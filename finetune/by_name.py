"""Training for those who know recipes by name alone: a measurement that trains the systems it compares."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.store import Store

if TYPE_CHECKING:
    from finetune.train import Progress
    from prompts.text_encoder import Encodes


@dataclass(frozen=True, slots=True)
class ByName:
    """Recipes by name, and training by them, resumed where a run was stopped; `encoder` gives items their text rows."""

    encoder: Encodes | None = None

    def names(self) -> list[str]:
        """The recipes that come with promptrec."""
        from finetune.recipe import recipe_names

        return recipe_names()

    def fields(self, recipe: str, settings: Mapping[str, str]) -> Mapping[str, Any]:
        """What a recipe says that it would not say by silence, so that a key that is new makes no old run another.

        Raises RecipeError.
        """
        from finetune.recipe import Recipe, load_recipe

        silent = dataclasses.asdict(Recipe(recipe))
        said = dataclasses.asdict(load_recipe(recipe).replaced(settings))
        return {key: value for key, value in said.items() if value != silent[key]}

    def __call__(
        self, recipe: str, store: Store, out: Path, *, seed: int, settings: Mapping[str, str], progress: Progress
    ) -> Path:
        """Tune, or go on; the folder of the model."""
        from finetune.recipe import load_recipe
        from finetune.train import tune

        chosen = load_recipe(recipe).replaced({**settings, "seed": str(seed)})
        return tune(chosen, store, out, encoder=self.encoder, resume=True, progress=progress)
