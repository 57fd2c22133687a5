"""A soft prompt of a profile that does not give a trait away: what is kept of a user tells little of it.

Three measures. The trait itself is not read. A few numbers of bounded length stand between profile and rows, and an
adversary that tries to tell the trait from them pushes what goes along with it out (gradient reversal: Ganin and
Lempitsky 2015, sec. 3). Before a prompt is kept, noise is added to those numbers, drawn once: with a bound of 1 those
of two users differ by at most 2, so that the Gaussian mechanism's budget is known (`prompts.privacy_budget`). Rows are
made of the noisy numbers alone, which costs no more of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities
from prompts.soft.profile import Profile

NUMBERS = 8
"""How many numbers stand between a profile and its rows."""
BOUND = 1.0
"""The most that their length may be."""
_ADVERSARY = 64


class Private(Profile):
    """`hide` says which kinds of traits, and how much noise; until then nothing is hidden."""

    name = "private"
    hidden_traits: Tensor
    noise: Tensor

    def __init__(self, length: int, width: int, users: int = 0, traits: Sequence[str] = ()) -> None:
        super().__init__(length, width, users, traits)
        self.code = nn.Linear(width, NUMBERS)
        self.out = nn.Linear(NUMBERS, length * width)
        nn.init.normal_(self.out.weight, std=0.1)
        nn.init.zeros_(self.out.bias)
        self.adversary = nn.Sequential(
            nn.Linear(NUMBERS, _ADVERSARY), nn.ReLU(), nn.Linear(_ADVERSARY, _ADVERSARY), nn.ReLU(),
            nn.Linear(_ADVERSARY, max(1, len(self.traits))),
        )
        self.register_buffer("hidden_traits", torch.zeros(len(self.traits)))
        self.register_buffer("noise", torch.zeros(()))

    def hide(self, kind: str, noise: float) -> None:
        """Hide the traits of a kind ("gender"), with noise of a standard deviation where a prompt is kept.

        Raises ValueError for a kind that no trait is of.
        """
        hidden = [trait.startswith(f"{kind}: ") for trait in self.traits]
        if not any(hidden):
            kinds = dict.fromkeys(trait.partition(": ")[0] for trait in self.traits)
            raise ValueError(f"nothing is known of {kind!r} to hide; profiles have {', '.join(kinds)}")
        self.hidden_traits.copy_(torch.tensor(hidden, dtype=torch.float32))
        self.noise.fill_(noise)

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        return self._rows(self._noisy(self.numbers(batch)) if self.training else self.numbers(batch))

    def to_keep(self, batch: Batch, embeddings: Tensor, drawn: Generator) -> Tensor:
        return self._rows(self._noisy(self.numbers(batch), drawn))

    def numbers(self, batch: Batch) -> Tensor:
        """(B, NUMBERS) what stands between profiles and rows, without noise; no longer than `BOUND`."""
        told = self.told(batch).to(self.hidden_traits.device) * (1 - self.hidden_traits)
        made: Tensor = self.code(torch.tanh(self.hidden(told)))
        bounded: Tensor = made * (BOUND / made.norm(dim=-1, keepdim=True).clamp(min=BOUND))
        return bounded

    def given_away(self, batch: Batch, reversal: float) -> Tensor:
        """Mean nats of the hidden traits as the adversary tells them from what would be kept.

        The adversary learns to have few; what makes the numbers, `reversal` times as strongly, that it has many.
        """
        numbers = self._noisy(self.numbers(batch))
        turned = (1 + reversal) * numbers.detach() - reversal * numbers
        columns = self.hidden_traits.bool()
        told = self.told(batch).to(numbers.device)[:, columns]
        known = told.sum(-1) > 0
        if not bool(known.any()):
            return numbers.sum() * 0.0
        return functional.cross_entropy(self.adversary(turned)[known][:, columns], told[known].argmax(-1))

    def _noisy(self, numbers: Tensor, drawn: Generator | None = None) -> Tensor:
        return numbers + self.noise * torch.randn(numbers.shape, generator=drawn).to(numbers)

    def _rows(self, numbers: Tensor) -> Tensor:
        made: Tensor = self.out(numbers).view(-1, self.length, self.width)
        return made
