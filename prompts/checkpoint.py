"""A tuned model in one folder: safetensors and JSON only, nothing is ever unpickled.

    promptrec.json       format, recipe, base, indexing, soft prompt, fingerprints, figures
    lm/                  the whole LM and its tokenizer (or lm/ with the tokenizer and adapter/ with a PEFT adapter)
    prompt.safetensors   soft prompt and item head; item ids in the row order of `items.json`
    items.json           one key an item: a hash of its label, so that another store's same film keeps what was learned
    text.safetensors     text vectors of the catalogue it was made for, so that no text encoder is needed there
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer

from data.catalogue import Catalogue
from data.records import Item
from prompts.indexing.vector import VectorIndexing
from prompts.item_text import item_text
from prompts.prompted_lm import PromptedLM
from prompts.registry import classes_in
from prompts.soft.base import SoftPrompt
from prompts.text_encoder import Encodes

FORMAT = 1
CARD = "promptrec.json"
_ID_TABLES = ("items.ids.weight", "items.bias.weight")


class CheckpointError(RuntimeError):
    """A checkpoint is damaged, of another format, or made for something else: the message names the file and the way out."""


def save_checkpoint(
    model: PromptedLM, folder: str | Path, *, recipe: Mapping[str, Any], figures: Mapping[str, Any] | None = None,
    half: bool = False,
) -> Path:
    """Write a checkpoint. `half` stores weights in float16 (half the size, loaded as float32 again).

    The folder must be empty or new. With LoRA only the adapter is saved, beside the name of its base.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    adapted = hasattr(model.lm, "peft_config")
    model.tokenizer.save_pretrained(folder / "lm")
    if adapted:
        model.lm.save_pretrained(folder / "adapter")
    else:
        _cast(model.lm, half).save_pretrained(folder / "lm")
        model.lm.float()
    state = {name: value for name, value in model.state_dict().items() if not name.startswith("lm.")}
    save_file({name: _shrunk(value, half) for name, value in state.items()}, folder / "prompt.safetensors")
    if model.items is not None:
        save_file({"text": _shrunk(model.items.text, half)}, folder / "text.safetensors")
        keys = [item_key(item) for item in model.catalogue]
        (folder / "items.json").write_text(json.dumps(keys), encoding="utf-8")
    card = {
        "format": FORMAT, "recipe": dict(recipe), "base": str(recipe.get("base", "")) if adapted else "",
        "indexing": "title" if model.items is None else "vector",
        "item_ids": model.items is not None and model.items.ids is not None,
        "soft": None if model.soft is None else {"name": model.soft.name, "length": model.soft.length, "users": _users(model)},
        "catalogue": model.catalogue.fingerprint, "name": model.name, "figures": dict(figures or {}),
    }
    (folder / CARD).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return folder


def load_checkpoint(folder: str | Path, catalogue: Catalogue, encoder: Encodes | None = None) -> PromptedLM:
    """A tuned model on a catalogue, ready to answer.

    On the catalogue it was saved with nothing else is needed. On another one item vectors are made from text by `encoder`, and
    items known by title and year keep their id rows. Raises CheckpointError.
    """
    folder = Path(folder)
    card = read_card(folder)
    try:
        model = _load(folder, card, catalogue, encoder)
    except (OSError, SafetensorError, KeyError, RuntimeError, ValueError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"the checkpoint {folder} cannot be loaded: {error}; make or copy it again") from error
    return model.eval().requires_grad_(False)


def read_card(folder: Path) -> dict[str, Any]:
    """The content of promptrec.json. Raises CheckpointError where it is missing, damaged or of another format."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{folder} holds no readable {CARD}: {error}") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise CheckpointError(f"{folder / CARD} has another format; this version reads format {FORMAT}: tune the model again")
    return card


def item_key(item: Item) -> str:
    """What an item is recognised by in another store: title and year; an item without a year by its id too."""
    text = f"{item.title} ({item.year})" if item.year is not None else f"{item.title} [{item.id}]"
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:16]


def _load(folder: Path, card: Mapping[str, Any], catalogue: Catalogue, encoder: Encodes | None) -> PromptedLM:
    tokenizer = AutoTokenizer.from_pretrained(folder / "lm", trust_remote_code=False)
    base = card["base"] or folder / "lm"
    lm: Any = AutoModelForCausalLM.from_pretrained(base, trust_remote_code=False, dtype=torch.float32)
    if card["base"]:
        from peft import PeftModel

        if lm.get_input_embeddings().weight.shape[0] < len(tokenizer):
            lm.resize_token_embeddings(len(tokenizer))
        lm = PeftModel.from_pretrained(lm, str(folder / "adapter"))
    width = lm.get_input_embeddings().weight.shape[1]
    state = {name: value.float() for name, value in load_file(folder / "prompt.safetensors").items()}
    items = None
    if card["indexing"] == "vector":
        items = VectorIndexing(_text(folder, card, catalogue, encoder), width, with_ids=card["item_ids"])
        if card["item_ids"]:
            _place_ids(state, json.loads((folder / "items.json").read_text(encoding="utf-8")), catalogue)
    soft = None
    if card["soft"]:
        kind = classes_in("prompts.soft", SoftPrompt)[card["soft"]["name"]]
        soft = kind(card["soft"]["length"], width, users=card["soft"]["users"])
    model = PromptedLM(lm, tokenizer, catalogue, items=items, soft=soft, name=card["name"])
    missing, unexpected = model.load_state_dict(state, strict=False)
    wrong = [name for name in missing if not name.startswith("lm.")] + list(unexpected)
    if wrong:
        raise CheckpointError(f"{folder / 'prompt.safetensors'} does not fit {CARD}: {', '.join(wrong)}; tune the model again")
    return model


def _text(folder: Path, card: Mapping[str, Any], catalogue: Catalogue, encoder: Encodes | None) -> Tensor:
    if card["catalogue"] == catalogue.fingerprint:
        return load_file(folder / "text.safetensors")["text"].float()
    if encoder is None:
        raise CheckpointError(
            f"{folder} was tuned on another catalogue, so item vectors must be made from text: install promptrec[demo] or give --encoder"
        )
    return torch.from_numpy(encoder.encode([item_text(item) for item in catalogue]))


def _place_ids(state: dict[str, Tensor], keys: list[str], catalogue: Catalogue) -> None:
    """Bring id tables into this catalogue's row order; an item that was not there gets zeros, the mean bias."""
    at = {key: row for row, key in enumerate(keys)}
    found = [at.get(item_key(item), -1) for item in catalogue]
    index = torch.tensor(found, dtype=torch.long)
    known = (index >= 0).unsqueeze(1)
    for name in _ID_TABLES:
        table = state[name]
        filler = table.mean(0, keepdim=True) if name == _ID_TABLES[1] else torch.zeros_like(table[:1])
        state[name] = torch.where(known, table[index.clamp(min=0)], filler)


def _users(model: PromptedLM) -> int:
    table = getattr(model.soft, "table", None)
    return 0 if table is None else int(table.num_embeddings) - 1


def _cast(lm: Any, half: bool) -> Any:
    return lm.half() if half else lm


def _shrunk(value: Tensor, half: bool) -> Tensor:
    value = value.detach().cpu().contiguous()
    return value.half() if half and value.is_floating_point() else value.clone()
