"""How likely a text goes on in a given way: the score of tuning-free prompting, with nothing around the text.

A local LM reads the very text, without role marks and without a chat template: the wording is the method (Sileo, Vossen
and Raymaekers, ECIR 2022). Any other model is asked through `score`, the text as the beginning of its own message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prompts.lm import LanguageModel
from prompts.prompt import Message, Prompt

if TYPE_CHECKING:
    from prompts.encoded import Encoded

_BATCH = 64
_LONGEST = 64
"""Tokens of a continuation that count: no title is longer, and a hostile one leaves room for the text."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Log-probability of a continuation in nats, summed over its `tokens` (words, where tokens are not known)."""

    total: float
    tokens: int

    @property
    def per_token(self) -> float:
        """The mean over tokens, so that long titles do not lose for being long."""
        return self.total / max(self.tokens, 1)


def likelihoods(lm: LanguageModel, text: str, continuations: Sequence[str]) -> list[Likelihood]:
    """The likelihood of each continuation after the text; an empty text gives that of the continuation itself.

    Where the text is too long its beginning goes. Raises LanguageModelError where the model cannot score given answers.
    """
    if not continuations:
        return []
    if hasattr(lm, "encoder"):
        return _of_text(lm, text, continuations)
    prompt = Prompt((Message("agent", (text,)),) if text else ())
    totals = lm.score(prompt, continuations)
    return [Likelihood(total, len(said.split())) for total, said in zip(totals, continuations, strict=True)]


def _of_text(lm: Any, text: str, continuations: Sequence[str]) -> list[Likelihood]:
    """A `PromptedLM` over batches of right-padded texts."""
    import torch

    from prompts.batch import collate
    from prompts.encoded import IGNORE

    words = lm.encoder.words(text)
    encoded = [_joined(lm, words, lm.encoder.words(said)[:_LONGEST]) for said in continuations]
    found: list[Likelihood] = []
    for start in range(0, len(encoded), _BATCH):
        batch = collate(encoded[start : start + _BATCH], lm.encoder.pad).to(lm.device)
        labels = batch.labels[:, 1:]
        places = (labels != IGNORE).any(0).nonzero().squeeze(1)
        wanted = labels[:, places] != IGNORE
        with torch.inference_mode():
            logp = lm(batch, places).logits.float().log_softmax(-1)
        taken = logp.gather(-1, labels[:, places].clamp(min=0).unsqueeze(-1)).squeeze(-1)
        totals, counts = (taken * wanted).sum(1).tolist(), wanted.sum(1).tolist()
        found += [Likelihood(total, count) for total, count in zip(totals, counts, strict=True)]
    return found


def _joined(lm: Any, words: Sequence[int], said: Sequence[int]) -> Encoded:
    """Text and continuation as one; something stands before the first token, or it could not be predicted."""
    from prompts.encoded import Encoded

    encoder = lm.encoder
    joined = Encoded()
    joined.add(encoder.end if encoder.begin is None else encoder.begin)
    room = max(0, encoder.limit - 1 - len(said))
    for token in words[max(0, len(words) - room) :]:
        joined.add(token)
    for token in said:
        joined.add(token, learn=True)
    return joined
