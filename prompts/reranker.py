"""The second stage of MESE: candidates read after a `[REC]`, each scored by its own state.

Source: MESE, Yang et al., "Improving Conversational Recommendation Systems' Quality with Context-Aware Item
Meta-Information", Findings of NAACL 2022, sec. 3.4. The candidates' vectors are inputs that all stand at one position,
that of the `[REC]`, and see one another and all that was said before it: no order among them can be told. A linear
layer makes a number of each state. The paper takes that number as it is; here it is added to the first stage's
log-probability and starts at 0, so that a little tuning can only refine the order there was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from transformers import DynamicCache

if TYPE_CHECKING:
    from prompts.prompted_module import PromptedModule


class Reranker(nn.Module):
    """Scores candidates in the light of the dialogue and of one another."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.score = nn.Linear(width, 1)
        nn.init.zeros_(self.score.weight)
        nn.init.zeros_(self.score.bias)

    def forward(self, model: PromptedModule, read: DynamicCache, seen: Tensor, embeds: Tensor) -> Tensor:
        """Numbers (m, C) of candidates `embeds` (m, C, d), whose dialogues were `read`: keys and values of m rows and S
        positions, of which `seen` (m, S) are those up to the `[REC]`, its own the last of them.
        """
        count = embeds.shape[1]
        mask = torch.cat([seen, seen.new_ones(len(seen), count)], 1)
        # Added to attention scores, so that every implementation of attention takes it.
        closed = torch.zeros(mask.shape, dtype=embeds.dtype, device=embeds.device)
        closed = closed.masked_fill(~mask, torch.finfo(embeds.dtype).min)
        states = model.lm(
            inputs_embeds=embeds, attention_mask=closed[:, None, None, :].expand(-1, 1, count, -1),
            position_ids=(seen.sum(1, keepdim=True) - 1).expand(-1, count), past_key_values=read, use_cache=True,
            output_hidden_states=True, logits_to_keep=seen.new_empty(0, dtype=torch.long),
        ).hidden_states[-1]
        scores: Tensor = self.score(states.float()).squeeze(-1)
        return scores


def rows_of(read: Any, rows: Tensor, config: Any) -> DynamicCache:
    """The keys and values of some rows of a batch; a row may be taken several times."""
    made = DynamicCache(config=config)
    for number, layer in enumerate(read.layers):
        made.update(layer.keys[rows], layer.values[rows], number)
    return made
