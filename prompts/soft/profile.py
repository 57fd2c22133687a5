"""A soft prompt made of what is known of a user: age, gender, occupation (PPR, Wu et al. 2022, sec. 3.3).

No table of users: whoever comes new has a prompt at once, and one who tells nothing has that of nobody in particular.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities
from prompts.soft.base import SoftPrompt


class Profile(SoftPrompt):
    """Two layers from the traits of a user to rows. `traits` are those that it knows; others say nothing."""

    name = "profile"
    reads_traits: ClassVar[bool] = True

    def __init__(self, length: int, width: int, users: int = 0, traits: Sequence[str] = ()) -> None:
        super().__init__(length, width)
        self.traits = tuple(dict.fromkeys(traits))
        self._columns = {trait: column for column, trait in enumerate(self.traits)}
        self.hidden = nn.Linear(len(self.traits), width)
        self.out = nn.Linear(width, length * width)
        nn.init.normal_(self.out.weight, std=0.02 * width**-0.5)
        nn.init.zeros_(self.out.bias)

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        rows = self.out(torch.tanh(self.hidden(self.told(batch).to(embeddings.device))))
        made: Tensor = rows.view(-1, self.length, self.width)
        return made

    def told(self, batch: Batch) -> Tensor:
        """(B, traits) 1 where a user of a batch has a trait, else 0."""
        told = torch.zeros(len(batch.ids), len(self.traits))
        for row, traits in enumerate(batch.profiles):
            told[row, [self._columns[trait] for trait in traits if trait in self._columns]] = 1.0
        return told
