"""Item vectors that start at text vectors keep what those say, whatever they are made of."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from prompts.indexing.vector import VectorIndexing, VectorOptions
from prompts.indexing.vector_start import start_vectors

TEXT = torch.randn(60, 40, generator=torch.Generator().manual_seed(0)) * torch.linspace(2, 0.02, 40) + 1.0
CENTRED = TEXT - TEXT.mean(0)


def cosines(rows: torch.Tensor) -> torch.Tensor:
    unit = functional.normalize(rows, dim=1)
    return unit @ unit.T


@pytest.mark.parametrize("options", [
    VectorOptions(ids=False), VectorOptions(text=False, head="plain", spread=0.1), VectorOptions(text=False),
])  # fmt: skip
def test_half_of_the_places_keep_nearly_all_that_a_drawn_start_blurs(options: VectorOptions) -> None:
    torch.manual_seed(0)
    items = VectorIndexing(TEXT, 20, options).eval()
    drawn = (cosines(items.vectors()) - cosines(CENTRED)).abs().mean()
    start_vectors(items, TEXT)
    vectors = items.vectors().detach()
    assert (cosines(vectors) - cosines(CENTRED)).abs().mean() < 0.05 < 0.1 < drawn
    if options.head == "plain":
        assert torch.allclose(vectors.norm(dim=1), torch.tensor(0.1 * 20**0.5))


def test_rows_beside_text_stay_small_draws_and_places_without_text_are_left() -> None:
    torch.manual_seed(0)
    items = VectorIndexing(TEXT[:, :8], 20)
    assert items.ids is not None and items.project is not None
    ids, rest = items.ids.weight.clone(), items.project.weight[8:].clone()
    start_vectors(items, TEXT[:, :8])
    assert torch.equal(items.ids.weight, ids) and torch.equal(items.project.weight[8:], rest)
    turned = items.project.weight[:8]
    assert torch.allclose(turned @ turned.T, torch.eye(8), atol=1e-5), "directions, nothing stretched"
