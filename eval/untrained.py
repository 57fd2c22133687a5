"""Small language models with weights drawn from a seed, for measurements of cost: what is learned costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from prompts.prompted_lm import PromptedLM

_CORE = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_POSITIONS = 128


def untrained(catalogue: Catalogue, *, codes: int = 0, width: int, layers: int, seed: int) -> PromptedLM:
    """A causal LM that reads histories: with item vectors, or with random codes of `codes` tokens a place."""
    import torch

    from data.interactions import Interactions
    from prompts.indexing.codes import add_codes
    from prompts.indexing.coding import make_codes
    from prompts.indexing.vector import VectorIndexing, VectorOptions
    from prompts.prompted_lm import PromptedLM

    tokenizer = _marks_only()
    torch.manual_seed(seed)
    lm = _causal(len(tokenizer), width, layers)
    said = items = None
    if codes:
        said = make_codes("random", catalogue, Interactions(()), size=codes, seed=seed)
        add_codes(lm, tokenizer, said)
    else:
        items = VectorIndexing(torch.zeros(len(catalogue), 0), width, VectorOptions(text=False, head="plain"))
    made = PromptedLM(lm, tokenizer, catalogue, items=items, codes=said, reads="items", name="untrained")
    return made.eval().requires_grad_(False)


def _marks_only() -> Any:
    from tokenizers import Tokenizer, models
    from transformers import PreTrainedTokenizerFast

    from prompts.encoding import SPECIALS

    vocabulary = {name: row for row, name in enumerate((*_CORE, *SPECIALS))}
    made: Any = PreTrainedTokenizerFast
    return made(
        tokenizer_object=Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]")), pad_token="[PAD]",
        unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", additional_special_tokens=list(SPECIALS),
    )


def _causal(words: int, width: int, layers: int) -> Any:
    from transformers import GPT2Config, GPT2LMHeadModel

    return GPT2LMHeadModel(GPT2Config(
        vocab_size=words, n_positions=_POSITIONS, n_embd=width, n_layer=layers, n_head=2, initializer_range=0.2,
        bos_token_id=2, eos_token_id=3, pad_token_id=0,
    ))
