"""Encoded prompts become one padded batch of tensors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import torch
from torch import Tensor

from prompts.encoded import IGNORE, NO_ITEM, Encoded


@dataclass(slots=True)
class Batch:
    """B prompts of at most L positions. All tensors (B, L) but `users` and `ratings` (B,), NaN where none is known; see
    `Encoded` for what each holds. `profiles` are the traits of the B users, `people` the names of those who ask,
    `months` (B,) when they do, -1 where that is not said. `futures` (B, L, 2) are reward and step of what is asked,
    NaN where nothing is; empty where nobody asks.
    """

    ids: Tensor
    mask: Tensor
    rows: Tensor
    labels: Tensor
    targets: Tensor
    users: Tensor
    ratings: Tensor = field(default_factory=lambda: torch.empty(0))
    profiles: tuple[tuple[str, ...], ...] = ()
    futures: Tensor = field(default_factory=lambda: torch.empty(0))
    people: tuple[str, ...] = ()
    months: Tensor = field(default_factory=lambda: torch.empty(0, dtype=torch.long))

    @property
    def given(self) -> Tensor:
        """(B, L) True at the positions before the first that is learned: what may be read before all positions. One
        where an item is asked for is given, what stands after it is not.
        """
        known = self.labels != IGNORE
        after = (self.targets != NO_ITEM).cumsum(1) - (self.targets != NO_ITEM).long()
        return (self.mask == 1) & (known.cumsum(1) == 0) & (after == 0)

    def to(self, device: torch.device | str) -> Batch:
        """The same batch on a device."""
        moved: dict[str, Any] = {
            one.name: value.to(device) for one in fields(self) if isinstance(value := getattr(self, one.name), Tensor)
        }
        return replace(self, **moved)


def collate(encoded: Sequence[Encoded], pad: int, *, side: Literal["left", "right"] = "right") -> Batch:
    """Pad to the longest: right for loss, score and rank, left for generation."""
    longest = max(len(one) for one in encoded)

    def padded(values: list[int], filler: int) -> list[int]:
        gap = [filler] * (longest - len(values))
        return gap + values if side == "left" else values + gap

    return Batch(
        ids=torch.tensor([padded(one.ids, pad) for one in encoded]),
        mask=torch.tensor([padded([1] * len(one), 0) for one in encoded]),
        rows=torch.tensor([padded(one.rows, NO_ITEM) for one in encoded]),
        labels=torch.tensor([padded(one.labels, IGNORE) for one in encoded]),
        targets=torch.tensor([padded(one.targets, NO_ITEM) for one in encoded]),
        users=torch.tensor([NO_ITEM if one.user is None else one.user for one in encoded]),
        ratings=torch.tensor([math.nan if one.rating is None else one.rating for one in encoded]),
        profiles=tuple(one.profile for one in encoded),
        futures=_futures(encoded, longest, side),
        people=tuple(one.person for one in encoded),
        months=torch.tensor([-1 if one.month is None else one.month for one in encoded]),
    )


def _futures(encoded: Sequence[Encoded], longest: int, side: str) -> Tensor:
    if not any(one.futures for one in encoded):
        return torch.empty(0)
    found = [[(math.nan, math.nan)] * longest for _ in encoded]
    for row, one in zip(found, encoded, strict=True):
        gap = longest - len(one) if side == "left" else 0
        for at, (reward, step) in one.futures.items():
            row[gap + at] = (math.nan if reward is None else reward, float(step))
    return torch.tensor(found)
