"""Entities of a knowledge graph as vectors: a table of rows and one layer of a relational graph network (R-GCN).

h_i = e_i + e_i W_0 + sum_r mean_{j in N_r(i)} e_j W_r,   W_r = sum_b a_rb V_b   (basis decomposition)

and then a small residual network of each entity alone (Schlichtkrull et al. 2018, eq. 2 and 3, with 1/|N_r(i)| as the
constant; the residual connections are UniCRS's, Wang et al. 2022, sec. 4.1, and its code). Each relation counts
twice, as read from either end, so that facts reach items from people and people from items.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from prompts.knowledge_graph import NOBODY, KnowledgeGraph

SIZE = 128
BASES = 8


class Entities(NamedTuple):
    """States of a graph's entities (count, size), and the entity of each item of a catalogue (n_items,)."""

    states: Tensor
    items: Tensor

    def of_items(self) -> Tensor:
        """The states of the items (n_items, size). An item that is no entity has the mean of the others: with zeros it
        would be above them all wherever most are unlikely.
        """
        known = (self.items != NOBODY).unsqueeze(1)
        own = self.states[self.items.clamp(min=0)]
        return torch.where(known, own, (own * known).sum(0) / known.sum().clamp(min=1))


class KnowledgeEncoder(nn.Module):
    """States of all entities of a graph, (count, size). The graph's structure is given and not trained."""

    items: Tensor
    sources: Tensor
    starts: Tensor
    ends: Tensor

    def __init__(self, graph: KnowledgeGraph, size: int = SIZE, bases: int = BASES) -> None:
        super().__init__()
        self.graph, self.size, self.bases = graph, size, bases
        self.table = nn.Embedding(graph.count, size)
        self.basis = nn.Parameter(torch.empty(bases, size, size).normal_(std=size**-0.5))
        self.mixes = nn.Parameter(torch.empty(2 * graph.relations, bases).normal_(std=bases**-0.5))
        self.own = nn.Linear(size, size)
        self.deepen = nn.Sequential(nn.Linear(size, size // 2), nn.ReLU(), nn.Linear(size // 2, size))
        nn.init.normal_(self.table.weight, std=size**-0.5)
        self.register_buffer("items", graph.items, persistent=False)
        sources, starts, ends, self._blocks = _grouped(graph)
        self.register_buffer("sources", sources, persistent=False)
        self.register_buffer("starts", starts, persistent=False)
        self.register_buffer("ends", ends, persistent=False)
        self._kept: tuple[tuple[tuple[int, int], ...], Tensor] | None = None

    def forward(self) -> Tensor:
        """(count, size)."""
        rows = self.table.weight
        heard = self.own(rows)
        if len(self.sources):
            means = functional.embedding_bag(self.sources, rows, self.starts, mode="mean")
            weights = torch.einsum("rb,bij->rij", self.mixes, self.basis)
            parts = torch.split(means, self._blocks)
            sent = torch.cat([part @ weight for part, weight in zip(parts, weights, strict=True)])
            heard = heard.index_add(0, self.ends, sent.to(heard.dtype))
        rows = rows + heard
        deeper: Tensor = rows + self.deepen(rows)
        return deeper

    def entities(self) -> Entities:
        """What a model reads. Where nothing of it is tuned states are made once: an answer needs a few of them, and
        the graph may be large.
        """
        parameters = list(self.parameters())
        if any(parameter.requires_grad for parameter in parameters):
            return Entities(self(), self.items)
        versions = tuple((parameter.data_ptr(), parameter._version) for parameter in parameters)
        if self._kept is None or self._kept[0] != versions:
            with torch.inference_mode(False), torch.no_grad():
                self._kept = versions, self()
        return Entities(self._kept[1], self.items)


def _grouped(graph: KnowledgeGraph) -> tuple[Tensor, Tensor, Tensor, list[int]]:
    """Edges, each read from either end, in groups of one relation and one entity that hears: who is heard (2E,), where
    each group starts in it (G,), who hears (G,), and how many groups each of the 2R relations has.
    """
    heads, relations, tails = graph.edges.unbind(1)
    kinds = torch.cat([relations, relations + graph.relations])
    ends = torch.cat([tails, heads])
    order = (kinds * graph.count + ends).argsort(stable=True)
    keys, sizes = torch.unique_consecutive((kinds * graph.count + ends)[order], return_counts=True)
    blocks = (keys // max(graph.count, 1)).bincount(minlength=2 * graph.relations)
    return torch.cat([heads, tails])[order], sizes.cumsum(0) - sizes, keys % max(graph.count, 1), blocks.tolist()
