"""What tuning minimises: one function a member, all with the same signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from finetune.contrast import contrast
from prompts.batch import Batch
from prompts.encoded import IGNORE, NO_ITEM
from prompts.hearing.rerank import RerankHearing
from prompts.prompted_lm import PromptedLM
from prompts.soft.private import Private

REVERSAL = 1.0
"""How strongly what a soft prompt hides is pushed out of it, beside the other losses."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A batch's loss to minimise, and the sums in nats it is made of, with their counts, for logs."""

    total: Tensor
    language: float
    tokens: int
    item: float
    items: int


Objective = Callable[[PromptedLM, Batch, float], Loss]


def language(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """Next-token cross-entropy alone (P5, eq. 1), a mean over tokens."""
    words, item, tokens, items = model.losses(batch)
    return Loss(words / max(tokens, 1), float(words.detach()), tokens, float(item.detach()), items)


def joint(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """Next-token cross-entropy plus `item_weight` times the cross-entropy of the items at `[REC]` over the whole
    catalogue (MESE, eq. 6, with a full softmax in place of its sampled one).
    """
    words, item, tokens, items = model.losses(batch)
    total = words / max(tokens, 1) + item_weight * item / max(items, 1)
    return Loss(total, float(words.detach()), tokens, float(item.detach()), items)


def items(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """The cross-entropy of the items at `[REC]` over the whole catalogue alone (UniCRS, eq. 9), a mean over items."""
    words, item, tokens, count = model.losses(batch)
    # A batch without an item has nothing to learn, which a backward pass is told by a loss of nothing.
    total = item_weight * item / count if count else 0.0 * words
    return Loss(total, float(words.detach()), tokens, float(item.detach()), count)


def per_example(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """`joint`, but each example's tokens and items are averaged first and then all examples, as P5 was tuned (its code:
    a mean over the tokens of an answer, then over the batch): a long text weighs no more than a rating of one token.
    """
    places = (batch.labels[:, 1:] != IGNORE).any(0).nonzero().squeeze(1)
    out = model(batch, places)
    labels = batch.labels[:, 1:][:, places]
    wanted = labels != IGNORE
    words = functional.cross_entropy(out.logits[wanted].float(), labels[wanted], reduction="none")
    total = _means(words, wanted).mean()
    slots = batch.targets != NO_ITEM
    item = words.new_zeros(())
    if model.items is not None and out.vectors is not None and bool(slots.any()):
        logits = model.items.hear(out.states[slots].float(), out.vectors.float())
        nats = functional.cross_entropy(logits, batch.targets[slots], reduction="none")
        total, item = total + item_weight * _means(nats, slots).mean(), nats.detach().sum()
    return Loss(total, float(words.detach().sum()), int(wanted.sum()), float(item), int(slots.sum()))


def _means(nats: Tensor, where: Tensor) -> Tensor:
    """(B,) means of the values at the True places of (B, n), which `nats` holds in order; 0 for a row without any."""
    rows = where.nonzero()[:, 0]
    sums = torch.zeros(len(where), device=nats.device, dtype=nats.dtype).index_add(0, rows, nats)
    return sums / where.sum(1).clamp(min=1)


def two_stage(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """`joint`, and as much again for the gold item among the candidates that are read after a `[REC]` (MESE, eq. 5 to
    8). Raises TypeError for a model that hears items in another way; a recipe is checked before.
    """
    if not isinstance(model.hearing, RerankHearing):
        raise TypeError(f"two_stage tunes hears = 'rerank', and the model hears by {model.hearing.name!r}")
    stages = model.hearing.stages(model, batch)
    words, item, tokens, items = stages.sums
    second = stages.nats / max(stages.count, 1)
    total = words / max(tokens, 1) + item_weight * (item / max(items, 1) + second)
    return Loss(total, float(words.detach()), tokens, float(item.detach()), items)


def rated(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """`language`, plus `item_weight` times the mean squared error of the ratings, over the examples that have one
    (PEPLER, sec. 4.3: recommendation as regularisation).
    """
    plain = language(model, batch, 0.0)
    error = model.ratings(batch) - batch.ratings
    known = ~error.isnan()
    # A product with what is not known would be unknown too, and so its gradient.
    squares = error[known].square().sum() / max(int(known.sum()), 1)
    return replace(plain, total=plain.total + item_weight * squares)


def context(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """`language`, plus `item_weight` times the cross-entropy of all words of the answer at the position of the first
    item, in whatever order: PETER's context prediction (Li, Zhang & Chen 2021, eq. 11), a mean over words.
    """
    labels = batch.labels[:, 1:]
    first = (batch.rows != NO_ITEM).long().argmax(1)
    has = (batch.rows != NO_ITEM).any(1)
    places = torch.unique(torch.cat([(labels != IGNORE).any(0).nonzero().squeeze(1), first]))
    out = model(batch, places)
    told = labels[:, places[places < labels.shape[1]]]
    wanted = told != IGNORE
    words = functional.cross_entropy(out.logits[:, : told.shape[1]][wanted].float(), told[wanted], reduction="sum")
    count = int(wanted.sum())
    at = torch.searchsorted(places, first)
    logp = out.logits[torch.arange(len(first), device=first.device), at].float().log_softmax(-1)
    bag = (wanted & has.unsqueeze(1)).long()
    picked = (logp.gather(1, told.clamp(min=0)) * bag).sum() / bag.sum().clamp(min=1)
    total = words / max(count, 1) - item_weight * picked
    return Loss(total, float(words.detach()), count, 0.0, 0)


def contrastive(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """The cross-entropy of the next items, plus `item_weight` times the contrast of two views of each user (PPR, Wu et
    al. 2022, eq. 9).
    """
    plain = items(model, batch, 1.0)
    if not item_weight or not model.training:
        return plain
    return replace(plain, total=plain.total + item_weight * contrast(model, batch))


def hiding(model: PromptedLM, batch: Batch, item_weight: float) -> Loss:
    """`contrastive`, plus an adversary's nats of what the soft prompt hides (`prompts.soft.private`).

    Raises TypeError where the soft prompt hides nothing; a recipe is checked before.
    """
    plain = contrastive(model, batch, item_weight)
    if not isinstance(model.soft, Private):
        raise TypeError("the objective 'hiding' tunes soft = 'private'")
    if not model.training:
        return plain
    return replace(plain, total=plain.total + model.soft.given_away(batch, REVERSAL))


OBJECTIVES: Mapping[str, Objective] = {
    "language": language, "joint": joint, "items": items, "per_example": per_example, "two_stage": two_stage,
    "rated": rated, "context": context, "contrastive": contrastive,
    "hiding": hiding,
}
