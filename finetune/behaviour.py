"""Tunes the behaviour-tuned text encoder: items that the same people met close together get vectors that lie close.

Pairs are contrasted within a batch, both ways round, as the encoders are that "The Elephant in the Room", sec. 3, takes
item vectors from. What is often met is often in a batch as well: each candidate's logit loses the log of its share, or
popular items would be pushed away for being drawn (Yi et al. 2019, doi 10.1145/3298689.3346996).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from data.catalogue import Catalogue
from data.interactions import Interactions
from prompts.behaviour_encoder import BehaviourEncoder, plain_encoder
from prompts.indexing.material import Vectors

Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Budget:
    """How long and how hard it is tuned; the usual one takes about a minute of one core where vectors have 384 places.

    `near` is how many places apart two items of a history may stand (neighbours alone found more on Beauty than three
    places did). A `held` share of the users is for telling when to stop: after `patience` looks, one every `every`
    steps, that found nothing better.
    """

    near: int = 1
    hidden: int = 256
    batch: int = 512
    steps: int = 1200
    rounds: int = 50
    """How often each pair is met at most: few pairs have told all they can long before the last step."""
    every: int = 50
    patience: int = 4
    held: float = 0.05
    rate: float = 1e-3
    decay: float = 0.01
    dropout: float = 0.2


def tune_encoder(
    catalogue: Catalogue, train: Interactions, text: Vectors, *, seed: int, budget: Budget | None = None
) -> BehaviourEncoder:
    """An encoder tuned on `train`, each user's training prefix, for items of text vectors `text` (n_items, t).

    The weights that were best on held-out users' pairs are kept; where nobody met two items, nothing is learned and the
    plain vectors are given. The same seed gives the same encoder, and nothing else is drawn from.
    """
    budget = budget or Budget()
    learned, held = _parted(met_together(catalogue, train, budget.near), budget.held, seed)
    if len(learned) < 2 or len(held) < 2:
        return plain_encoder(text)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return _Tuning(text, learned, budget).best(_batches(learned, budget.batch, seed), held)


def met_together(catalogue: Catalogue, train: Interactions, near: int) -> list[Pairs]:
    """For each user, (m, 2) rows of the items that stand at most `near` places apart in their history."""
    known = set(catalogue.ids)
    made: list[Pairs] = []
    for user in train.users:
        rows = np.array([catalogue.row(event.item) for event in train.history(user) if event.item in known], np.int64)
        far = range(1, min(near, len(rows) - 1) + 1)
        if far:
            made.append(np.concatenate([np.stack([rows[:-apart], rows[apart:]], axis=1) for apart in far]))
    return made


class _Head(nn.Module):
    """What is tuned, in the form that gradients need; it starts as the plain encoder."""

    centre: Tensor

    def __init__(self, text: Vectors, budget: Budget) -> None:
        super().__init__()
        width = text.shape[1]
        self.register_buffer("centre", torch.from_numpy(plain_encoder(text).centre))
        self.straight = nn.Parameter(torch.eye(width))
        self.into = nn.Parameter(torch.randn(width, budget.hidden))
        self.bias = nn.Parameter(torch.zeros(budget.hidden))
        self.out = nn.Parameter(torch.zeros(budget.hidden, width))
        self.log_scale = nn.Parameter(torch.tensor(math.log(16.0)))
        self.dropout = budget.dropout

    def forward(self, text: Tensor) -> Tensor:
        moved = functional.dropout(text - self.centre, self.dropout, self.training)
        inner = functional.dropout(functional.relu(moved @ self.into + self.bias), self.dropout, self.training)
        return functional.normalize(moved @ self.straight + inner @ self.out, dim=-1)

    def encoder(self) -> BehaviourEncoder:
        """What was learned so far, as a value."""
        kept = (self.centre, self.straight, self.into, self.bias, self.out)
        return BehaviourEncoder(*(value.detach().clone().numpy() for value in kept))


class _Tuning:
    def __init__(self, text: Vectors, learned: Pairs, budget: Budget) -> None:
        self.text, self.budget = torch.tensor(text, dtype=torch.float32), budget
        self.head = _Head(text, budget)
        met = np.bincount(learned.ravel(), minlength=len(text)).astype(np.float32)
        self.steps = min(budget.steps, budget.rounds * math.ceil(len(learned) / budget.batch))
        self.log_share = torch.from_numpy(np.log(np.maximum(met, 1) / met.sum()))

    def best(self, batches: Iterator[Tensor], held: Pairs) -> BehaviourEncoder:
        """Tune until held-out pairs are told no better."""
        budget, head = self.budget, self.head
        parts = torch.split(torch.from_numpy(held), budget.batch)
        optimizer = torch.optim.AdamW(head.parameters(), lr=budget.rate, weight_decay=budget.decay)
        found, lowest, stale = head.encoder(), self._held(parts), 0
        for step in range(1, self.steps + 1):
            # A straight fall to a tenth.
            optimizer.param_groups[0]["lr"] = budget.rate * (1 - 0.9 * step / self.steps)
            optimizer.zero_grad()
            self._loss(next(batches)).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            if step % budget.every == 0 or step == self.steps:
                loss = self._held(parts)
                stale = 0 if loss < lowest else stale + 1
                if loss < lowest:
                    found, lowest = head.encoder(), loss
                if stale >= budget.patience:
                    break
        return found

    @torch.no_grad()
    def _held(self, parts: tuple[Tensor, ...]) -> float:
        self.head.eval()
        loss = sum(float(self._loss(part)) * len(part) for part in parts)
        self.head.train()
        return loss

    def _loss(self, pairs: Tensor) -> Tensor:
        """Each item of a pair is to be told from the others' by its partner, both ways round."""
        left, right = pairs.unbind(1)
        a, b = self.head(self.text[left]), self.head(self.text[right])
        logits = a @ b.T * self.head.log_scale.exp().clamp(max=100.0)
        own = torch.arange(len(pairs))
        there = functional.cross_entropy(self._fair(logits, left, right), own)
        back = functional.cross_entropy(self._fair(logits.T, right, left), own)
        return (there + back) / 2

    def _fair(self, logits: Tensor, asked: Tensor, offered: Tensor) -> Tensor:
        """Logits without what no negative is: the item itself, and its partner where another pair brings it too."""
        none = (offered == offered[:, None]) | (offered == asked[:, None])
        none.fill_diagonal_(False)
        return (logits - self.log_share[offered]).masked_fill(none, -torch.inf)


def _parted(pairs: list[Pairs], share: float, seed: int) -> tuple[Pairs, Pairs]:
    """Pairs to learn from and pairs of other users to stop by."""
    order = np.random.default_rng(seed).permutation(len(pairs))
    cut = math.ceil(share * len(pairs)) if len(pairs) > 1 else 0
    none = np.zeros((0, 2), np.int64)
    held, learned = (np.concatenate([none, *(pairs[user] for user in part)]) for part in (order[:cut], order[cut:]))
    return learned, held


def _batches(pairs: Pairs, size: int, seed: int) -> Iterator[Tensor]:
    """Endless batches, all pairs once a round, in an order of its own each round."""
    rng = np.random.default_rng([seed, 1])
    rows = torch.from_numpy(pairs)
    while True:
        order = torch.from_numpy(rng.permutation(len(pairs)))
        yield from (rows[part] for part in torch.split(order, size) if len(part) > 1)
