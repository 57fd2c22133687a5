"""Constrained decoding: a beam search that can say nothing but what a trie holds.

One forward pass a step serves every user and beam. A prompt is read once: its keys and values are kept, and taken along
by the beams that grow from it. What may not be listed is masked inside the beam, so that no place of it is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from data.records import Item
from prompts.batch import Batch, collate
from prompts.kept import Kept
from prompts.lm import Hit
from prompts.prompt import Prompt
from prompts.trie import ROOT, Trie

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM


def before_answers(model: PromptedLM, trie: Trie, prompts: Sequence[Prompt]) -> Batch:
    """Prompts as `trie_beam` reads them: padded on the left, with room for the longest answer."""
    room = model.encoder.limit - trie.longest
    return collate([model.encoder(prompt, limit=room) for prompt in prompts], model.encoder.pad, side="left")


def trie_beam(
    model: PromptedLM, trie: Trie, batch: Batch, k: int, rows: Tensor | None,
    hidden: Sequence[frozenset[int]] = (), *, width: int = 0,
) -> list[list[Hit]]:
    """The k most likely items after each prompt of a left-padded batch, by beam search of width max(k, width), scored
    by total log-probability.

    Never says anything else, never twice the same, and finds k items wherever so many may be said. `rows` (allowed,)
    are the rows that may be said, all where it is None; `hidden` those that must not be, prompt by prompt.
    """
    wide = max(1, min(max(k, width), trie.count))
    count = len(batch.ids)
    kept = Kept(model, batch.to(model.device))
    below = trie.below(rows)
    open_ = below > 0
    shut = _Shut(trie, below, rows, hidden)
    users = torch.arange(count)
    nodes = torch.full((count,), ROOT)
    scores = torch.zeros(count)
    logits = kept.logits
    found: list[tuple[Tensor, Tensor, Tensor]] = []
    while len(users):
        source, token, child = trie.expand(nodes, open_)
        said = ~shut(users[source], child)
        source, token, child = source[said], token[said], child[said]
        total = scores[source] + _taken(logits, source, token)
        keep = _best_per_user(users[source], total, wide)
        source, token, child, total = source[keep], token[keep], child[keep], total[keep]
        ended = trie.item[child]
        live = ended < 0
        found.append((users[source[~live]], ended[~live], total[~live]))
        source, token, child, total = source[live], token[live], child[live], total[live]
        users, nodes, scores = users[source], child, total
        if len(users):
            logits = kept.say(source, token)
    return _listed(found, count, k, model.catalogue.items)


class _Shut:
    """Which nodes lead a user to nothing but hidden items: where all that lies below is hidden.

    Held as a sorted list of user and node in one number, which is as long as the hidden items are many.
    """

    def __init__(self, trie: Trie, below: Tensor, rows: Tensor | None, hidden: Sequence[frozenset[int]]) -> None:
        self._nodes = len(trie.item)
        pairs = torch.tensor([(user, row) for user, some in enumerate(hidden) for row in some], dtype=torch.long)
        pairs = pairs.reshape(-1, 2)
        if rows is not None:
            pairs = pairs[torch.isin(pairs[:, 1], rows)]
        ways = trie.ways[pairs[:, 1]]
        keys = (pairs[:, :1] * self._nodes + ways)[ways >= 0]
        keys, counts = torch.unique(keys, return_counts=True)
        self._keys = keys[counts >= below[keys % self._nodes]]

    def __call__(self, users: Tensor, nodes: Tensor) -> Tensor:
        """(m,) bool for users (m,) at nodes (m,)."""
        if not len(self._keys):
            return torch.zeros(len(users), dtype=torch.bool)
        keys = users * self._nodes + nodes
        at = torch.searchsorted(self._keys, keys).clamp(max=len(self._keys) - 1)
        shut: Tensor = self._keys[at] == keys
        return shut


def _taken(logits: Tensor, source: Tensor, token: Tensor) -> Tensor:
    """(edges,) log-probabilities, normalised over the whole vocabulary, of the tokens that edges say alone."""
    norms = logits.float().logsumexp(-1)
    source, token = source.to(logits.device), token.to(logits.device)
    return (logits[source, token].float() - norms[source]).cpu()


def _best_per_user(users: Tensor, scores: Tensor, k: int) -> Tensor:
    """Positions of each user's k best scores, in no particular order."""
    order = scores.argsort(descending=True, stable=True)
    order = order[users[order].argsort(stable=True)]
    counts = torch.bincount(users)
    place = torch.arange(len(order)) - (counts.cumsum(0) - counts)[users[order]]
    return order[place < k]


def _listed(found: list[tuple[Tensor, Tensor, Tensor]], count: int, k: int, items: Sequence[Item]) -> list[list[Hit]]:
    """Each user's k best of all that was found, best first."""
    lists: list[list[Hit]] = [[] for _ in range(count)]
    if not found:
        return lists
    users, rows, scores = (torch.cat(part) for part in zip(*found, strict=True))
    keep = _best_per_user(users, scores, k)
    kept: Any = zip(users[keep].tolist(), rows[keep].tolist(), scores[keep].tolist(), strict=True)
    for user, row, score in kept:
        lists[user].append(Hit(items[row].id, score))
    return lists
