"""`vector` indexing: an item is one embedding, heard as one softmax of the `[REC]` state over all items.

The vector is a projection of the item's text embedding, of its traits, of its state in a knowledge graph, a row of an
id table, or a sum of them (MESE, sec. 3.2; UniCRS, sec. 4.2; SASRec, sec. 3.1; "The Elephant in the Room", sec. 3). Ids
are dropped at random while tuning, so that the rest alone serves items that were never seen.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from prompts.behaviour_encoder import BehaviourEncoder
from prompts.indexing.material import Vectors
from prompts.item_loss import item_cross_entropy
from prompts.knowledge_encoder import Entities

HEADS = ("cosine", "aligned", "plain")


@dataclass(frozen=True, slots=True)
class VectorOptions:
    """What item vectors are made of and how states are compared with them.

    `head` is "cosine" (scaled cosines of a query made from the state, so that no item wins by length), "aligned" (of
    the state itself: what is read and what is asked for share one space from the first step on, which learns far faster
    from histories) or "plain" (the product of state and vector, as SASRec has it). `id_dropout` is the share of ids
    left out of each step. `spread` is the standard deviation of new id rows. `traits` is how many numbers beside its
    text tell of an item (`prompts.indexing.traits`), `knowledge` how wide its state in a graph is
    (`prompts.knowledge_encoder`).
    """

    text: bool = True
    ids: bool = True
    head: str = "cosine"
    id_dropout: float = 0.3
    spread: float = 0.02
    traits: int = 0
    knowledge: int = 0

    def __post_init__(self) -> None:
        if self.head not in HEADS:
            raise ValueError(f"unknown item head {self.head!r}; known are {', '.join(HEADS)}")
        if not (self.text or self.ids or self.traits or self.knowledge):
            raise ValueError("items need a text vector, an id row, traits or a graph; all are switched off")
        if not 0 <= self.id_dropout < 1:
            raise ValueError(f"id_dropout is a share from 0 to below 1, got {self.id_dropout}")

    def card(self) -> dict[str, Any]:
        """The options as a checkpoint keeps them."""
        return asdict(self)


class VectorIndexing(nn.Module):
    """Item vectors and the head that reads the `[REC]` state.

    `text` is (n_items, t) float32 and not trained: it comes from the catalogue (t may be 0 where `options.text` is
    False), through `tuned` where the text encoder was tuned on behaviour. `traits` (n_items, options.traits) is kept
    with the weights, for what it was made of may be gone. `familiar` is the share of the items that were there in
    tuning.
    """

    text: Tensor
    traits: Tensor
    familiar: float = 1.0

    def __init__(
        self, text: Tensor, width: int, options: VectorOptions | None = None, tuned: BehaviourEncoder | None = None,
        traits: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.tuned = tuned
        self.options = options = options or VectorOptions()
        count, cosine, asked = text.shape[0], options.head != "plain", options.head == "cosine"
        self.register_buffer("text", text if options.text else text[:, :0], persistent=False)
        self.project = nn.Linear(text.shape[1], width) if options.text else None
        self.tell = nn.Linear(options.traits, width, bias=False) if options.traits else None
        self.know = nn.Linear(options.knowledge, width, bias=False) if options.knowledge else None
        if options.traits:
            self.register_buffer("traits", torch.zeros(count, options.traits) if traits is None else traits)
        self.ids = nn.Embedding(count, width) if options.ids else None
        self.say_scale = nn.Parameter(torch.tensor(0.0))
        self.query = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width)) if asked else None
        self.log_scale = nn.Parameter(torch.tensor(math.log(16.0))) if cosine else None
        self.bias = nn.Embedding(count, 1) if options.ids and cosine else None
        if self.project is not None:
            nn.init.normal_(self.project.weight, std=text.shape[1] ** -0.5)
            nn.init.zeros_(self.project.bias)
        if self.tell is not None:
            nn.init.normal_(self.tell.weight, std=options.traits**-0.5)
        if self.know is not None:
            nn.init.normal_(self.know.weight, std=options.knowledge**-0.5)
        if self.ids is not None:
            nn.init.normal_(self.ids.weight, std=options.spread)
        if self.bias is not None:
            nn.init.zeros_(self.bias.weight)

    @property
    def count(self) -> int:
        """How many items there are."""
        return int(self.text.shape[0])

    @property
    def _more(self) -> bool:
        """Whether items are made of more than their id rows."""
        return any(part is not None for part in (self.project, self.tell, self.know))

    def read(self, encoded: Vectors) -> Tensor:
        """Texts through the plain encoder, (m, t) -> rows such as those of `text`. Raises ValueError for another t."""
        return torch.from_numpy(encoded if self.tuned is None else self.tuned(encoded))

    def vectors(self, entities: Entities | None = None) -> Tensor:
        """All item vectors, (n_items, width); rows of length 1 with the cosine head. `entities` are those of the graph
        that items are also made of, where they are.
        """
        mixed: Tensor | float = 0.0
        if self.project is not None:
            mixed = functional.normalize(self.project(self.text), dim=-1)
        if self.tell is not None:
            mixed = mixed + functional.normalize(self.tell(self.traits), dim=-1)
        if self.know is not None:
            assert entities is not None
            mixed = mixed + functional.normalize(self.know(entities.of_items()), dim=-1)
        if self.ids is not None:
            ids = self.ids.weight
            if self.training and self.options.id_dropout and self._more:
                ids = ids * (torch.rand(ids.shape[0], 1, device=ids.device) >= self.options.id_dropout)
            mixed = mixed + ids
        assert isinstance(mixed, Tensor)
        return mixed if self.log_scale is None else functional.normalize(mixed, dim=-1)

    def say(self, rows: Tensor, vectors: Tensor) -> Tensor:
        """Input embeddings for item positions: rows (m,) and `vectors()` -> (m, width)."""
        return vectors[rows] * self.say_scale.exp()

    def hear(self, states: Tensor, vectors: Tensor) -> Tensor:
        """Item logits: `[REC]` states (m, width) and `vectors()` -> (m, n_items), in nats before the softmax."""
        logits = self._queries(states) @ vectors.T
        return logits if self.bias is None else logits + self.bias.weight.T

    def loss(self, states: Tensor, vectors: Tensor, targets: Tensor) -> Tensor:
        """Summed cross-entropy over all items of states (m, width) whose items are rows `targets` (m,), in nats."""
        bias = None if self.bias is None else self.bias.weight.squeeze(1)
        return item_cross_entropy(self._queries(states), vectors, bias, targets)

    def _queries(self, states: Tensor) -> Tensor:
        if self.log_scale is None:
            return states
        asked = states if self.query is None else self.query(states)
        return functional.normalize(asked.float(), dim=-1) * self.log_scale.exp().clamp(max=100.0)
