"""The demo LM's starting point: the MiniLM sentence encoder's weights turned causal, with the vocabulary it needs.

    python -m demo.base_lm --store runs/films --out runs/base

The vocabulary keeps special tokens, every single character (so that any word can still be spelled) and the word pieces
that occur most often in the store's dialogues and item texts and in our own wordings; role marks and slots get rows of
their own.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoTokenizer, BertConfig, BertLMHeadModel, BertModel

from data.store import Store
from prompts.encoding import SPECIALS
from prompts.item_text import item_text
from prompts.tasks.conversation import FIELDS, FILES
from prompts.template import load_templates
from prompts.text_encoder import packaged_folder

_SPECIAL = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
_CORE = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def build(texts: Iterable[str], size: int, out: Path, *, layers: int | None = None, dropout: float = 0.1) -> None:
    """Write the causal LM and its tokenizer to `out`, a folder that transformers loads.

    `layers` keeps that many of the encoder's first layers, all of them if None: two train three times as fast.
    """
    source = packaged_folder()
    old = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    pieces: dict[str, int] = old["model"]["vocab"]
    tokenizer = AutoTokenizer.from_pretrained(source)
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])
    kept = list(_CORE)
    kept += [piece for piece in pieces if len(piece.removeprefix("##")) == 1 and ord(piece[-1]) < 0x250]
    common = [piece for piece, _ in sorted(pieces.items(), key=lambda entry: (-counts[entry[1]], entry[1]))]
    known = set(kept)
    if (room := size - len(kept) - len(SPECIALS)) < 0:
        raise ValueError(f"a vocabulary of {size} has no room for {len(kept)} characters and {len(SPECIALS)} marks")
    kept += [piece for piece in common if piece not in known and not piece.startswith("[")][:room]
    rows = [pieces[piece] for piece in kept]
    old["model"]["vocab"] = {piece: row for row, piece in enumerate([*kept, *SPECIALS])}
    old["added_tokens"] = [
        {"id": row, "content": piece, **_SPECIAL}
        for piece, row in old["model"]["vocab"].items() if piece in (*_CORE, *SPECIALS)
    ]
    old["truncation"] = old["padding"] = None
    old["post_processor"] = None
    out.mkdir(parents=True, exist_ok=True)
    Tokenizer.from_str(json.dumps(old)).save(str(out / "tokenizer.json"))
    (out / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, "clean_up_tokenization_spaces": False,
        "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]",
        "additional_special_tokens": list(SPECIALS),
    }, indent=1), encoding="utf-8")
    encoder = BertModel.from_pretrained(source, dtype=torch.float32)
    config = BertConfig.from_pretrained(source)
    config.is_decoder, config.vocab_size, config.pad_token_id = True, len(kept) + len(SPECIALS), 0
    config.bos_token_id, config.eos_token_id = kept.index("[CLS]"), kept.index("[SEP]")
    config.architectures = ["BertLMHeadModel"]
    config.num_hidden_layers, config.hidden_dropout_prob = layers or config.num_hidden_layers, dropout
    # Dropout inside attention doubles a step's time on a CPU, which has no fused kernel for it.
    config.attention_probs_dropout_prob = 0.0
    lm = BertLMHeadModel(config)
    table = encoder.embeddings.word_embeddings.weight.detach()
    noise = torch.randn(len(SPECIALS), table.shape[1], generator=torch.Generator().manual_seed(0))
    fresh = table[rows].mean(0) + 0.02 * noise
    ours = lm.bert.state_dict()
    state = {name: value for name, value in encoder.state_dict().items() if name in ours}
    state["embeddings.word_embeddings.weight"] = torch.cat([table[rows], fresh])
    missing, _ = lm.bert.load_state_dict(state, strict=False)
    if missing:
        raise ValueError(f"the encoder's weights do not fit: missing {missing}")
    lm.tie_weights()
    lm.save_pretrained(out)


def texts_of(store: Store) -> Iterator[str]:
    """All that the demo LM reads or says in tuning; our own wordings count tenfold, since they are always needed."""
    for item in store.catalogue:
        yield item_text(item)
    for dialogue in store.dialogues:
        for turn in dialogue.turns:
            yield " ".join(piece for piece in turn.pieces if isinstance(piece, str))
    for file in FILES:
        for template in load_templates(file, FIELDS):
            yield " ".join([template.target] * 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True, help="the store of demo.training_store")
    parser.add_argument("--size", type=int, default=12000, help="tokens to keep")
    parser.add_argument("--layers", type=int, help="layers to keep, the first ones; else all")
    parser.add_argument("--dropout", type=float, default=0.1, help="of hidden states, in tuning")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    build(texts_of(Store.open(given.store)), given.size, given.out, layers=given.layers, dropout=given.dropout)


if __name__ == "__main__":
    main()
