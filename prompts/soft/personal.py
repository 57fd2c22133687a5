"""A soft prompt of one's own for every user (PEPLER, sec. 4: continuous prompt learning with user ids)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities
from prompts.soft.base import SoftPrompt


class Personal(SoftPrompt):
    """A shared part plus a table row a user; a user without a row (-1, or a newer one) gets the shared part alone."""

    name = "personal"

    def __init__(self, length: int, width: int, users: int = 0) -> None:
        super().__init__(length, width)
        self.shared = nn.Parameter(torch.empty(length, width).normal_(std=0.02))
        self.table = nn.Embedding(users + 1, length * width)
        nn.init.uniform_(self.table.weight, -0.1, 0.1)
        with torch.no_grad():
            self.table.weight[0] = 0.0

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        users = batch.users
        known = (users >= 0) & (users + 1 < self.table.num_embeddings)
        own: Tensor = self.table(torch.where(known, users + 1, 0)).view(-1, self.length, self.width)
        return self.shared + own * known.view(-1, 1, 1)
