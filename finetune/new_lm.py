"""Small language models made from nothing: the transformers of SASRec and BERT4Rec, with items in place of words;
and one that reads words, for tasks that a language model has to learn from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertLMHeadModel,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
)

from finetune.recipe import Recipe
from prompts.encoding import SPECIALS
from prompts.load import demo_lm

_CORE = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def new_lm(recipe: Recipe) -> tuple[Any, Any]:
    """A transformer with weights drawn from the recipe's seed, and its tokenizer: nothing but marks, or, where it reads
    "words", that of the demo LM, or figures. Raises LanguageModelError where there is no demo LM.

    "words" and "items" are read from left to right: pre-normed blocks as in GPT-2 and, but for that, SASRec (Kang and
    McAuley 2018, sec. 3). "cloze" is read from both sides (BERT4Rec, Sun et al. 2019, sec. 3).
    """
    tokenizer = (_WORDS[recipe.new_words] if recipe.reads == "words" else marks_only)()
    torch.manual_seed(recipe.seed)
    return (_both_sides if recipe.reads == "cloze" else _left_to_right)(recipe, tokenizer), tokenizer


def marks_only(words: Sequence[str] = ()) -> Any:
    """A tokenizer that knows the house's marks and no words, or a few of one sign each."""
    names = (*_CORE, *SPECIALS, *words)
    tokenizer = Tokenizer(models.WordLevel({name: row for row, name in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    make: Any = PreTrainedTokenizerFast
    return make(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        additional_special_tokens=list(SPECIALS),
    )


def figures_only() -> Any:
    """Marks, digits and the dot: all that a rating needs. The widest matrix of a small LM is that of its words."""
    tokenizer = marks_only("0123456789.")
    # Said as they are read: "4.5", not "4 . 5".
    tokenizer.backend_tokenizer.decoder = decoders.Fuse()
    return tokenizer


def demo_words() -> Any:
    """All that the demo LM can say."""
    return AutoTokenizer.from_pretrained(demo_lm() / "lm")


def _left_to_right(recipe: Recipe, tokenizer: Any) -> Any:
    return GPT2LMHeadModel(GPT2Config(
        vocab_size=len(tokenizer), n_positions=recipe.new_positions, n_embd=recipe.new_width, n_layer=recipe.new_layers,
        n_head=recipe.new_heads, n_inner=recipe.new_feedforward or None, resid_pdrop=recipe.new_dropout,
        embd_pdrop=recipe.new_dropout, attn_pdrop=0.0, activation_function="gelu",
        bos_token_id=tokenizer.cls_token_id, eos_token_id=tokenizer.sep_token_id, pad_token_id=tokenizer.pad_token_id,
    ))


def _both_sides(recipe: Recipe, tokenizer: Any) -> Any:
    return BertLMHeadModel(BertConfig(
        vocab_size=len(tokenizer), max_position_embeddings=recipe.new_positions, hidden_size=recipe.new_width,
        num_hidden_layers=recipe.new_layers, num_attention_heads=recipe.new_heads,
        intermediate_size=recipe.new_feedforward or 4 * recipe.new_width, hidden_dropout_prob=recipe.new_dropout,
        attention_probs_dropout_prob=0.0, is_decoder=False, initializer_range=recipe.new_width**-0.5,
        eos_token_id=tokenizer.sep_token_id, pad_token_id=tokenizer.pad_token_id,
    ))


_WORDS: Mapping[str, Callable[[], Any]] = {"all": demo_words, "figures": figures_only}
