"""Prompts that were read once: their keys and values, from which any number of continuations grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers import DynamicCache

from prompts.batch import Batch

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM


class Kept:
    """A left-padded batch of prompts after one forward pass. `logits` (B, V) are of the token that follows each."""

    def __init__(self, model: PromptedLM, batch: Batch) -> None:
        self._lm = model.lm
        embeds, self._mask, _ = model.embed(batch)
        self._cache = DynamicCache(config=model.lm.config)
        self.logits = self._next(self._mask.shape[1], inputs_embeds=embeds, logits_to_keep=1)[:, -1]

    def say(self, source: Tensor, token: Tensor) -> Tensor:
        """Go on from the rows `source` (m,) with one token each (m,): (m, V) logits of the token after it.

        The rows are then those m: a row may be taken several times, or not at all.
        """
        return self.read(source, token.unsqueeze(1))[:, -1]

    def read(self, source: Tensor, tokens: Tensor) -> Tensor:
        """The same with several tokens (m, t) at once, right-padded with anything: all their logits (m, t, V)."""
        source, tokens = source.to(self._mask.device), tokens.to(self._mask.device)
        self._cache.reorder_cache(source)  # type: ignore[arg-type]  # any index will do
        mask = self._mask[source]
        self._mask = torch.cat([mask, mask.new_ones(tokens.shape)], 1)
        return self._next(tokens.shape[1], input_ids=tokens)

    def _next(self, new: int, **read: Any) -> Tensor:
        positions = (self._mask.cumsum(1) - 1).clamp(min=0)[:, -new:]
        logits: Tensor = self._lm(
            **read, attention_mask=self._mask, position_ids=positions, past_key_values=self._cache, use_cache=True,
        ).logits
        return logits
