"""What every soft prompt is: a module that makes the rows put before a prompt's own embeddings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from torch import Tensor, nn


class SoftPrompt(nn.Module, ABC):
    """`length` rows of the LM's width for every prompt of a batch. Subclasses are built from (length, width, users).

    PEFT's own prompt tuning is not used: it cannot share a model with LoRA.
    """

    name: ClassVar[str]

    def __init__(self, length: int, width: int) -> None:
        super().__init__()
        if length < 1:
            raise ValueError(f"a soft prompt needs at least one row, got length {length}")
        self.length = length
        self.width = width

    @abstractmethod
    def forward(self, users: Tensor) -> Tensor:
        """User rows (B,), -1 where there is none -> (B, length, width)."""
