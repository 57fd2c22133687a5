"""A soft prompt that asks for a future: a reward and the step at which it is asked (PRL, Xin et al. 2022, sec. 3).

A history that led to much reward was recorded with its reward; whoever asks for more than usual afterwards is answered
as those histories went on. Learned from records alone.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities
from prompts.soft.base import SoftPrompt

STEPS = 50
"""Steps with rows of their own; later ones share the last."""


class Reward(SoftPrompt):
    """A table row of the step, plus the reward times a vector (PRL's reward embedding), or a vector for none."""

    name = "reward"

    def __init__(self, length: int, width: int, users: int = 0) -> None:
        super().__init__(length, width)
        self.steps = nn.Embedding(STEPS + 1, length * width)
        self.scale = nn.Parameter(torch.empty(length * width).normal_(std=0.1))
        self.unasked = nn.Parameter(torch.zeros(length * width))
        nn.init.normal_(self.steps.weight, std=0.02)

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        futures = batch.futures.to(embeddings.device)
        if not len(futures):
            futures = embeddings.new_full((len(batch.ids), 2), torch.nan)
        rewards, steps = futures[:, :1].float(), futures[:, 1]
        asked = ~rewards.isnan()
        # A product with what is not known would be unknown too, and so its gradient.
        wish = torch.where(asked, rewards.nan_to_num() * self.scale, self.unasked)
        rows = wish + self.steps(steps.nan_to_num().long().clamp(0, STEPS))
        made: Tensor = rows.view(-1, self.length, self.width)
        return made
