"""A trie of token sequences held as tensors, so that walking it needs no Python call a beam or a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

ROOT = 0
_NONE = -1
Array = NDArray[Any]


class Trie:
    """Token sequences as nodes. `starts` (n+1,) gives each node's slice of `tokens` and `children`, both (edges,).

    `item` (n,) is the row of the sequence that ends at a node, else -1; `longest` counts the tokens of the longest one,
    `count` the rows that can be said. No sequence may begin with another: titles end with the end token, so that
    "Alien" and "Aliens" are told apart. An empty sequence is a row that cannot be said.
    """

    def __init__(self, sequences: Sequence[Sequence[int]]) -> None:
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        self.longest = int(lengths.max(initial=0))
        self.count = int((lengths > 0).sum())
        table = np.full((len(sequences), self.longest), _NONE, np.int64)
        flat = np.fromiter((token for sequence in sequences for token in sequence), np.int64, int(lengths.sum()))
        table[np.arange(self.longest) < lengths[:, None]] = flat
        order = np.lexsort(table.T[::-1]) if self.longest else np.arange(len(sequences))
        order = order[lengths[order] > 0]
        nodes, parents, tokens = _numbered(table[order], lengths[order])
        self.item = torch.full((len(parents),), _NONE)
        ends = nodes[np.arange(len(order)), lengths[order]]
        _refuse_alike(ends, order, nodes, lengths)
        self.item[torch.from_numpy(ends)] = torch.from_numpy(order)
        self.starts = torch.from_numpy(np.bincount(parents[1:] + 1, minlength=len(parents) + 1).cumsum())
        # Nodes are numbered level by level in the order of their parents, so edges lie in the order of their children.
        self.tokens = torch.from_numpy(tokens[1:])
        self.children = torch.arange(1, len(parents))
        ways = np.full((len(sequences), self.longest + 1), _NONE, np.int64)
        ways[order] = nodes
        self.ways = torch.from_numpy(ways)
        """(rows, longest + 1) the nodes on the way to each row from the root, filled up with -1."""
        self._below = self._counted(self.ways)

    def below(self, rows: Tensor | None) -> Tensor:
        """(n,) how many of the rows can be said from each node; all rows where `rows` is None."""
        return self._below if rows is None else self._counted(self.ways[rows])

    def _counted(self, ways: Tensor) -> Tensor:
        return torch.bincount(ways[ways >= 0], minlength=len(self.item))

    def open_nodes(self, rows: Tensor | None) -> Tensor:
        """(n,) bool: the nodes from which an allowed item can still be reached; all where `rows` is None."""
        return self.below(rows) > 0

    def expand(self, nodes: Tensor, open_: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """All open edges out of nodes (m,): which of the m it leaves, its token, its child; each (edges,)."""
        counts = self.starts[nodes + 1] - self.starts[nodes]
        source = torch.repeat_interleave(torch.arange(len(nodes)), counts)
        first = torch.repeat_interleave(counts.cumsum(0) - counts, counts)
        edge = self.starts[nodes][source] + torch.arange(len(source)) - first
        kept = open_[self.children[edge]]
        return source[kept], self.tokens[edge][kept], self.children[edge][kept]


def _numbered(table: Array, lengths: Array) -> tuple[Array, Array, Array]:
    """Nodes (rows, longest + 1) of sorted sequences, -1 after their ends; the parent and the token of each node."""
    count, longest = table.shape
    nodes = np.full((count, longest + 1), _NONE, np.int64)
    nodes[:, 0] = ROOT
    parents, tokens, made = [np.array([_NONE])], [np.array([_NONE])], 1
    fresh = np.zeros(count, bool)
    fresh[:1] = True
    for level in range(longest):
        # Sorted, so a node is new where the sequence differs from the one before it up to this level.
        fresh[1:] |= table[1:, level] != table[:-1, level]
        here = lengths > level
        new = fresh & here
        nodes[here, level + 1] = made + new.cumsum()[here] - 1
        parents.append(nodes[new, level])
        tokens.append(table[new, level])
        made += int(new.sum())
    return nodes, np.concatenate(parents), np.concatenate(tokens)


def _refuse_alike(ends: Array, order: Array, nodes: Array, lengths: Array) -> None:
    """Raise ValueError where two sequences are the same, or one begins with the other: sorted, they stand together."""
    passes = nodes[np.arange(1, len(order)), lengths[order[:-1]]] == ends[:-1]
    for at in np.flatnonzero(passes)[:1].tolist():
        one, other = order[at : at + 2].tolist()
        if lengths[one] == lengths[other]:
            raise ValueError(f"items in rows {one} and {other} are said with the same tokens; make one of them longer")
        raise ValueError(f"what row {other} is said with begins with all of row {one}; give each an end")
