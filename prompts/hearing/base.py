"""What every kind of hearing is: losses of words and items, and scores of all items where one is asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import torch
from torch import Tensor, nn

from prompts.batch import Batch, collate
from prompts.prompt import Prompt

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM
    from prompts.prompted_module import PromptedModule

Sums = tuple[Tensor, Tensor, int, int]
"""Summed loss of words and of items in nats, and how many of each."""


class Hearing(nn.Module, ABC):
    """Built from (width, candidates): the LM's width, and how many items a second stage reads where there is one."""

    name: ClassVar[str]
    inline: ClassVar[bool] = False
    """Whether an agent's item stands as its vector where it is said, in place of a `[REC]` with the vector after the
    message; its target is then at the position before it.
    """

    parts: nn.ModuleDict
    """Models that were tuned further on one task each, by its name, beside the one that has this hearing; in most none.
    """

    def __init__(self, width: int = 0, candidates: int = 0) -> None:
        super().__init__()
        self.candidates = candidates
        self.parts = nn.ModuleDict()

    @abstractmethod
    def asked(self, prompt: Prompt) -> Prompt:
        """The prompt with an open agent message that ends where an item is asked for."""

    @abstractmethod
    def losses(self, model: PromptedModule, batch: Batch) -> Sums:
        """The losses of a batch's labels and targets."""

    @abstractmethod
    def scores(self, model: PromptedModule, batch: Batch, places: Tensor) -> Tensor:
        """Item logits (m, n_items) at the True places of (B, L), in the order of `places.nonzero()`."""

    def answer(self, model: PromptedLM, prompts: Sequence[Prompt]) -> Tensor:
        """Item logits (B, n_items) of what an agent would name next."""
        encoder = model.encoder
        batch = collate([encoder(self.asked(prompt)) for prompt in prompts], encoder.pad).to(model.device)
        return self.scores(model, batch, at(batch.mask.sum(1) - 1, batch.mask))


def at(columns: Tensor, like: Tensor) -> Tensor:
    """One True place a row of (B, L): columns (B,)."""
    places = torch.zeros_like(like, dtype=torch.bool)
    return places.scatter(1, columns.unsqueeze(1), True)
