"""What every soft prompt is: a module that makes the rows put before a prompt's own embeddings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from torch import Generator, Tensor, nn

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities


class SoftPrompt(nn.Module, ABC):
    """`length` rows of the LM's width for every prompt of a batch. Subclasses are built from (length, width, users).

    PEFT's own prompt tuning is not used: it cannot share a model with LoRA.
    """

    name: ClassVar[str]
    knows: ClassVar[bool] = False
    """Whether it reads the entities of a knowledge graph; it is then built with `knowledge`, their encoder, too."""

    reads_traits: ClassVar[bool] = False
    """Whether it is made of users' traits; it is then built with `traits`, those that it knows."""

    def __init__(self, length: int, width: int) -> None:
        super().__init__()
        if length < 1:
            raise ValueError(f"a soft prompt needs at least one row, got length {length}")
        self.length = length
        self.width = width

    def bind(self, encoder: Any) -> None:
        """Hear, before use, what the model's prompts are read with (`prompts.encoding.Encoder`); few kinds ask."""

    @abstractmethod
    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        """A batch and its embeddings (B, L, width), item vectors in their places -> rows (B, length, width).

        `entities` are those of a knowledge graph where the model has one. Rows are read before all else, so what is
        learned of a batch may not be read: see `Batch.given`.
        """

    def to_keep(self, batch: Batch, embeddings: Tensor, drawn: Generator) -> Tensor:
        """Rows as they are kept of users; other than `forward` only where what is kept should tell less."""
        rows: Tensor = self(batch, embeddings)
        return rows
