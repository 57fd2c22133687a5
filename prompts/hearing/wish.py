"""An item is heard at a slot with what is asked of it: how much reward should follow (PRL, Xin et al. 2022, sec. 3).

A log tells which item followed a history, and what reward came of it; learned so, a model that is asked for more than
the usual reward answers as histories that were worth more went on. No value is estimated, nothing is simulated.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from data.records import ItemRef
from prompts.batch import Batch
from prompts.encoded import NO_ITEM
from prompts.hearing.base import Hearing, Sums
from prompts.prompt import Future, Message, Prompt, Slot
from prompts.ranking import asking

if TYPE_CHECKING:
    from prompts.prompted_module import PromptedModule

STEPS = 50
"""Steps with a row of their own; later ones share the last."""


class _Wished(nn.Module):
    """States (m, d), with what is asked there (m, 2), reward and step: (m, d)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.steps = nn.Embedding(STEPS + 1, width)
        self.scale = nn.Parameter(torch.empty(width).normal_(std=0.1))
        self.unasked = nn.Parameter(torch.zeros(width))
        last = nn.Linear(width, width)
        self.tell = nn.Sequential(nn.Linear(2 * width, width), nn.ReLU(), last)
        nn.init.normal_(self.steps.weight, std=0.02)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def forward(self, states: Tensor, futures: Tensor) -> Tensor:
        rewards, steps = futures[:, :1], futures[:, 1]
        # A product with what is not known would be unknown too, and so its gradient.
        wishes = torch.where(rewards.isnan(), self.unasked, rewards.nan_to_num() * self.scale)
        rows = torch.cat([self.steps(steps.nan_to_num().long().clamp(0, STEPS)), wishes], 1)
        told: Tensor = states.float() + self.tell(rows).float()
        return told


class WishHearing(Hearing):
    """What is asked, step and reward, moves the state that is compared with the items.

    The paper mixes state, step and reward in a block of attention; on MovieLens-1M that learns slower and finds less
    than the same model without it (docs/decisions.md), so here a small network makes one vector of step and reward,
    nothing at first, which is added. `wish` is the multiple of the usual reward that a prompt asks for where it does
    not say; NaN asks for none.
    """

    name = "wish"
    wish: Tensor

    def __init__(self, width: int = 0, candidates: int = 0) -> None:
        super().__init__(width, candidates)
        self.wished = _Wished(width)
        self.register_buffer("wish", torch.tensor(torch.nan))

    def asked(self, prompt: Prompt) -> Prompt:
        open_prompt = asking(prompt)
        last = open_prompt.messages[-1].pieces[-1]
        if isinstance(last, Slot) and last.future is not None:
            return open_prompt
        step = sum(isinstance(piece, ItemRef) for message in prompt.messages for piece in message.pieces)
        wish = float(self.wish)
        return wishing(open_prompt, Future(None if math.isnan(wish) else wish, step))

    def losses(self, model: PromptedModule, batch: Batch) -> Sums:
        slots = batch.targets != NO_ITEM
        out = model.states(batch)
        assert model.items is not None and out.vectors is not None
        zero = 0.0 * out.states.sum()
        if not bool(slots.any()):
            return zero, zero, 0, 0
        told = self.wished(out.states[slots], _at(batch, slots))
        return zero, model.items.loss(told, out.vectors.float(), batch.targets[slots]), 0, int(slots.sum())

    def scores(self, model: PromptedModule, batch: Batch, places: Tensor) -> Tensor:
        out = model.states(batch)
        assert model.items is not None and out.vectors is not None
        return model.items.hear(self.wished(out.states[places], _at(batch, places)), out.vectors.float())


def wishing(prompt: Prompt, future: Future) -> Prompt:
    """The prompt, whose last `[REC]` asks for a future."""
    *before, last = asking(prompt).messages
    return replace(prompt, messages=(*before, Message("agent", (*last.pieces[:-1], Slot(future=future)))), target=())


def _at(batch: Batch, places: Tensor) -> Tensor:
    """(m, 2) what is asked at the True places of (B, L); NaN where a batch asks nothing."""
    if not batch.futures.numel():
        return torch.full((int(places.sum()), 2), torch.nan, device=places.device)
    return batch.futures[places]
