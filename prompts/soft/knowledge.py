"""A knowledge-enhanced soft prompt: what a dialogue names, as entities of a graph fused with its words.

UniCRS (Wang et al. 2022, sec. 4): task rows of one's own, then a row for each entity of the dialogue. The paper gives
the rows to every layer as keys and values; here they stand before the embeddings, as all soft prompts do, so that
generation, LoRA and kept keys need nothing special. Its word states are RoBERTa's; these are the LM's own embeddings,
which cost no second pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities, KnowledgeEncoder
from prompts.knowledge_graph import NOBODY
from prompts.semantic_fusion import fused_entities
from prompts.soft.base import SoftPrompt

_SPREAD = 0.1
"""Standard deviation of new rows, about that of embeddings."""


class Knowledge(SoftPrompt):
    """`length` rows: the second half, rounded down, are entities of the dialogue, those named last at the end.

    Entities are the items named (`batch.rows`), and what is found by its name in the words, as people and genres are;
    a place that is left has a row of its own. Only what is given is read, never what is learned (`Batch.given`).
    """

    name = "knowledge"
    knows = True

    def __init__(self, length: int, width: int, users: int = 0, knowledge: KnowledgeEncoder | None = None) -> None:
        super().__init__(length, width)
        if knowledge is None:
            raise ValueError("the soft prompt 'knowledge' reads a knowledge graph, and the model has none")
        self.places = length // 2
        self.tasks = nn.Parameter(torch.randn(length - self.places, width))
        self.nobody = nn.Parameter(torch.randn(knowledge.size))
        self.tell = nn.Linear(knowledge.size, width)
        self.hear = _residual(width)
        self.affinity = nn.Parameter(torch.empty(width, width).normal_(std=width**-0.5))
        self.deepen = _residual(width)
        self.out = nn.Linear(width, width)
        nn.init.normal_(self.out.weight, std=_SPREAD * width**-0.5)
        nn.init.zeros_(self.out.bias)
        self._unread = NOBODY
        self._names: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        for tokens, entity in sorted(knowledge.graph.by_name().items(), key=lambda pair: -len(pair[0])):
            self._names.setdefault(tokens[0], []).append((tokens, entity))

    def bind(self, encoder: Any) -> None:
        # A `[REC]` asks and tells nothing: in tuning it is learned, and so must not be read when it is asked at work.
        self._unread = getattr(encoder, "special", {}).get("[REC]", NOBODY)

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        if entities is None:
            raise ValueError("the soft prompt 'knowledge' needs the states of the graph's entities")
        rows = self.tasks.expand(len(batch.ids), -1, -1)
        if self.places:
            rows = torch.cat([rows, self._told(batch, embeddings.to(self.tasks.dtype), entities)], 1)
        made: Tensor = self.out(rows + self.deepen(rows))
        return made

    def named(self, batch: Batch, entities: Entities) -> Tensor:
        """(B, places) the entities of each prompt, NOBODY in the places before them where there are fewer."""
        given, items = self._given(batch).tolist(), entities.items.tolist()
        found = []
        for ids, rows, kept in zip(batch.ids.tolist(), batch.rows.tolist(), given, strict=True):
            latest = dict.fromkeys(reversed([*self._entities(ids, rows, kept, items)]))
            last = list(latest)[: self.places][::-1]
            found.append([NOBODY] * (self.places - len(last)) + last)
        return torch.tensor(found, device=batch.ids.device)

    def _told(self, batch: Batch, embeddings: Tensor, entities: Entities) -> Tensor:
        """(B, places, width): the entities, each with the words near it."""
        named = self.named(batch, entities).unsqueeze(2)
        states = torch.where(named == NOBODY, self.nobody, entities.states[named.squeeze(2).clamp(min=0)])
        words = functional.layer_norm(embeddings, (self.width,))
        words = words + self.hear(words)
        told = functional.layer_norm(self.tell(states), (self.width,))
        return fused_entities(words, told, self.affinity, self._given(batch))

    def _given(self, batch: Batch) -> Tensor:
        return batch.given & (batch.ids != self._unread)

    def _entities(self, ids: list[int], rows: list[int], given: list[bool], items: list[int]) -> Iterator[int]:
        """The entities of one prompt in the order of their mention; of names that overlap the longest."""
        place = 0
        while place < len(ids):
            step = 1
            if given[place] and rows[place] >= 0:
                if items[rows[place]] != NOBODY:
                    yield items[rows[place]]
            elif given[place]:
                for tokens, entity in self._names.get(ids[place], ()):
                    end = place + len(tokens)
                    if tuple(ids[place:end]) == tokens and all(given[place:end]):
                        yield entity
                        step = len(tokens)
                        break
            place += step


def _residual(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, width // 2), nn.ReLU(), nn.Linear(width // 2, width))
