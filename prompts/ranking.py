"""How a local LM ranks: all items at once by their vectors, or a beam through a trie of what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from prompts.beam import before_answers, trie_beam
from prompts.lm import Hit
from prompts.prompt import Message, Prompt, Slot

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM

_RANK_BATCH = 64
_LEAST_BEAMS, _MOST_BEAMS = 20, 1024
"""Beams of one prompt, so that a short list is as good as the beginning of a longer one, and of a batch of prompts."""
Hidden = Sequence[frozenset[int]]
"""For each prompt the rows that it must not list."""


def rank_by_vectors(
    model: PromptedLM, prompts: Sequence[Prompt], k: int, rows: Tensor | None, hidden: Hidden
) -> list[list[Hit]]:
    """The k best items a prompt in one forward pass a batch; `rows` (allowed,) are those that may be listed."""
    k = min(k, len(model.catalogue) if rows is None else len(rows))
    if k < 1:
        return [[] for _ in prompts]
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
    model: PromptedLM, prompts: Sequence[Prompt], k: int, rows: Tensor | None, hidden: Hidden
) -> list[list[Hit]]:
    """The same by a beam of width k or more through the trie of what items are said with."""
    trie = model.trie
    if rows is not None:
        rows = rows[trie.ways[rows, 0] >= 0]
    k = min(k, trie.count if rows is None else len(rows))
    if k < 1:
        return [[] for _ in prompts]
    width = max(k, _LEAST_BEAMS)
    asked = [answering(prompt) for prompt in prompts]
    # Prompts of like length together: a short one is padded to the longest beside it.
    order = sorted(range(len(asked)), key=lambda place: sum(map(_size, asked[place].messages)))
    found: list[list[Hit]] = [[] for _ in prompts]
    many = max(1, _MOST_BEAMS // width)
    for start in range(0, len(order), many):
        part = order[start : start + many]
        batch = before_answers(model, trie, [asked[at] for at in part])
        lists = trie_beam(model, trie, batch, k, rows, [hidden[at] for at in part], width=width)
        for at, hits in zip(part, lists, strict=True):
            found[at] = hits
    return found


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


def _size(message: Message) -> int:
    return sum(len(piece) if isinstance(piece, str) else 8 for piece in message.pieces)
