"""How likely each of a few labels is the next thing an LM says, for many prompts at once.

Ratings are figures of one token each: their probabilities all stand in one distribution, at the end of the prompt, and
one pass a prompt is enough where `LanguageModel.score` needs one a label.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prompts.lm import LanguageModel
from prompts.prompt import Prompt

if TYPE_CHECKING:
    from prompts.encoded import Encoded

_POSITIONS = 8192
"""Positions of a batch, padding included."""


def label_scores(lm: LanguageModel, prompts: Sequence[Prompt], labels: Sequence[str]) -> list[list[float]]:
    """A log-probability in nats a prompt and label. Prompts have no target.

    Raises TooLong where a prompt leaves no room for its answer, LanguageModelError where the model cannot score.
    """
    tokens = [lm.encoder.words(label) for label in labels] if hasattr(lm, "encoder") else []
    if not tokens or any(len(one) != 1 for one in tokens):
        return [lm.score(prompt, labels) for prompt in prompts]
    return _of_tokens(lm, prompts, [token for (token,) in tokens])


def _of_tokens(lm: Any, prompts: Sequence[Prompt], tokens: Sequence[int]) -> list[list[float]]:
    """One pass of a `PromptedLM` over batches of prompts of like length."""
    import torch

    from prompts.batch import collate

    encoded = [lm.encoder(prompt, limit=lm.encoder.limit - 1) for prompt in prompts]
    found: list[list[float]] = [[]] * len(prompts)
    for places in _batches(encoded):
        batch = collate([encoded[place] for place in places], lm.encoder.pad).to(lm.device)
        ends = batch.mask.sum(1) - 1
        wanted, column = torch.unique(ends, return_inverse=True)
        with torch.inference_mode():
            logits = lm(batch, wanted).logits[torch.arange(len(ends), device=ends.device), column]
            scores = logits.float().log_softmax(-1)[:, list(tokens)]
        for place, row in zip(places, scores.tolist(), strict=True):
            found[place] = row
    return found


def _batches(encoded: Sequence[Encoded]) -> list[list[int]]:
    """Places of prompts, the shortest first, a batch a list."""
    batches: list[list[int]] = []
    for place in sorted(range(len(encoded)), key=lambda place: len(encoded[place])):
        if not batches or len(encoded[place]) * (len(batches[-1]) + 1) > _POSITIONS:
            batches.append([])
        batches[-1].append(place)
    return batches
