"""`vector` indexing: an item is one embedding, heard as one softmax of the `[REC]` state over all items.

The vector is a projection of the item's text embedding plus, where the catalogue was seen in tuning, a row of an id
table (MESE, sec. 3.2; UniCRS, sec. 4.2; "The Elephant in the Room", sec. 3). Ids are dropped at random while tuning, so
that the text part alone serves items that were never seen.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

ID_DROPOUT = 0.3


class VectorIndexing(nn.Module):
    """Item vectors and the head that reads the `[REC]` state.

    `text` is (n_items, t) float32 and not trained: it comes from the catalogue; `with_ids` gives each item a row of its
    own in an id table and a bias. All scores are scaled cosines, so that item vectors cannot win by length. `familiar`
    is the share of the items that were there in tuning.
    """

    text: Tensor
    familiar: float = 1.0

    def __init__(self, text: Tensor, width: int, *, with_ids: bool = True) -> None:
        super().__init__()
        self.register_buffer("text", text, persistent=False)
        self.project = nn.Linear(text.shape[1], width)
        self.ids = nn.Embedding(text.shape[0], width) if with_ids else None
        self.say_scale = nn.Parameter(torch.tensor(0.0))
        self.query = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width))
        self.log_scale = nn.Parameter(torch.tensor(math.log(16.0)))
        self.bias = nn.Embedding(text.shape[0], 1) if with_ids else None
        nn.init.normal_(self.project.weight, std=text.shape[1] ** -0.5)
        nn.init.zeros_(self.project.bias)
        if self.ids is not None and self.bias is not None:
            nn.init.normal_(self.ids.weight, std=0.02)
            nn.init.zeros_(self.bias.weight)

    @property
    def count(self) -> int:
        """How many items there are."""
        return int(self.text.shape[0])

    def vectors(self) -> Tensor:
        """All item vectors, (n_items, width), rows of length 1."""
        mixed = functional.normalize(self.project(self.text), dim=-1)
        if self.ids is not None:
            ids = self.ids.weight
            if self.training:
                kept = torch.rand(ids.shape[0], 1, device=ids.device) >= ID_DROPOUT
                ids = ids * kept
            mixed = mixed + ids
        return functional.normalize(mixed, dim=-1)

    def say(self, rows: Tensor, vectors: Tensor) -> Tensor:
        """Input embeddings for item positions: rows (m,) and `vectors()` -> (m, width)."""
        return vectors[rows] * self.say_scale.exp()

    def hear(self, states: Tensor, vectors: Tensor) -> Tensor:
        """Item logits: `[REC]` states (m, width) and `vectors()` -> (m, n_items), in nats before the softmax."""
        queries = functional.normalize(self.query(states), dim=-1)
        logits = self.log_scale.exp().clamp(max=100.0) * (queries @ vectors.T)
        return logits if self.bias is None else logits + self.bias.weight.T
