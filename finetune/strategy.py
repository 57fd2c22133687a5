"""The survey's tuning strategies as values: which parameters each stage opens (Pre-train, Prompt and Recommendation,
sec. 4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from torch import nn

Prompt = Literal["none", "fixed", "frozen", "open"]
Lm = Literal["frozen", "lora", "prefix", "full"] | tuple[int, ...]
Head = Literal["none", "frozen", "open"]


@dataclass(frozen=True, slots=True)
class Stage:
    """Which of three groups are tuned: the soft prompt, the LM (a tuple opens those layers only), the item head.

    Prompt "fixed" is a hard template, "none" no wish for a prompt at all: neither has a soft prompt; "frozen" keeps one
    as an earlier stage left it. Head "none" and "frozen" leave the item head as it is. Title indexing has no head.
    """

    prompt: Prompt
    lm: Lm
    head: Head


@dataclass(frozen=True, slots=True)
class Strategy:
    """Stages, tuned one after another with one budget each."""

    name: str
    stages: tuple[Stage, ...]

    @property
    def soft(self) -> bool:
        """Whether a soft prompt is needed."""
        return any(stage.prompt == "open" for stage in self.stages)

    @property
    def prefix(self) -> bool:
        """Whether the LM must be given a prefix."""
        return any(stage.lm == "prefix" for stage in self.stages)

    @property
    def lora(self) -> bool:
        """Whether the LM must be given LoRA matrices."""
        return any(stage.lm == "lora" for stage in self.stages)

    def with_layers(self, layers: tuple[int, ...]) -> Strategy:
        """The same with other layers in each stage that opens some. Raises ValueError where none does."""
        if not any(isinstance(stage.lm, tuple) for stage in self.stages):
            raise ValueError(f"the strategy {self.name!r} opens no single layers; leave `layers` out")
        stages = (replace(stage, lm=layers) if isinstance(stage.lm, tuple) else stage for stage in self.stages)
        return replace(self, stages=tuple(stages))


STRATEGIES: dict[str, Strategy] = {
    strategy.name: strategy
    for strategy in (
        Strategy("tuning_free", ()),
        Strategy("fixed_ptm_prompt_tuning", (Stage("open", "frozen", "open"),)),
        Strategy("fixed_prompt_ptm_tuning", (Stage("fixed", "full", "open"),)),
        Strategy("fixed_prompt_lora", (Stage("fixed", "lora", "open"),)),
        Strategy("prompt_ptm_tuning", (Stage("open", "frozen", "open"), Stage("open", "full", "open"))),
        Strategy("prompt_ptm_at_once", (Stage("open", "full", "open"),)),
        Strategy("prompt_lora", (Stage("open", "frozen", "open"), Stage("open", "lora", "open"))),
        Strategy("prompt_prefix", (Stage("open", "prefix", "open"),)),
        Strategy("finetune_holistic", (Stage("none", "full", "open"),)),
        Strategy("finetune_partial", (Stage("none", (3, 7, 11), "open"),)),
        Strategy("finetune_extra", (Stage("none", "frozen", "open"),)),
        Strategy("prompt_alone", (Stage("open", "frozen", "frozen"),)),
        Strategy("lora_alone", (Stage("none", "lora", "frozen"),)),
        Strategy("prefix_alone", (Stage("none", "prefix", "frozen"),)),
    )
}


ADDED = {"lora": "lora_", "prefix": "prompt_encoder."}
"""What PEFT puts into an LM, by what its names hold."""


def find_strategy(name: str) -> Strategy:
    """The strategy of this name. Raises ValueError that lists the known ones."""
    if name not in STRATEGIES:
        raise ValueError(f"unknown strategy {name!r}; known are {', '.join(STRATEGIES)}")
    return STRATEGIES[name]


_WISH = "hearing.wished."


def open_parameters(model: nn.Module, stage: Stage) -> list[str]:
    """Set `requires_grad` as the stage says and return the names that are now tuned.

    Groups go by where a parameter lives: `soft.` (with `rater.`, which reads it), `lm.`, and `items.` and `hearing.` of
    a PromptedLM; `knowledge.` is read by prompt and items, and is tuned with either. What a wish is told by
    (`hearing.wished.`) is a prompt as well. Raises ValueError where the stage opens a group that the model does not
    have, so that nothing is ever frozen silently.
    """
    opened = []
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(_is_open(name, stage))
        if parameter.requires_grad:
            opened.append(name)
    for groups, needed in {("soft.", _WISH): stage.prompt == "open", ("lm.",): stage.lm != "frozen"}.items():
        if needed and not any(name.startswith(groups) for name in opened):
            group = groups[0].removesuffix(".")
            raise ValueError(f"the stage {stage} opens {group!r}, but the model has no such parameters to tune")
    if isinstance(stage.lm, tuple):
        found = {_layer(name) for name, _ in model.named_parameters()}
        if lacking := set(stage.lm) - found:
            raise ValueError(f"the LM has no layers {sorted(lacking)} to tune; name others with `layers` in the recipe")
    if not opened:
        raise ValueError(f"the stage {stage} opens nothing in this model; choose another strategy or indexing")
    return opened


def _is_open(name: str, stage: Stage) -> bool:
    if name.startswith(("soft.", "rater.")):
        return stage.prompt == "open"
    if name.startswith(("knowledge.", _WISH)):
        return "open" in (stage.prompt, stage.head)
    if name.startswith(("items.", "hearing.")):
        return stage.head == "open"
    if isinstance(stage.lm, tuple):
        return _layer(name) in stage.lm
    if stage.lm in ADDED:
        return ADDED[stage.lm] in name
    return stage.lm == "full" and not any(part in name for part in ADDED.values())


def _layer(name: str) -> int | None:
    """The number of the layer that a parameter of the LM is in, counted from 0."""
    found = re.search(r"^lm\..*?\.(?:layer|layers|h|block|blocks)\.(\d+)\.", name)
    return None if found is None else int(found.group(1))
