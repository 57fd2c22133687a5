"""Small models of histories for tests."""

from __future__ import annotations

import torch

from data.catalogue import Catalogue
from finetune.new_lm import new_lm
from finetune.recipe import Recipe
from prompts.indexing.vector import VectorIndexing, VectorOptions
from prompts.item_text import item_text
from prompts.prompted_lm import PromptedLM
from tests.tiny_models import HashEncoder


def reader(catalogue: Catalogue, reads: str, *, seed: int = 0) -> PromptedLM:
    """A model that reads histories, all weights drawn from a seed."""
    recipe = Recipe("reader", base="new", reads=reads, new_width=16, new_positions=32, seed=seed)
    lm, tokenizer = new_lm(recipe)
    text = torch.from_numpy(HashEncoder().encode([item_text(item) for item in catalogue]))
    items = VectorIndexing(text, 16, VectorOptions(spread=0.5))
    model = PromptedLM(lm, tokenizer, catalogue, items=items, name="reader", reads=reads)
    return model.eval().requires_grad_(False)
