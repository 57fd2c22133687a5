"""The likelihood of many continuations of one prompt, which is read once a batch of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch

from prompts.batch import collate
from prompts.encoded import Encoded
from prompts.kept import Kept
from prompts.prompt import Prompt

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

_BATCH = 64


def score_continuations(model: PromptedLM, prompt: Prompt, continuations: Sequence[str]) -> list[float]:
    """Log-probability of each continuation after the prompt, in nats.

    A prompt that is too long loses its beginning, more of it before a long continuation than before a short one. Raises
    TooLong where a continuation leaves no room for the prompt.
    """
    encoder, asked = model.encoder, replace(prompt, target=())
    words = [encoder.words(text) for text in continuations]
    before: dict[tuple[int, ...], tuple[Encoded, list[int]]] = {}
    for place, said in enumerate(words):
        encoded = encoder(asked, limit=encoder.limit - len(said))
        before.setdefault((*encoded.ids, *encoded.rows), (encoded, []))[1].append(place)
    scores = [0.0] * len(words)
    for encoded, places in before.values():
        # Continuations of like length together, so that little is padding.
        places = sorted((place for place in places if words[place]), key=lambda place: len(words[place]))
        for start in range(0, len(places), _BATCH):
            part = places[start : start + _BATCH]
            for place, score in zip(part, _scored(model, encoded, [words[place] for place in part]), strict=True):
                scores[place] = score
    return scores


def _scored(model: PromptedLM, encoded: Encoded, words: Sequence[Sequence[int]]) -> list[float]:
    kept = Kept(model, collate([encoded], model.encoder.pad).to(model.device))
    longest = max(map(len, words))
    tokens = torch.tensor([[*said, *[0] * (longest - len(said))] for said in words], device=model.device)
    lengths = torch.tensor([len(said) for said in words], device=model.device)
    first = kept.logits.float().log_softmax(-1).expand(len(words), -1)
    taken = [first.gather(1, tokens[:, :1])]
    if longest > 1:
        logits = kept.read(torch.zeros(len(words), dtype=torch.long), tokens[:, :-1])
        taken.append(logits.float().log_softmax(-1).gather(2, tokens[:, 1:].unsqueeze(2)).squeeze(2))
    counted = torch.arange(longest, device=model.device) < lengths.unsqueeze(1)
    found: list[float] = (torch.cat(taken, 1) * counted).sum(1).tolist()
    return found
