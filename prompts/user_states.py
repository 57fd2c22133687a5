"""What a model makes of a user: its state where a prompt ends."""

from __future__ import annotations

import torch
from torch import Tensor

from prompts.batch import Batch
from prompts.prompted_lm import PromptedLM


def user_states(model: PromptedLM, batch: Batch) -> Tensor:
    """(B, width) states at the last position of each prompt."""
    states = model.states(batch).states
    last = batch.mask.sum(1) - 1
    found: Tensor = states[torch.arange(len(last), device=states.device), last].float()
    return found
