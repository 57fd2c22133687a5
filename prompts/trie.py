"""Constrained decoding: a trie of token sequences held as tensors, and a beam search that can say nothing else.

Walking it needs no Python call a beam or a step, and one forward pass a step serves every user and beam.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from prompts.batch import collate
from prompts.lm import Hit
from prompts.prompt import Prompt

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

_ROOT = 0


class Trie:
    """Token sequences as nodes. `starts` (n+1,) gives each node's slice of `tokens` and `children`, both (edges,).

    `item` (n,) is the row of the sequence that ends at a node, else -1; `longest` counts the tokens of the longest one.
    Each sequence must end with the end token, so that "Alien" and "Aliens" are told apart.
    """

    def __init__(self, sequences: Sequence[Sequence[int]]) -> None:
        edges: list[dict[int, int]] = [{}]
        item = [-1]
        ways: list[list[int]] = []
        for row, sequence in enumerate(sequences):
            node, way = _ROOT, [_ROOT]
            for token in sequence:
                if token not in edges[node]:
                    edges[node][token] = len(edges)
                    edges.append({})
                    item.append(-1)
                node = edges[node][token]
                way.append(node)
            if item[node] >= 0:
                raise ValueError(
                    f"items in rows {item[node]} and {row} are said with the same tokens; make one of them longer"
                )
            item[node] = row
            ways.append(way)
        self.starts = torch.tensor([0, *(len(edge) for edge in edges)]).cumsum(0)
        self.tokens = torch.tensor([token for edge in edges for token in edge], dtype=torch.long)
        self.children = torch.tensor([child for edge in edges for child in edge.values()], dtype=torch.long)
        self.item = torch.tensor(item)
        self.longest = max(map(len, sequences), default=0)
        self._ways = ways

    def open_nodes(self, rows: Tensor | None) -> Tensor:
        """(n,) bool: the nodes from which an allowed item can still be reached; all where `rows` is None."""
        if rows is None:
            return torch.ones(len(self.item), dtype=torch.bool)
        open_ = torch.zeros(len(self.item), dtype=torch.bool)
        open_[torch.tensor([node for row in rows.tolist() for node in self._ways[row]], dtype=torch.long)] = True
        return open_

    def expand(self, nodes: Tensor, open_: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """All open edges out of nodes (m,): which of the m it leaves, its token, its child; each (edges,)."""
        counts = self.starts[nodes + 1] - self.starts[nodes]
        source = torch.repeat_interleave(torch.arange(len(nodes)), counts)
        first = torch.repeat_interleave(counts.cumsum(0) - counts, counts)
        edge = self.starts[nodes][source] + torch.arange(len(source)) - first
        kept = open_[self.children[edge]]
        return source[kept], self.tokens[edge][kept], self.children[edge][kept]


def trie_beam(
    model: PromptedLM, trie: Trie, prompts: Sequence[Prompt], k: int, rows: Tensor | None,
    hidden: Sequence[frozenset[int]] = (),
) -> list[list[Hit]]:
    """The k most likely items a prompt by beam search of width k through the trie, scored by total log-probability.

    Never says anything else, never twice the same; needs k <= the number of allowed items. `rows` (allowed,) are the
    rows that may be said, all where it is None; `hidden` those that must not be, prompt by prompt.
    """
    hidden = hidden or [frozenset()] * len(prompts)
    wide = k + max(map(len, hidden), default=0)
    room = model.encoder.limit - trie.longest
    batch = collate([model.encoder(prompt, limit=room) for prompt in prompts], model.encoder.pad, side="left")
    embeds, mask, _ = model.embed(batch.to(model.device))
    open_ = trie.open_nodes(rows)
    users = torch.arange(len(prompts))
    nodes = torch.full((len(prompts),), _ROOT)
    scores = torch.zeros(len(prompts))
    said = torch.empty(len(prompts), 0, dtype=torch.long)
    found: list[list[Hit]] = [[] for _ in prompts]
    while len(users):
        logp = _next(model, embeds[users], mask[users], said)
        source, token, child = trie.expand(nodes, open_)
        total = scores[source] + logp[source, token]
        keep = _best_per_user(users[source], total, wide)
        source, token, child, total = source[keep], token[keep], child[keep], total[keep]
        ended = trie.item[child]
        for user, row, score in zip(users[source].tolist(), ended.tolist(), total.tolist(), strict=True):
            if row >= 0 and row not in hidden[user]:
                found[user].append(Hit(model.catalogue.items[row].id, score))
        live = ended < 0
        said = torch.cat([said[source], token.unsqueeze(1)], 1)[live]
        users, nodes, scores = users[source][live], child[live], total[live]
    return [sorted(hits, key=lambda hit: -hit.score)[:k] for hits in found]


def _next(model: PromptedLM, embeds: Tensor, mask: Tensor, said: Tensor) -> Tensor:
    """Log-probabilities (m, V) of the token after prompts (m, L, d) followed by the tokens `said` (m, t)."""
    table = model.lm.get_input_embeddings()
    embeds = torch.cat([embeds, table(said.to(embeds.device))], 1)
    mask = torch.cat([mask, mask.new_ones(said.shape)], 1)
    positions = (mask.cumsum(1) - 1).clamp(min=0)
    logits = model.lm(inputs_embeds=embeds, attention_mask=mask, position_ids=positions, use_cache=False).logits[:, -1]
    logp: Tensor = logits.float().log_softmax(-1).cpu()
    return logp


def _best_per_user(users: Tensor, scores: Tensor, k: int) -> Tensor:
    """Positions of each user's k best scores, in no particular order."""
    order = scores.argsort(descending=True, stable=True)
    order = order[users[order].argsort(stable=True)]
    counts = torch.bincount(users)
    place = torch.arange(len(order)) - (counts.cumsum(0) - counts)[users[order]]
    return order[place < k]
