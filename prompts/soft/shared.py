"""One soft prompt for everybody (Lester et al. 2021, prompt tuning)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities
from prompts.soft.base import SoftPrompt


class Shared(SoftPrompt):
    """The same `length` rows for every prompt; started small, so that an untrained one hardly disturbs the LM."""

    name = "shared"

    def __init__(self, length: int, width: int, users: int = 0) -> None:
        super().__init__(length, width)
        self.rows = nn.Parameter(torch.empty(length, width).normal_(std=0.02))

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        return self.rows.expand(len(batch.users), -1, -1)
