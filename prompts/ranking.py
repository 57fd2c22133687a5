"""How a local LM ranks: all items at once by their vectors, or a beam through a trie of what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from prompts.lm import Hit
from prompts.prompt import Message, Prompt, Slot
from prompts.trie import Trie, trie_beam

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

_RANK_BATCH = 64
_MOST_BEAMS = 256
Hidden = Sequence[frozenset[int]]
"""For each prompt the rows that it must not list."""


def rank_by_vectors(
    model: PromptedLM, prompts: Sequence[Prompt], k: int, rows: Tensor | None, hidden: Hidden
) -> list[list[Hit]]:
    """The k best items a prompt in one forward pass a batch; `rows` (allowed,) are those that may be listed."""
    found: list[list[Hit]] = []
    for start in range(0, len(prompts), _RANK_BATCH):
        scores = model.item_scores(prompts[start : start + _RANK_BATCH]).cpu()
        if rows is not None:
            blocked = torch.full_like(scores, -torch.inf)
            blocked[:, rows] = scores[:, rows]
            scores = blocked
        for place, unwanted in enumerate(hidden[start : start + _RANK_BATCH]):
            scores[place, list(unwanted)] = -torch.inf
        best = scores.topk(k, dim=1)
        for values, places in zip(best.values.tolist(), best.indices.tolist(), strict=True):
            listed = zip(values, places, strict=True)
            found.append([Hit(model.catalogue.items[row].id, score) for score, row in listed if score > -torch.inf])
    return found


def rank_by_trie(
    model: PromptedLM, trie: Trie, prompts: Sequence[Prompt], k: int, rows: Tensor | None, hidden: Hidden
) -> list[list[Hit]]:
    """The same by a beam of width k through the trie of what items are called."""
    many = max(1, _MOST_BEAMS // k)
    asked = [answering(prompt) for prompt in prompts]
    starts = range(0, len(prompts), many)
    parts = [trie_beam(model, trie, asked[at : at + many], k, rows, hidden[at : at + many]) for at in starts]
    return [hits for part in parts for hits in part]


def asking(prompt: Prompt) -> Prompt:
    """The prompt with an open agent message that ends in `[REC]`."""
    if _asks(prompt):
        return replace(prompt, target=())
    return Prompt((*prompt.messages, Message("agent", (Slot(),))), (), prompt.user)


def answering(prompt: Prompt) -> Prompt:
    """The prompt with an open agent message that a title can follow: without the `[REC]` at its end."""
    if not _asks(prompt):
        return replace(prompt, target=())
    *before, last = prompt.messages
    said = (Message("agent", last.pieces[:-1]),) if len(last.pieces) > 1 else ()
    return Prompt((*before, *said), (), prompt.user)


def _asks(prompt: Prompt) -> bool:
    last = prompt.messages[-1] if prompt.messages else None
    if last is None or last.role != "agent" or not last.pieces:
        return False
    return isinstance(last.pieces[-1], Slot) and last.pieces[-1].name == "REC"
