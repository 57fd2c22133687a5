"""A recipe: everything that differs between two systems, in one TOML file -> one frozen dataclass."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from finetune.field_kinds import READ
from finetune.recipe_rules import RecipeError, check_rules, check_types
from finetune.strategy import Strategy, find_strategy
from prompts.indexing.traits import BLOCK
from prompts.indexing.vector import VectorOptions
from prompts.knowledge_encoder import SIZE

__all__ = ["NEW", "Recipe", "RecipeError", "load_recipe", "parse_recipe", "recipe_names"]

NEW = "new"



@dataclass(frozen=True, slots=True)
class Recipe:
    """How one system is tuned. Steps are optimiser steps of each stage; rates are per step; tokens are positions."""

    name: str
    base: str = ""
    """The LM to start from: a folder or a hub name, or "new" for a small one without words; `--base` overrides it."""
    strategy: str = "fixed_prompt_ptm_tuning"
    reads: str = "words"
    """"words"; or, for a new LM, "items" (histories from left to right) or "cloze" (histories with gaps)."""
    goes_on: bool = False
    """Whether the base is a checkpoint on the same items, whose item vectors are taken over as they were tuned."""
    fresh: bool = False
    """Whether the base gives its shape and vocabulary alone, and the weights are drawn anew."""
    new_width: int = 64
    new_layers: int = 2
    new_heads: int = 2
    new_feedforward: int = 0
    """Inner width of a new LM's feed-forward layers; 0 is four times its width."""
    new_dropout: float = 0.2
    new_positions: int = 64
    new_words: str = "all"
    """What a new LM that reads words can say: "all" that the demo LM can, or "figures" alone."""
    objective: str = "joint"
    indexing: str = "vector"
    item_text: bool = True
    item_ids: bool = True
    """Whether item vectors are made of the items' text, of rows of an id table, or of both (vector indexing)."""
    item_traits: bool = False
    """Whether they are also made of traits: who met what, what training dialogues name together, and facts."""
    item_knowledge: bool = False
    """Whether they are also made of the items' states in the store's knowledge graph (`prompts.knowledge_encoder`)."""
    item_head: str = "cosine"
    """How states are compared with item vectors: "cosine", or "plain" products as in SASRec."""
    item_dropout: float = 0.3
    """Share of the id rows that a step leaves out where there is text as well."""
    item_spread: float = 0.02
    """Standard deviation of new id rows."""
    item_text_tuned: bool = False
    """Whether text vectors are those of an encoder tuned on what people meet together, in place of the plain ones."""
    item_start: bool = False
    """Whether the projection of text, or id rows where there is no text, start at the leading directions of the text
    vectors in place of a draw.
    """
    hears: str = "slot"
    """How items are heard (vector indexing): "slot", at a `[REC]`; "word", in one distribution with the words;
    "rerank", at a `[REC]` and then once more among the best of them; "pipeline", at a `[REC]` after a goal and a topic
    that the model predicts itself.
    """
    asks: str = "phrase"
    """How tasks of a pipeline are asked for: by a special token each ("mark"), or in words ("phrase")."""
    candidates: int = 100
    """Items that "rerank" reads for each `[REC]`."""
    code_size: int = 64
    """Tokens of one place of a code: the base of its digits, the items of a last cluster, or the centres of a level."""
    code_levels: int = 3
    """Places of a semantic code before the one that tells items apart."""
    code_behaviour: bool = False
    """Whether semantic codes are made of vectors of who met what as well as of text (with `item_text`)."""
    code_own: bool = False
    """Whether a code ends with a token of the item's own."""
    code_start: bool = False
    """Whether the rows of code tokens start at vectors of who met what, `item_spread` wide, in place of a draw."""
    soft: str = "shared"
    """The kind of soft prompt where the strategy has one."""
    soft_length: int = 8
    hides: str = ""
    """The kind of traits ("gender") that the soft prompt "private" does not give away, by the objective "hiding"."""
    noise: float = 0.0
    """Standard deviation of the noise that a kept prompt of "private" gets, on numbers of length 1 at most."""
    lora_rank: int = 8
    prefix_length: int = 16
    """Positions that a strategy with a prefix puts before every layer."""
    layers: tuple[int, ...] = ()
    """The layers that `finetune_partial` opens, counted from 0, in place of the survey's 3, 7 and 11."""
    word_share: float = 1.0
    """Share of the positions of a batch whose words are learned in a step, drawn anew; items are learned in all."""
    split: str = "last"
    """What P5's families, and those beside them, hold out: each user's "last" items, or "shares" of all reviews, drawn
    by the seed, as PEPLER's are.
    """
    explains: str = "vectors"
    """What the task `explain` reads: "vectors", "features", "nothing" or "profiles"."""
    rewards: str = "given"
    """Which reward the task `rewarded` tells: "given", "shuffled" among users (an ablation), or "none"."""
    wish: float = 0.0
    """Which multiple of the usual reward a model that hears wishes asks for at work; 0 asks for none."""
    since: float = 0.0
    """From which time on the task `updated` learns, in seconds since 1970; what is before is read, or repeated."""
    began: float = 0.0
    month: float = 0.0
    """From which time on, and in how many seconds each, the task `updated` counts months; 0 counts none."""
    repeats: float = 0.0
    """Share of the examples of the task `updated` that repeat what was before."""
    rates: str = ""
    """What tells ratings from a user's soft prompt and an item's vector: "product", "perceptron", or nothing."""
    tasks: Mapping[str, float] = field(default_factory=lambda: {"sequential": 1.0}, hash=False)
    """Task -> share of the examples."""
    pretrain: Mapping[str, float] = field(default_factory=dict, hash=False)
    """Task -> share of the examples of a stage before all others, as prompts are pre-trained; none without any."""
    pretrain_steps: int = 0
    item_weight: float = 1.0
    """Weight of what an objective adds to the loss of words: items, ratings ("rated"), or context."""
    liked_from: float = 4.0
    disliked_to: float = 2.0
    lr: float = 5e-4
    """Peak rate of the LM."""
    lr_new: float = 1e-3
    """Peak rate of what is new: soft prompt, LoRA and item head."""
    steps: int = 1000
    each_steps: int = 0
    """Steps of one more stage for each task alone, from the weights that all tasks left; 0 has none."""
    batch_tokens: int = 4096
    longest: int = 256
    """Positions a prompt may have in tuning; the oldest words go first."""
    warmup: float = 0.05
    """Share of the steps over which the rate rises; it then falls to a tenth along a cosine."""
    weight_decay: float = 0.01
    clip: float = 1.0
    precision: str = "no"
    """"no" (float32) or "bf16" (autocast, where the machine has such arithmetic; else float32)."""
    seed: int = 0
    valid_every: int = 200
    valid_examples: int = 200
    """Validation examples of each task."""
    select: str = ""
    """The validation figure whose best value is kept, e.g. "history_ndcg@10"; "" keeps the last weights."""
    patience: int = 0
    """Validations without a better `select` after which a stage ends early; 0 never does."""
    average: float = 0.0
    """Share of the new weights in a running mean that is validated and kept in their place; 0 keeps no mean."""
    save_every: int = 200

    def __post_init__(self) -> None:
        check_types(self, _kinds())
        check_rules(self)

    @property
    def vectors(self) -> VectorOptions:
        """What item vectors are made of. Raises ValueError."""
        return VectorOptions(
            self.item_text, self.item_ids, self.item_head, self.item_dropout, self.item_spread,
            3 * BLOCK if self.item_traits else 0, SIZE if self.item_knowledge else 0,
        )

    @property
    def tuned(self) -> Strategy:
        """The strategy, with the recipe's own layers. Raises RecipeError."""
        try:
            strategy = find_strategy(self.strategy)
            return strategy.with_layers(self.layers) if self.layers else strategy
        except ValueError as error:
            raise RecipeError(str(error)) from error

    def replaced(self, settings: Mapping[str, str]) -> Recipe:
        """The recipe with settings from a command line, `{"lr": "1e-3"}`, read by the type of each field."""
        values = {key: _typed(key, text) for key, text in settings.items()}
        return dataclasses.replace(self, **values)


def load_recipe(name: str) -> Recipe:
    """A recipe by name (a file of finetune/recipes) or by path. Raises RecipeError for anything it does not know."""
    path = Path(name)
    if path.suffix == ".toml":
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise RecipeError(f"cannot read the recipe file {name}: {error}") from error
        return parse_recipe(text, place=name, name=path.stem)
    file = resources.files("finetune.recipes") / f"{name}.toml"
    if not name.isidentifier() or not file.is_file():
        known = ", ".join(recipe_names())
        raise RecipeError(f"unknown recipe {name!r}; known are {known}, or give a path to a .toml file")
    return parse_recipe(file.read_text(encoding="utf-8"), place=f"finetune/recipes/{name}.toml", name=name)


def recipe_names() -> list[str]:
    """The recipes that come with promptrec."""
    files = resources.files("finetune.recipes").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def parse_recipe(text: str, *, place: str, name: str) -> Recipe:
    """A recipe from TOML text; `place` is named in errors."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{place}: not TOML: {error}") from error
    for key in table:
        _known(key, place)
    try:
        return Recipe(**{"name": name, **table, **({"layers": tuple(table["layers"])} if "layers" in table else {})})
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{place}: {error}") from error


def _known(key: str, place: str) -> None:
    if key not in _kinds():
        raise RecipeError(f"{place}: unknown key {key!r}; known keys are {', '.join(_kinds())}")


def _kinds() -> dict[str, str]:
    return {entry.name: str(entry.type) for entry in dataclasses.fields(Recipe)}


def _typed(key: str, text: str) -> Any:
    _known(key, "--set")
    kind = _kinds()[key]
    try:
        return READ[kind](text)
    except (KeyError, ValueError):
        raise RecipeError(f"--set {key}={text}: expected {kind}") from None
