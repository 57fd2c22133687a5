"""A soft prompt that says in which month a question is asked: what changes from month to month is told, not unlearned.

The rows of a month are those of the month before and a change of its own, which is nothing until the month is learned.
So a new month begins where the last one ended, an update that learns it leaves what was said of earlier months as it
was, and a question without a date is one of the newest month.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities
from prompts.soft.base import SoftPrompt

MONTHS = 120
"""Months with a change of their own; later ones share the last."""


class Dated(SoftPrompt):
    """Rows common to all months, and the sum of the changes until the month that is asked about."""

    name = "dated"

    def __init__(self, length: int, width: int, users: int = 0) -> None:
        super().__init__(length, width)
        self.rows = nn.Parameter(torch.empty(length * width).normal_(std=0.02))
        self.changes = nn.Parameter(torch.zeros(MONTHS, length * width))

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        months = batch.months.to(embeddings.device)
        if not len(months):
            months = torch.full((len(batch.ids),), -1, device=embeddings.device)
        until = torch.where(months < 0, MONTHS - 1, months.clamp(max=MONTHS - 1))
        rows = self.rows + self.changes.cumsum(0)[until]
        made: Tensor = rows.view(-1, self.length, self.width)
        return made
