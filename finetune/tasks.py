"""The tasks of a recipe, built on a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.dialogues import Dialogues
from data.store import Store
from finetune.recipe import Recipe, RecipeError
from prompts.task import Task
from prompts.tasks.conversation import Conversation
from prompts.tasks.described import Described
from prompts.tasks.dialogue import Dialogue
from prompts.tasks.sequential import Sequential
from prompts.tasks.suggested import Suggested

VALID_SHARE = 0.05

_BUILD: Mapping[str, Callable[[Recipe, Store], Task]] = {
    "sequential": lambda recipe, store: Sequential(
        store.interactions, liked_from=recipe.liked_from, disliked_to=recipe.disliked_to
    ),
    "dialogue": lambda recipe, store: Dialogue(_dialogues(store)),
    "suggested": lambda recipe, store: Suggested(_dialogues(store)),
    "conversation": lambda recipe, store: Conversation(_dialogues(store)),
    "described": lambda recipe, store: Described(store.catalogue),
}


def build_tasks(recipe: Recipe, store: Store) -> dict[str, tuple[Task, float]]:
    """Task name -> the task on this store and its share. Raises RecipeError for a task nobody knows."""
    if unknown := set(recipe.tasks) - set(_BUILD):
        raise RecipeError(f"recipe {recipe.name!r}: unknown task {sorted(unknown)}; known are {', '.join(_BUILD)}")
    return {name: (_BUILD[name](recipe, store), share) for name, share in recipe.tasks.items()}


def _dialogues(store: Store) -> Dialogues:
    """The store's dialogues, with a seeded validation share where the source has none."""
    dialogues = store.dialogues
    return dialogues if "valid" in dialogues.splits else dialogues.with_validation(VALID_SHARE)
