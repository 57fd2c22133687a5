"""The model of a recipe: the base LM, LoRA where the strategy has it, soft prompt, items."""

from __future__ import annotations

from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from data.store import Store
from finetune.recipe import Recipe, RecipeError
from finetune.strategy import find_strategy
from prompts.encoding import SPECIALS
from prompts.indexing.vector import VectorIndexing
from prompts.item_text import item_text
from prompts.prompted_lm import PromptedLM
from prompts.registry import classes_in
from prompts.soft.base import SoftPrompt
from prompts.text_encoder import Encodes


def build_model(recipe: Recipe, store: Store, encoder: Encodes | None) -> PromptedLM:
    """A PromptedLM ready to tune. Raises RecipeError where the recipe names what is not there."""
    if not recipe.base:
        raise RecipeError(f"recipe {recipe.name!r} names no base LM; give one with --base FOLDER_OR_HUB_NAME")
    tokenizer = AutoTokenizer.from_pretrained(recipe.base, trust_remote_code=False)
    lm: Any = AutoModelForCausalLM.from_pretrained(recipe.base, trust_remote_code=False, dtype=torch.float32)
    missing = [name for name in SPECIALS[3:] if name not in tokenizer.get_vocab()]
    if missing:
        tokenizer.add_special_tokens({"additional_special_tokens": missing}, replace_extra_special_tokens=False)
        lm.resize_token_embeddings(len(tokenizer))
    strategy = find_strategy(recipe.strategy)
    width = lm.get_input_embeddings().weight.shape[1]
    if strategy.lora:
        from peft import LoraConfig, get_peft_model

        lm = get_peft_model(lm, LoraConfig(r=recipe.lora_rank, lora_alpha=2 * recipe.lora_rank, target_modules="all-linear"))
    items = None
    if recipe.indexing == "vector":
        if encoder is None:
            raise RecipeError("vector indexing needs a text encoder: install promptrec[demo] or name one with --encoder")
        text = torch.from_numpy(encoder.encode([item_text(item) for item in store.catalogue]))
        items = VectorIndexing(text, width, with_ids=recipe.item_ids)
    soft = None
    if strategy.soft:
        kinds = classes_in("prompts.soft", SoftPrompt)
        if recipe.soft not in kinds:
            raise RecipeError(f"unknown soft prompt {recipe.soft!r}; known are {', '.join(kinds)}")
        soft = kinds[recipe.soft](recipe.soft_length, width, users=len(store.interactions.users))
    return PromptedLM(lm, tokenizer, store.catalogue, items=items, soft=soft, name=recipe.name)
