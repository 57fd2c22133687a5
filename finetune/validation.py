"""How good a model in training is on held-out examples of its own tasks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from accelerate import Accelerator

from prompts.batch import Batch
from prompts.encoded import NO_ITEM
from prompts.prompted_lm import PromptedLM


@torch.inference_mode()
def validate(model: PromptedLM, held: Mapping[str, Sequence[Batch]], accelerator: Accelerator) -> dict[str, float]:
    """Figures a task: token perplexity, and recall@10, the share of items in the first 10 of the whole catalogue."""
    training = model.training
    model.eval()
    figures: dict[str, float] = {}
    for task, batches in held.items():
        nats, tokens, hits, items = 0.0, 0, 0, 0
        for batch in batches:
            batch = batch.to(accelerator.device)
            with accelerator.autocast():
                words, _, count, _ = model.losses(batch)
                out = model.states(batch)
            nats, tokens = nats + float(words), tokens + count
            slots = batch.targets != NO_ITEM
            if model.items is not None and out.vectors is not None and bool(slots.any()):
                logits = model.items.hear(out.states[slots].float(), out.vectors.float())
                best = logits.topk(min(10, model.items.count)).indices
                hits += int((best == batch.targets[slots].unsqueeze(1)).any(1).sum())
                items += int(slots.sum())
        if tokens:
            figures[f"{task}_perplexity"] = math.exp(min(nats / tokens, 50.0))
        if items:
            figures[f"{task}_recall@10"] = hits / items
    model.train(training)
    return figures
