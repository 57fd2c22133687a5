"""What a recipe may say: rules over its fields, each with an error that names the key and the known values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from finetune.field_kinds import CHECKS
from finetune.objective import OBJECTIVES
from prompts.indexing.coding import CODINGS
from prompts.planned import ASKS
from prompts.rating_head import RATERS
from prompts.tasks.explain import READS as EXPLAINED
from prompts.tasks.rewarded import REWARDS

if TYPE_CHECKING:
    from finetune.recipe import Recipe

INDEXINGS = ("vector", "title", *CODINGS)
SPLITS = ("last", "shares")
READS = ("words", "items", "cloze")
HEARS = ("slot", "word", "rerank", "pipeline", "wish")
_WORDS = ("all", "figures")
_PRECISIONS = ("no", "bf16")

_KNOWN: Mapping[str, Collection[str]] = {
    "reads": READS, "hears": HEARS, "new_words": _WORDS, "split": SPLITS, "explains": EXPLAINED,
    "rewards": REWARDS, "asks": ASKS, "objective": OBJECTIVES, "indexing": INDEXINGS, "precision": _PRECISIONS,
}
"""What a key may say, where it names one of a few."""


class RecipeError(ValueError):
    """A recipe is wrong: the message names the file, the key and the known ones."""


def check_types(recipe: Recipe, kinds: Mapping[str, str]) -> None:
    """A recipe file may hold anything: a wrong type is named here, not deep in a training run. Raises RecipeError."""
    for key, kind in kinds.items():
        value = getattr(recipe, key)
        if not CHECKS[kind](value):
            raise RecipeError(f"{key}: expected {kind}, got {value!r}")


def check_rules(recipe: Recipe) -> None:
    """Raises RecipeError where a value is unknown, or two do not go together."""
    _ = recipe.tuned
    for key, known in _KNOWN.items():
        if (value := getattr(recipe, key)) not in known:
            raise RecipeError(f"unknown {key} {value!r}; known are {', '.join(known)}")
    if recipe.hears == "wish" and (recipe.indexing != "vector" or recipe.reads != "items"):
        raise RecipeError('hears = "wish" is of item vectors in histories: set indexing = "vector" and reads = "items"')
    if recipe.wish and (recipe.hears != "wish" or recipe.rewards == "none" or recipe.wish < 0):
        raise RecipeError(f'wish = {recipe.wish:g} asks for a multiple of the usual reward: a number above 0, with '
                          'hears = "wish" and rewards that are told')
    if recipe.hears not in ("slot", "wish") and (recipe.indexing != "vector" or recipe.reads != "words"):
        raise RecipeError(f'hears = {recipe.hears!r} is of item vectors among words: set indexing = "vector" and '
                          'reads = "words", or leave it out')
    if recipe.hears == "word" and recipe.objective == "per_example":
        raise RecipeError('hears = "word" knows no `[REC]`, which the objective "per_example" reads; set "joint"')
    if (recipe.hears == "rerank") != (recipe.objective == "two_stage"):
        raise RecipeError('hears = "rerank" and objective = "two_stage" go together: set both, or neither')
    if recipe.indexing != "vector" and (recipe.objective == "items" or recipe.item_knowledge):
        raise RecipeError('the objective "items" and item_knowledge are of item vectors: set indexing = "vector"')
    if not 0 < recipe.word_share <= 1:
        raise RecipeError(f"word_share is a share above 0 and up to 1, got {recipe.word_share}")
    if recipe.patience and not recipe.select:
        raise RecipeError("patience needs `select`, the validation figure that should get better")
    if recipe.item_text_tuned and not (recipe.item_text or recipe.item_start):
        raise RecipeError("item_text_tuned is of text vectors: set item_text or item_start, or leave it out")
    try:
        _ = recipe.vectors
    except ValueError as error:
        raise RecipeError(str(error)) from error
    if recipe.rates not in ("", *RATERS):
        raise RecipeError(f"unknown rates {recipe.rates!r}; known are {', '.join(RATERS)}")
    if bool(recipe.rates) != (recipe.objective == "rated") or (recipe.rates and recipe.indexing != "vector"):
        raise RecipeError('rates, objective = "rated" and indexing = "vector" go together: set all, or none of '
                          "the first two")
    if not recipe.tasks or any(share <= 0 for share in recipe.tasks.values()):
        raise RecipeError(f"tasks must be a table of task = share with shares above 0, got {dict(recipe.tasks)}")
    if bool(recipe.pretrain) != bool(recipe.pretrain_steps) or any(share <= 0 for share in recipe.pretrain.values()):
        raise RecipeError("pretrain is a table of task = share with shares above 0, and pretrain_steps its steps: "
                          f"set both, or neither; got {dict(recipe.pretrain)} and {recipe.pretrain_steps}")
    if len({recipe.soft == "private", recipe.objective == "hiding", bool(recipe.hides)}) > 1:
        raise RecipeError('soft = "private", objective = "hiding" and hides go together: set all, or none of them')
    if recipe.noise < 0 or (recipe.noise and not recipe.hides):
        raise RecipeError(f'noise is a standard deviation from 0 on, of soft = "private" alone; got {recipe.noise}')
    if recipe.month < 0:
        raise RecipeError(f"month is a number of seconds, 0 for none, got {recipe.month}")
    if not 0 <= recipe.repeats < 1:
        raise RecipeError(f"repeats is a share from 0 to below 1, got {recipe.repeats}")
    least = {
        "steps": 1, "valid_every": 1, "save_every": 1, "longest": 1, "batch_tokens": recipe.longest, "code_size": 2,
        "prefix_length": 1, "code_levels": 1, "candidates": 2, "each_steps": 0, "pretrain_steps": 0,
    }
    for key, low in least.items():
        if getattr(recipe, key) < low:
            raise RecipeError(f"{key} must be at least {low}, got {getattr(recipe, key)}")
