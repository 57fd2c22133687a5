"""Language models of a few thousand weights, with the tokenizers that real ones have, made in milliseconds."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import (
    BertConfig,
    BertForPreTraining,
    BertLMHeadModel,
    BertModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

from data.catalogue import Catalogue
from data.knowledge import Knowledge
from prompts.encoding import SPECIALS
from prompts.indexing.vector import VectorIndexing, VectorOptions
from prompts.item_text import item_text
from prompts.knowledge_encoder import KnowledgeEncoder
from prompts.knowledge_graph import graph_of
from prompts.prompted_lm import PromptedLM
from prompts.registry import classes_in
from prompts.slot_tokens import add_slot_tokens
from prompts.soft.base import SoftPrompt

KINDS = ("llama", "bert")
WIDTH = 32
TEXT_WIDTH = 24
GRAPH_WIDTH = 16
USERS = 5
TRAITS = ("age: 10s", "age: 20s", "gender: female")
CHAT_TEMPLATE = (
    "{{ '<|begin|>' }}{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] }}"
    "{{ '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
STRICT_TEMPLATE = (
    "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate, the user first') }}{% endif %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
_WORDS = (
    "i you we it the a an and or of to in is was be see should liked like film films think that this what not did for"
    " good great then watch thank hello looking recommend do no yes one . , ? ! ' - : ( ) [ ] < > / |"
)


class HashEncoder:
    """Unit vectors that depend on a text's words alone: stands in for the sentence encoder at our own seam."""

    name = "hash"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), TEXT_WIDTH), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row += np.random.default_rng(zlib.crc32(word.encode())).normal(size=TEXT_WIDTH).astype(np.float32)
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows


def word_piece(texts: Iterable[str] = (), *, marks: bool = True) -> Any:
    """A BERT-like tokenizer: words of the texts whole, all others in letters; [CLS] and [SEP]; our marks or none."""
    words = {word for text in texts for word in normalizers.BertNormalizer().normalize_str(text).split()}
    letters = [chr(code) for code in range(33, 127)]
    core = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(SPECIALS if marks else ())]
    pieces = dict.fromkeys([*core, *_WORDS.split(), *letters, *(f"##{letter}" for letter in letters), *sorted(words)])
    tokenizer = Tokenizer(models.WordPiece({piece: row for row, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        additional_special_tokens=list(SPECIALS) if marks else [],
    )


def byte_level(*, template: str | None = CHAT_TEMPLATE) -> Any:
    """A GPT-like tokenizer of bytes: only eos, no pad, no role marks of ours; a chat template, or none."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({sign: row for row, sign in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    made = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>")
    if template is not None:
        made.add_special_tokens(
            {"bos_token": "<|begin|>", "additional_special_tokens": ["<|im_start|>", "<|im_end|>"]}
        )
        made.add_tokens(["<think>"])
        made.chat_template = template
    return made


def causal(kind: str, tokenizer: Any, *, seed: int = 0, positions: int = 160) -> Any:
    """A two-layer LM with weights wide enough that a frozen one can be steered."""
    torch.manual_seed(seed)
    ends = tokenizer.sep_token_id if tokenizer.sep_token_id is not None else tokenizer.eos_token_id
    shared: dict[str, Any] = {
        "vocab_size": len(tokenizer), "hidden_size": WIDTH, "intermediate_size": 2 * WIDTH, "num_hidden_layers": 2,
        "num_attention_heads": 4, "max_position_embeddings": positions, "initializer_range": 0.25,
        "bos_token_id": None, "eos_token_id": ends, "pad_token_id": tokenizer.pad_token_id,
    }
    lm: Any = LlamaForCausalLM(LlamaConfig(**shared)) if kind == "llama" else BertLMHeadModel(
        BertConfig(**shared, is_decoder=True)
    )
    return lm.eval()


def texts_of(catalogue: Catalogue) -> list[str]:
    """All that the catalogue says, for a vocabulary."""
    return [item_text(item).replace(".", " ").replace(":", " ").replace(",", " ") for item in catalogue]


def knowing(catalogue: Catalogue, tokenizer: Any) -> KnowledgeEncoder:
    """The graph of the items' own attributes, drawn from torch's generator."""
    graph = graph_of(
        Knowledge.of(catalogue), catalogue, lambda text: tokenizer(text, add_special_tokens=False)["input_ids"]
    )
    return KnowledgeEncoder(graph, GRAPH_WIDTH, 2)


def prompted(
    kind: str, catalogue: Catalogue, *, vectors: bool = True, soft: str | None = None, tokenizer: Any = None,
    seed: int = 0, ids: bool = True, positions: int = 160, graph: bool = False,
) -> PromptedLM:
    """A PromptedLM ready to answer, all weights drawn from a seed; soft prompts large enough to be felt. With `graph`
    items are made of their entities and of nothing else.
    """
    tokenizer = word_piece(texts_of(catalogue)) if tokenizer is None else tokenizer
    lm = causal(kind, tokenizer, seed=seed, positions=positions)
    add_slot_tokens(lm, tokenizer)
    items, knowledge = None, None
    kinds = classes_in("prompts.soft", SoftPrompt)
    if graph or (soft is not None and kinds[soft].knows):
        knowledge = knowing(catalogue, tokenizer)
    if graph:
        options = VectorOptions(text=False, ids=False, head="plain", knowledge=GRAPH_WIDTH)
        items = VectorIndexing(torch.zeros(len(catalogue), 0), WIDTH, options)
    elif vectors:
        text = torch.from_numpy(HashEncoder().encode([item_text(item) for item in catalogue]))
        items = VectorIndexing(text, WIDTH, VectorOptions(ids=ids))
    rows = None
    if soft is not None:
        more: dict[str, Any] = {"knowledge": knowledge} if kinds[soft].knows else {}
        more |= {"traits": TRAITS} if kinds[soft].reads_traits else {}
        rows = kinds[soft](4, WIDTH, users=USERS, **more)
        for parameter in rows.parameters():
            torch.nn.init.normal_(parameter, std=1.0)
    model = PromptedLM(lm, tokenizer, catalogue, items=items, soft=rows, name="tiny", knowledge=knowledge)
    return model.eval().requires_grad_(False)


def saved_base(kind: str, folder: Path, tokenizer: Any, *, positions: int = 160) -> Path:
    """A base LM in a folder, as a user names it with --base."""
    causal(kind, tokenizer, positions=positions).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def saved_bidirectional(folder: Path, texts: Iterable[str], *, heads: bool = True) -> Path:
    """A BERT in a folder, with its two heads (a masked word, next sentence) or none."""
    tokenizer = word_piece(texts, marks=False)
    tokenizer.add_special_tokens({"mask_token": "[MASK]"})
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=2 * WIDTH, num_hidden_layers=2,
        num_attention_heads=4, max_position_embeddings=160, initializer_range=0.25, pad_token_id=0,
    )
    model: Any = BertForPreTraining(config) if heads else BertModel(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
