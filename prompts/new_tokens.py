"""Rows for new special tokens in the vocabulary of a model that was not made for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def add_tokens(lm: Any, tokenizer: Any, names: Sequence[str], *, spread: float) -> None:
    """Add the special tokens that the tokenizer lacks, and rows for them.

    A new row is the mean row with seeded noise of `spread` times the rows' deviation, so it is the same whenever this
    is done to the same base: a checkpoint that holds an adapter alone is loaded with the rows that it was tuned with.
    """
    known = tokenizer.get_vocab()
    missing = [name for name in names if name not in known]
    if not missing:
        return
    tokenizer.add_special_tokens({"additional_special_tokens": missing}, replace_extra_special_tokens=False)
    before = lm.get_input_embeddings().weight.shape[0]
    ids = tokenizer.convert_tokens_to_ids(missing)
    if before < len(tokenizer):
        lm.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    old = min(before, *ids)
    tables = [lm.get_input_embeddings().weight]
    if (head := lm.get_output_embeddings()) is not None and head.weight is not tables[0]:
        tables.append(head.weight)
    for table in tables:
        _fill(table, old, ids, spread)


@torch.no_grad()
def _fill(table: Tensor, old: int, ids: list[int], spread: float) -> None:
    """Rows `ids` of (V, d) made from the first `old` rows."""
    known = table[:old].float()
    draw = torch.Generator().manual_seed(0)
    noise = torch.randn(len(ids), table.shape[1], generator=draw).to(known.device)
    table[ids] = (known.mean(0) + spread * known.std(0) * noise).to(table.dtype)
