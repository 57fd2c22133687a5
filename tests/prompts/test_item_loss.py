"""The item loss is the plain cross-entropy, in value and in all three gradients."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from prompts.item_loss import item_cross_entropy


def made(biased: bool) -> tuple[list[torch.Tensor], torch.Tensor]:
    draw = torch.Generator().manual_seed(0)
    shapes = ((9, 8), (30, 8), (30,)) if biased else ((9, 8), (30, 8))
    return [torch.randn(*shape, generator=draw) for shape in shapes], torch.tensor([3, 3, 0, 29, 5, 7, 7, 7, 1])


@pytest.mark.parametrize("biased", [True, False])
def test_value_and_gradients_are_those_of_the_plain_formula(biased: bool) -> None:
    values, targets = made(biased)
    ours = [value.clone().requires_grad_() for value in values]
    theirs = [value.clone().requires_grad_() for value in values]
    loss = item_cross_entropy(ours[0], ours[1], ours[2] if biased else None, targets)
    logits = theirs[0] @ theirs[1].T + (theirs[2] if biased else 0)
    plain = functional.cross_entropy(logits, targets, reduction="sum")
    assert torch.allclose(loss, plain, rtol=1e-5)
    (loss * 0.5).backward()
    (plain * 0.5).backward()
    assert all(torch.allclose(one.grad, other.grad, atol=1e-4) for one, other in zip(ours, theirs, strict=True))


def test_under_autocast_it_is_narrow_and_still_close() -> None:
    values, targets = made(True)
    exact = item_cross_entropy(*values, targets)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        narrow = item_cross_entropy(*values, targets)
    assert narrow.dtype == torch.float32 and abs(float(narrow - exact)) / float(exact) < 0.02
    assert float(narrow) != float(exact)


def test_large_logits_do_not_overflow() -> None:
    values, targets = made(True)
    assert torch.isfinite(item_cross_entropy(values[0] * 1e3, values[1] * 1e3, values[2], targets))
