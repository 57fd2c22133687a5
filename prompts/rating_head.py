"""What a user will give an item, from the two vectors that stand before an explanation: PEPLER's regularisers.

Recommendation as regularisation (Li, Zhang & Chen 2023, sec. 4.3): the vectors that tell a language model whose
sentence it is also predict the rating, as matrix factorisation does ("product") or through a small "perceptron".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

RATERS = ("product", "perceptron")
_HIDDEN = 400


class RatingHead(nn.Module):
    """Vectors of users and items (B, width) -> ratings (B,) on the source's scale. ValueError for an unknown kind."""

    def __init__(self, kind: str, width: int) -> None:
        super().__init__()
        if kind not in RATERS:
            raise ValueError(f"unknown rates {kind!r}; known are {', '.join(RATERS)}")
        self.kind = kind
        self.layers = _LAYERS[kind](width)

    def forward(self, users: Tensor, items: Tensor) -> Tensor:
        if self.layers is None:
            return (users * items).sum(1)
        rated: Tensor = self.layers(torch.cat([users, items], 1)).squeeze(1)
        return rated


def _perceptron(width: int) -> nn.Sequential:
    """One layer in and two more of `_HIDDEN` sigmoid units, as PEPLER's code has them."""
    inner: list[nn.Module] = [nn.Linear(2 * width, _HIDDEN), nn.Sigmoid()]
    for _ in range(2):
        inner += [nn.Linear(_HIDDEN, _HIDDEN), nn.Sigmoid()]
    return nn.Sequential(*inner, nn.Linear(_HIDDEN, 1))


def _nothing(width: int) -> None:
    return None


_LAYERS: Mapping[str, Callable[[int], nn.Sequential | None]] = {"product": _nothing, "perceptron": _perceptron}
