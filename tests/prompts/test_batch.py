"""Padding adds nothing and loses nothing."""

from __future__ import annotations

from typing import Literal

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from prompts.batch import collate
from prompts.encoded import IGNORE, NO_ITEM, Encoded


@st.composite
def encoded(draw: st.DrawFn) -> Encoded:
    one = Encoded(user=draw(st.one_of(st.none(), st.integers(0, 5))))
    for token in draw(st.lists(st.integers(0, 50), min_size=1, max_size=9)):
        one.add(token, row=draw(st.integers(-1, 4)), learn=draw(st.booleans()), target=draw(st.integers(-1, 4)))
    return one


@pytest.mark.parametrize("side", ["left", "right"])
@given(rows=st.lists(encoded(), min_size=1, max_size=5))
def test_what_the_mask_keeps_is_what_was_encoded(side: Literal["left", "right"], rows: list[Encoded]) -> None:
    batch = collate(rows, 99, side=side)
    assert batch.ids.shape == (len(rows), max(map(len, rows)))
    for place, one in enumerate(rows):
        kept = batch.mask[place].bool()
        assert batch.ids[place][kept].tolist() == one.ids and set(batch.ids[place][~kept].tolist()) <= {99}
        assert batch.rows[place][kept].tolist() == one.rows and batch.labels[place][kept].tolist() == one.labels
        assert batch.targets[place][kept].tolist() == one.targets
        assert set(batch.labels[place][~kept].tolist()) <= {IGNORE}
        assert batch.mask[place, 0 if side == "right" else -1] == 1
    assert batch.users.tolist() == [NO_ITEM if one.user is None else one.user for one in rows]


def test_a_batch_moves_as_a_whole() -> None:
    one = Encoded()
    one.add(1)
    assert {tensor.device.type for tensor in map(
        lambda name: getattr(collate([one], 0).to(torch.device("meta")), name), ("ids", "mask", "users", "labels")
    )} == {"meta"}  # fmt: skip


@given(rows=st.lists(encoded(), min_size=1, max_size=5))
def test_what_is_given_ends_where_something_is_learned(rows: list[Encoded]) -> None:
    for one, given_here in zip(rows, collate(rows, 99).given.tolist(), strict=True):
        labelled = next((place for place, label in enumerate(one.labels) if label != IGNORE), len(one))
        asked = next((place for place, target in enumerate(one.targets) if target != NO_ITEM), len(one))
        length = min(labelled, asked + 1, len(one))
        assert given_here == [place < length for place in range(len(given_here))]
