"""An item is heard at a `[REC]` among all, and the best ones are then read once more after it, side by side (MESE)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional
from transformers import DynamicCache

from prompts.batch import Batch
from prompts.encoded import IGNORE, NO_ITEM
from prompts.hearing.base import Sums, at
from prompts.hearing.slot import SlotHearing
from prompts.reranker import Reranker, rows_of

if TYPE_CHECKING:
    from prompts.prompted_module import Output, PromptedModule

_AT_ONCE = 32
"""Places whose candidates are read in one pass."""


@dataclass(frozen=True, slots=True)
class Stages:
    """Losses of words and of the first stage, as `Sums` has them, and of the second: summed nats, and how many."""

    sums: Sums
    nats: Tensor
    count: int


class RerankHearing(SlotHearing):
    """Two stages: `candidates` items by the `[REC]` state over the whole catalogue (the paper samples 100 in tuning and
    searches for 500), and their order by `Reranker`. What is no candidate stays below, in the order of the first stage.
    """

    name = "rerank"

    def __init__(self, width: int = 0, candidates: int = 100) -> None:
        super().__init__(width, candidates)
        self.reranker = Reranker(width)

    def stages(self, model: PromptedModule, batch: Batch) -> Stages:
        """All losses in tuning. One `[REC]` of each dialogue, drawn, has its candidates read, the gold among them."""
        places = (batch.labels[:, 1:] != IGNORE).any(0).nonzero().squeeze(1)
        read = DynamicCache(config=model.lm.config)
        out = model(batch, places, read)
        slots = batch.targets != NO_ITEM
        sums = self.summed(model, batch, out, places)
        having = slots.any(1)
        if not bool(having.any()):
            return Stages(sums, sums[1].new_zeros(()), 0)
        drawn = at(torch.rand(slots.shape, device=slots.device).masked_fill(~slots, -1.0).argmax(1), slots)
        drawn &= having.unsqueeze(1)
        gold = batch.targets[drawn].unsqueeze(1)
        shares = self._shares(model, out, drawn)
        best = shares.detach().topk(min(self.candidates, shares.shape[1]), 1).indices
        # Where the first stage missed the gold, it takes the place of the last candidate.
        best[:, -1:] = torch.where((best == gold).any(1, keepdim=True), best[:, -1:], gold)
        refined = self._refined(model, batch, out, read, drawn, shares.detach(), best)
        nats = functional.cross_entropy(refined, (best == gold).int().argmax(1), reduction="sum")
        return Stages(sums, nats, len(gold))

    def scores(self, model: PromptedModule, batch: Batch, places: Tensor) -> Tensor:
        read = DynamicCache(config=model.lm.config)
        out = model(batch, batch.ids.new_empty(0), read)
        shares = self._shares(model, out, places)
        best = shares.topk(min(self.candidates, shares.shape[1]), 1)
        refined = self._refined(model, batch, out, read, places, shares, best.indices)
        # The lowest of them takes the lowest value that they had, and so stays above all others.
        lifted = refined - refined.amin(1, keepdim=True) + best.values[:, -1:]
        return shares.scatter(1, best.indices, lifted)

    def _shares(self, model: PromptedModule, out: Output, places: Tensor) -> Tensor:
        """The first stage: log-probabilities (m, n_items)."""
        assert model.items is not None and out.vectors is not None
        return model.items.hear(out.states[places].float(), out.vectors.float()).log_softmax(1)

    def _refined(
        self, model: PromptedModule, batch: Batch, out: Output, read: DynamicCache, places: Tensor, shares: Tensor,
        candidates: Tensor,
    ) -> Tensor:
        """The second stage: (m, C) for candidates (m, C) at the True places of (B, L), read before."""
        assert model.items is not None and out.vectors is not None
        rows, columns = places.nonzero().T
        soft = 0 if model.soft is None else model.soft.length
        ends = columns + soft
        length = batch.mask.shape[1] + soft
        seen = torch.arange(length, device=ends.device) <= ends.unsqueeze(1)
        parts = []
        for start in range(0, len(rows), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            said = model.items.say(candidates[part].flatten(), out.vectors).view(*candidates[part].shape, -1)
            kept = rows_of(read, rows[part], model.lm.config)
            parts.append(self.reranker(model, kept, seen[part], said.to(out.states.dtype)))
        return shares.gather(1, candidates) + torch.cat(parts)
