"""What measurements are tried on: a model of a few thousand weights, and item vectors that mean nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.store import Store
from eval.options import Options
from eval.serving import open_encoder
from prompts.item_vectors import ItemVectors


def keep_vectors(store: Store) -> None:
    """Item vectors beside the store, as after a first start, so that a cold command has no encoder to load."""

    class Encoder:
        name = ""

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            rows = np.random.default_rng(0).normal(size=(len(texts), 384)).astype(np.float32)
            return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    encoder = open_encoder(Options())
    if encoder is not None:
        Encoder.name = getattr(encoder, "name", "")
        assert ItemVectors(store.catalogue, Encoder(), store.path).matrix.shape == (60, 384)


def tiny_checkpoint(store: Store, folder: Path, tasks: Sequence[str] = (), **settings: Any) -> str:
    """The folder of an untrained LM over the store; `settings` are those of PromptedLM."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    from prompts.checkpoint import save_checkpoint
    from prompts.encoding import SPECIALS
    from prompts.indexing.vector import VectorIndexing
    from prompts.prompted_lm import PromptedLM

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *SPECIALS, "i", "liked", "film", "see", "you", "the", ".", "?"]
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        additional_special_tokens=list(SPECIALS),
    )
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=512, initializer_range=0.3,
    )
    items = VectorIndexing(torch.randn(len(store.catalogue), 8), 16)
    model = PromptedLM(LlamaForCausalLM(config), fast, store.catalogue, items=items, name="tiny", **settings)
    model.tuned_on = frozenset(tasks)
    return str(save_checkpoint(model, folder, recipe={}))
