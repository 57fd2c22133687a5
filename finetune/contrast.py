"""Two views of each user that should agree, for a loss beside the next item's (PPR, Wu et al. 2022, sec. 3.4)."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional

from prompts.batch import Batch
from prompts.encoded import NO_ITEM
from prompts.prompted_lm import PromptedLM
from prompts.user_states import user_states

TEMPERATURE = 0.1
DROPPED = 0.3
"""Share of the traits, or of the items, that a view leaves out."""


def contrast(model: PromptedLM, batch: Batch) -> Tensor:
    """InfoNCE in nats of each user's state with those of its two views, among the users of the batch: one view lacks
    traits of the profile (prompt-level), the other items of the history (behaviour-level)."""
    plain = user_states(model, batch)
    views = (without_traits(batch), without_items(batch, model.tokenizer.pad_token_id))
    return torch.stack([info_nce(plain, user_states(model, view)) for view in views]).mean()


def info_nce(one: Tensor, other: Tensor) -> Tensor:
    """The mean over rows of -log of the share that each row's own partner has among all partners, by scaled cosines."""
    scores = functional.normalize(one, dim=-1) @ functional.normalize(other, dim=-1).T / TEMPERATURE
    return functional.cross_entropy(scores, torch.arange(len(scores), device=scores.device))


def without_traits(batch: Batch) -> Batch:
    """The batch with a share of the traits of each profile left out, drawn anew."""
    kept = tuple(
        tuple(trait for trait, keep in zip(traits, (torch.rand(len(traits)) >= DROPPED).tolist(), strict=True) if keep)
        for traits in batch.profiles
    )
    return replace(batch, profiles=kept)


def without_items(batch: Batch, blank: int) -> Batch:
    """The batch with a share of the items of each history blank, drawn anew."""
    gone = (torch.rand(batch.rows.shape) < DROPPED).to(batch.rows.device) & (batch.rows != NO_ITEM)
    return replace(batch, rows=batch.rows.masked_fill(gone, NO_ITEM), ids=batch.ids.masked_fill(gone, blank))
