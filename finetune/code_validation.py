"""Where the sought items stand in the lists of a model that says items by codes.

A code model's perplexity is best long before its lists are: it grows too sure of itself while it still learns to rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from prompts.batch import Batch, collate
from prompts.beam import trie_beam
from prompts.encoded import IGNORE, Encoded
from prompts.prompted_lm import PromptedLM

_LISTED, _WIDTH = 10, 20
_MOST = 64
"""Prompts of one beam search."""


def code_places(model: PromptedLM, batch: Batch) -> Tensor:
    """(B,) the place from 0 of each prompt's learned item in the list of ten after it, without the items of the prompt;
    ten where it is not listed.
    """
    rows = {code: row for row, code in enumerate(model.code_ids) if code}
    asked, seen, sought = [], [], []
    for ids, labels, mask in zip(batch.ids.tolist(), batch.labels.tolist(), batch.mask.tolist(), strict=True):
        first = next(place for place, label in enumerate(labels) if label != IGNORE)
        prompt = Encoded()
        for token in ids[:first]:
            prompt.add(token)
        asked.append(prompt)
        seen.append(frozenset(_items(ids[1:first], rows)))
        sought.append(_items(ids[first : sum(mask)], rows)[0])
    places = []
    for start in range(0, len(asked), _MOST):
        part = slice(start, start + _MOST)
        cut = collate(asked[part], model.encoder.pad, side="left").to(model.device)
        lists = trie_beam(model, model.trie, cut, _LISTED, None, seen[part], width=_WIDTH)
        for row, hits in zip(sought[part], lists, strict=True):
            item = model.catalogue.items[row].id
            places.append(next((place for place, hit in enumerate(hits) if hit.item == item), _LISTED))
    return torch.tensor(places)


def _items(tokens: Sequence[int], rows: Mapping[tuple[int, ...], int]) -> list[int]:
    """The rows that a run of whole codes says, one after the other: no code begins another."""
    found: list[int] = []
    code: tuple[int, ...] = ()
    for token in tokens:
        code = (*code, token)
        if code in rows:
            found.append(rows[code])
            code = ()
    return found
