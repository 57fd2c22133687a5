"""Cross-entropy of states over all items, exact, without ever holding float32 logits.

The softmax over a catalogue is the widest thing a ranking model computes. Under autocast its three products run in
bfloat16 and its one table of (m, n_items) probabilities is kept at half size for the way back; elsewhere in float32.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import Function


def item_cross_entropy(queries: Tensor, vectors: Tensor, bias: Tensor | None, targets: Tensor) -> Tensor:
    """Summed -log softmax(queries @ vectors.T + bias)[target] in nats, a scalar with gradients to all three.

    Queries (m, d) and vectors (n, d) float32, bias (n,) or None, targets (m,) item rows.
    """
    narrow = torch.bfloat16 if torch.is_autocast_enabled(queries.device.type) else torch.float32
    loss: Tensor = _ItemCrossEntropy.apply(queries, vectors, bias, targets, narrow)  # type: ignore[no-untyped-call]
    return loss


class _ItemCrossEntropy(Function):
    @staticmethod
    def forward(
        ctx: Any, queries: Tensor, vectors: Tensor, bias: Tensor | None, targets: Tensor, narrow: torch.dtype
    ) -> Tensor:
        with torch.autocast(queries.device.type, enabled=False):
            logits = queries.to(narrow) @ vectors.to(narrow).T
            own = (queries * vectors[targets]).sum(1)
            if bias is not None:
                logits += bias.to(narrow)
                own = own + bias[targets]
            highest = logits.amax(1, keepdim=True)
            shares = logits.sub_(highest).exp_()
            total = shares.sum(1).float()
            ctx.save_for_backward(queries, vectors, targets, shares, total)
            ctx.narrow, ctx.biased = narrow, bias is not None
            return (total.log() + highest.squeeze(1).float() - own).sum()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        queries, vectors, targets, shares, total = ctx.saved_tensors
        narrow, (above,) = ctx.narrow, gradients
        with torch.autocast(queries.device.type, enabled=False):
            weight = (above / total).unsqueeze(1)
            for_queries = (shares @ vectors.to(narrow)).float() * weight - vectors[targets] * above
            for_vectors = (shares.T @ (queries * weight).to(narrow)).float()
            for_vectors.index_add_(0, targets, queries * -above)
            for_bias = None
            if ctx.biased:
                for_bias = (shares.T @ weight.to(narrow)).float().squeeze(1)
                for_bias.index_add_(0, targets, -above.expand(len(targets)))
        return for_queries, for_vectors, for_bias, None, None
