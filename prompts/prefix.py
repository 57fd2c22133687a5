"""Prefix tuning inside a language model: PEFT's own vectors, a forward pass and a generation that do read them.

Keys and values of their own stand before all others in every layer (Li & Liang 2021). PEFT 0.21 makes, trains and saves
them, but on transformers 5 its `generate` refuses `inputs_embeds` for every model, because its preparing of inputs does
not name them, and its `forward` throws away a cache that it is given. So the prefix goes into the cache here: a fresh
one, or an empty one of the caller's, begins with it; a caller counts neither its positions nor its mask.
"""

from __future__ import annotations

from typing import Any

import torch
from peft import PeftModelForCausalLM, PrefixTuningConfig
from torch import Tensor, nn
from transformers import DynamicCache

_STARTED = 0.02
"""Standard deviation of new prefixes: PEFT's own, 1, drowns what a small model reads."""


class PrefixedLM(PeftModelForCausalLM):
    """A causal LM whose layers read a prefix of `length` positions; its own weights are frozen."""

    def __init__(self, lm: Any, length: int) -> None:
        super().__init__(lm, PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=length))
        self.length = length
        for parameter in self.prompt_encoder.parameters():
            nn.init.normal_(parameter, std=_STARTED)

    def forward(  # type: ignore[override]
        self, input_ids: Tensor | None = None, attention_mask: Tensor | None = None,
        inputs_embeds: Tensor | None = None, past_key_values: DynamicCache | None = None,
        position_ids: Tensor | None = None, **more: Any,
    ) -> Any:
        """As the LM's own. `past_key_values` is empty, or was filled here; positions are counted without the prefix."""
        read = input_ids if inputs_embeds is None else inputs_embeds
        assert read is not None
        count, past = len(read), past_key_values
        if past is None:
            past = self._prefix(count)
        elif not past.get_seq_length():
            layers: Any = self._prefix(count).layers
            for number, layer in enumerate(layers):
                past.update(layer.keys, layer.values, number)
        lm: Any = self.get_base_model()
        return lm(
            input_ids=input_ids, inputs_embeds=inputs_embeds, past_key_values=past,
            attention_mask=None if attention_mask is None else self._before(attention_mask),
            position_ids=None if position_ids is None else position_ids + self.length, **more,
        )

    def generate(
        self, *, inputs_embeds: Tensor, attention_mask: Tensor, **options: Any
    ) -> Tensor:
        """As the LM's own, from embeddings (B, L, width). Always with a cache, for the prefix is in it."""
        count, _, width = inputs_embeds.shape
        # A generation that goes on from a cache takes embeddings for all that is in it, and reads those after it.
        filler = inputs_embeds.new_zeros(count, self.length, width)
        lm: Any = self.get_base_model()
        said: Tensor = lm.generate(
            inputs_embeds=torch.cat([filler, inputs_embeds], 1), attention_mask=self._before(attention_mask),
            past_key_values=self._prefix(count * options.get("num_beams", 1)), **(options | {"use_cache": True}),
        )
        return said

    def _prefix(self, count: int) -> DynamicCache:
        """A cache of `count` rows that holds the prefix and nothing else."""
        cache: Any = self.get_prompt(count)
        return cache  # type: ignore[no-any-return]

    def _before(self, mask: Tensor) -> Tensor:
        return torch.cat([mask.new_ones(len(mask), self.length), mask], 1)
