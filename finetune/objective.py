"""What tuning minimises: one function a member, all with the same signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

from prompts.batch import Batch
from prompts.prompted_lm import PromptedLM


@dataclass(frozen=True, slots=True)
class Loss:
    """A batch's loss to minimise, and the sums in nats it is made of, with their counts, for logs."""

    total: Tensor
    language: float
    tokens: int
    item: float
    items: int


Objective = Callable[[PromptedLM, Batch, float], Loss]


def language(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """Next-token cross-entropy alone (P5, eq. 1), a mean over tokens."""
    words, item, tokens, items = model.losses(batch)
    return Loss(words / max(tokens, 1), float(words.detach()), tokens, float(item.detach()), items)


def joint(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """Next-token cross-entropy plus `item_weight` times the cross-entropy of the items at `[REC]` over the whole
    catalogue (MESE, eq. 6, with a full softmax in place of its sampled one).
    """
    words, item, tokens, items = model.losses(batch)
    total = words / max(tokens, 1) + item_weight * item / max(items, 1)
    return Loss(total, float(words.detach()), tokens, float(item.detach()), items)


OBJECTIVES: Mapping[str, Objective] = {"language": language, "joint": joint}
