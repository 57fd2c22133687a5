"""How good a model in training is on held-out examples of its own tasks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from accelerate import Accelerator
from torch import Tensor

from finetune.code_validation import code_places
from prompts.batch import Batch
from prompts.encoded import IGNORE, NO_ITEM
from prompts.prompted_lm import PromptedLM


@torch.inference_mode()
def validate(model: PromptedLM, held: Mapping[str, Sequence[Batch]], accelerator: Accelerator) -> dict[str, float]:
    """Figures a task: token perplexity; recall@10 and ndcg@10 of items among all but those of their own prompt (where
    codes say them, in the lists that a beam makes).
    """
    training = model.training
    model.eval()
    figures: dict[str, float] = {}
    for task, batches in held.items():
        nats, tokens, hits, gains, items = 0.0, 0, 0, 0.0, 0
        for batch in batches:
            batch = batch.to(accelerator.device)
            with accelerator.autocast():
                # Where no word is learned, as in histories, the pass over words is spared.
                words, count = (model.losses(batch)[::2]) if bool((batch.labels != IGNORE).any()) else (0.0, 0)
                places = code_places(model, batch) if model.codes is not None and not model.talks else None
                slots = batch.targets != NO_ITEM
                heard = model.items is not None and bool(slots.any())
                logits = model.hearing.scores(model, batch, slots) if heard else None
            nats, tokens = nats + float(words), tokens + count
            if logits is not None:
                places = _places(logits.float(), batch, slots)
            if places is not None:
                hits += int((places < 10).sum())
                gains += float(torch.where(places < 10, 1 / (places + 2.0).log2(), 0.0).sum())
                items += len(places)
        if tokens:
            figures[f"{task}_perplexity"] = math.exp(min(nats / tokens, 50.0))
        if items:
            figures[f"{task}_recall@10"] = hits / items
            figures[f"{task}_ndcg@10"] = gains / items
    model.train(training)
    return figures


def _places(logits: Tensor, batch: Batch, slots: Tensor) -> Tensor:
    """(m,) how many items are above each target in (m, n) logits, without the other items of its prompt."""
    targets = batch.targets[slots].unsqueeze(1)
    own = logits.gather(1, targets)
    seen = batch.rows[slots.nonzero()[:, 0]]
    hidden = logits.scatter(1, seen.clamp(min=0), torch.where(seen == NO_ITEM, logits[:, :1], -torch.inf))
    # Row 0 stands in for positions without an item, so it is set again where it was not seen.
    zero = (seen == 0).any(1)
    hidden[:, 0] = torch.where(zero, -torch.inf, logits[:, 0])
    return (hidden > own).sum(1)
