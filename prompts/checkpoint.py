"""A tuned model in one folder: safetensors and JSON only, nothing is ever unpickled.

    promptrec.json       format, recipe, base, indexing, soft prompt, catalogue, figures, sha256 of the other files
    lm/                  the whole LM and its tokenizer (or lm/ with the tokenizer and adapter/ with a PEFT adapter)
    prompt.safetensors   soft prompt and item head; item ids in the row order of `items.json`
    items.json           one key an item: a hash of its label, so that another store's same film keeps what was learned
    graph.safetensors    the knowledge graph that soft prompt or items read: numbers and the tokens of names
    codes.json           the codes of the items, in the order of `items.json`, where items are said by codes
    text.safetensors     text vectors of the catalogue it was made for, so that no text encoder is needed there
    behaviour.*          what was tuned on behaviour on top of the text encoder, for items of other catalogues
    parts/TASK/          models that were tuned further on one task each, where there are any; checkpoints like this one

A folder is written whole or not at all.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoTokenizer

from data.atomic import replacing_folder
from data.catalogue import Catalogue
from data.records import Item
from prompts.behaviour_encoder import BehaviourEncoder
from prompts.checkpoint_files import CARD, FORMAT, CheckpointError, check_files, read_card, write_card
from prompts.going_on import adapted, language_model
from prompts.hearing.base import Hearing
from prompts.indexing.codes import Codes
from prompts.indexing.vector import VectorIndexing, VectorOptions
from prompts.item_text import item_text
from prompts.knowledge_encoder import KnowledgeEncoder
from prompts.knowledge_graph import KnowledgeGraph
from prompts.prompted_lm import PromptedLM
from prompts.rating_head import RatingHead
from prompts.registry import classes_in
from prompts.soft.base import SoftPrompt
from prompts.text_encoder import Encodes

__all__ = ["CARD", "FORMAT", "CheckpointError", "item_key", "load_checkpoint", "read_card", "save_checkpoint"]

_CODES = "codes.json"
_PARTS = "parts"
_ID_TABLES = ("items.ids.weight", "items.bias.weight", "items.traits")


def save_checkpoint(
    model: PromptedLM, folder: str | Path, *, recipe: Mapping[str, Any], figures: Mapping[str, Any] | None = None,
    half: bool = False,
) -> Path:
    """Write a checkpoint. `half` stores weights in float16 (half the size, loaded as float32 again).

    It takes the place of a checkpoint that is there; with LoRA only the adapter is saved, beside the name of its base.
    Raises CheckpointError where the folder holds something else.
    """
    folder = Path(folder)
    if folder.exists() and not (folder / CARD).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise CheckpointError(f"{folder} is there and is not a checkpoint; choose another place, or empty it first")
    with replacing_folder(folder) as fresh:
        _write(model, fresh, recipe, figures or {}, half)
    return folder


def load_checkpoint(folder: str | Path, catalogue: Catalogue, encoder: Encodes | None = None) -> PromptedLM:
    """A tuned model on a catalogue, ready to answer.

    On the catalogue it was saved with nothing else is needed. On another one item vectors are made from text by
    `encoder`, and items known by title and year keep their id rows. Raises CheckpointError.
    """
    folder = Path(folder)
    card = read_card(folder)
    check_files(folder, card)
    try:
        model = _load(folder, card, catalogue, encoder)
    except CheckpointError:
        raise
    except Exception as error:  # a damaged file makes each of four libraries fail in ways of its own
        said = f"{type(error).__name__}: {error}"
        raise CheckpointError(f"the checkpoint {folder} cannot be loaded: {said}; tune or copy it again") from error
    model.tuned_on = frozenset(card.get("tasks", ()))
    model.eval()
    return model.requires_grad_(False)


def item_key(item: Item) -> str:
    """What an item is recognised by in another store: title and year; an item without a year by its id too."""
    text = f"{item.title} ({item.year})" if item.year is not None else f"{item.title} [{item.id}]"
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:16]


def _write(
    model: PromptedLM, folder: Path, recipe: Mapping[str, Any], figures: Mapping[str, Any], half: bool
) -> None:
    adapted = hasattr(model.lm, "peft_config")
    model.tokenizer.save_pretrained(folder / "lm")
    if adapted:
        model.lm.save_pretrained(folder / "adapter", save_embedding_layers=False)
    else:
        # A copy, so that the model at hand keeps its precision.
        (copy.deepcopy(model.lm).half() if half else model.lm).save_pretrained(folder / "lm")
    apart = ("lm.", "hearing.parts.")
    state = {name: value for name, value in model.state_dict().items() if not name.startswith(apart)}
    for task, part in model.hearing.parts.items():
        assert isinstance(part, PromptedLM)
        (folder / _PARTS / task).mkdir(parents=True)
        _write(part, folder / _PARTS / task, recipe, figures, half)
    save_file({name: _shrunk(value, half) for name, value in state.items()}, folder / "prompt.safetensors")
    if model.items is not None:
        save_file({"text": _shrunk(model.items.text, half)}, folder / "text.safetensors")
        if model.items.tuned is not None:
            model.items.tuned.save(folder)
    if model.codes is not None:
        (folder / _CODES).write_text(json.dumps(model.codes.written()), encoding="utf-8")
    if (knowledge := model.knowledge) is not None:
        knowledge.graph.save(folder)
    if model.items is not None or model.codes is not None or knowledge is not None:
        (folder / "items.json").write_text(json.dumps(_keys(model.catalogue)), encoding="utf-8")
    soft = model.soft
    write_card(folder, {
        "format": FORMAT, "recipe": dict(recipe), "base": str(recipe.get("base", "")) if adapted else "",
        "indexing": "vector" if model.items is not None else "title" if model.codes is None else model.codes.name,
        "items": None if model.items is None else model.items.options.card(), "reads": model.reads,
        "text_tuned": model.items is not None and model.items.tuned is not None,
        "hearing": {"name": model.hearing.name, "candidates": model.hearing.candidates},
        "knowledge": None if knowledge is None else {"size": knowledge.size, "bases": knowledge.bases},
        "soft": None if soft is None else _soft_card(soft),
        "rates": "" if model.rater is None else model.rater.kind,
        "catalogue": model.catalogue.fingerprint, "name": model.name, "figures": dict(figures),
        "tasks": sorted(model.tuned_on),
    })


def _load(folder: Path, card: Mapping[str, Any], catalogue: Catalogue, encoder: Encodes | None) -> PromptedLM:
    tokenizer = AutoTokenizer.from_pretrained(folder / "lm", trust_remote_code=False)
    codes = None
    if card["indexing"] not in ("vector", "title"):
        codes = Codes.read(json.loads((folder / _CODES).read_text(encoding="utf-8")))
    lm = adapted(folder, card["base"], tokenizer, codes) if card["base"] else language_model(folder / "lm")
    width = lm.get_input_embeddings().weight.shape[1]
    state = {name: value.float() for name, value in load_file(folder / "prompt.safetensors").items()}
    knowledge = None
    if about := card.get("knowledge"):
        graph = KnowledgeGraph.load(folder).placed(_places(_read_keys(folder), catalogue))
        knowledge = KnowledgeEncoder(graph, about["size"], about["bases"])
    items = None
    if card["indexing"] == "vector":
        options = VectorOptions(**card["items"]) if "items" in card else VectorOptions(ids=card["item_ids"])
        tuned = BehaviourEncoder.load(folder) if card.get("text_tuned") else None
        items = VectorIndexing(_text(folder, card, catalogue, encoder, options.text, tuned), width, options, tuned)
        if options.ids or options.traits or options.knowledge:
            items.familiar = _place_ids(state, _read_keys(folder), catalogue)
        elif card["catalogue"] != catalogue.fingerprint:
            items.familiar = 0.0
    if codes is not None:
        try:
            codes = codes.placed(_read_keys(folder), _keys(catalogue))
        except ValueError as error:
            raise CheckpointError(f"{folder} was tuned on another catalogue: {error}") from error
    soft = None
    if card["soft"]:
        kind = classes_in("prompts.soft", SoftPrompt)[card["soft"]["name"]]
        more = {"knowledge": knowledge} if kind.knows else {}
        more |= {"traits": card["soft"]["traits"]} if kind.reads_traits else {}
        soft = kind(card["soft"]["length"], width, users=card["soft"]["users"], **more)
    rater = RatingHead(card["rates"], width) if card.get("rates") else None
    heard = card.get("hearing", {"name": "slot", "candidates": 0})
    hearing = classes_in("prompts.hearing", Hearing)[heard["name"]](width, heard["candidates"])
    model = PromptedLM(
        lm, tokenizer, catalogue, items=items, soft=soft, name=card["name"], reads=card.get("reads", "words"),
        codes=codes, hearing=hearing, knowledge=knowledge, rater=rater,
    )
    missing, unexpected = model.load_state_dict(state, strict=False)
    if wrong := [name for name in missing if not name.startswith("lm.")] + list(unexpected):
        raise CheckpointError(f"{folder / 'prompt.safetensors'} does not fit {CARD}: {', '.join(wrong)}; tune it again")
    for part in sorted((folder / _PARTS).glob(f"*/{CARD}")):
        model.hearing.parts[part.parent.name] = load_checkpoint(part.parent, catalogue, encoder)
    return model


def _text(
    folder: Path, card: Mapping[str, Any], catalogue: Catalogue, encoder: Encodes | None, wanted: bool,
    tuned: BehaviourEncoder | None,
) -> Tensor:
    if not wanted:
        return torch.zeros(len(catalogue), 0)
    if card["catalogue"] == catalogue.fingerprint:
        return load_file(folder / "text.safetensors")["text"].float()
    if encoder is None:
        raise CheckpointError(
            f"{folder} was tuned on another catalogue, so item vectors must be made from text: "
            "install promptrec[demo] or give --encoder"
        )
    plain = encoder.encode([item_text(item) for item in catalogue])
    return torch.from_numpy(plain if tuned is None else tuned(plain))


def _place_ids(state: dict[str, Tensor], keys: list[str], catalogue: Catalogue) -> float:
    """Bring id tables into this catalogue's row order; an item that was not there gets zeros, the mean bias.

    Returns the share of the items that were there.
    """
    index = torch.tensor(_places(keys, catalogue), dtype=torch.long)
    known = (index >= 0).unsqueeze(1)
    for name in _ID_TABLES:
        if name not in state:
            continue
        table = state[name]
        filler = table.mean(0, keepdim=True) if name == _ID_TABLES[1] else torch.zeros_like(table[:1])
        state[name] = torch.where(known, table[index.clamp(min=0)], filler)
    return float(known.float().mean())


def _places(keys: list[str], catalogue: Catalogue) -> list[int]:
    """The row that each item of a catalogue had when it was saved, -1 for one that was not there."""
    wanted = _keys(catalogue)
    if wanted == keys:
        # Two items may have one title and year: on their own catalogue they keep their own rows.
        return list(range(len(keys)))
    at = {key: row for row, key in reversed(list(enumerate(keys)))}
    return [at.get(key, -1) for key in wanted]


def _keys(catalogue: Catalogue) -> list[str]:
    return [item_key(item) for item in catalogue]


def _read_keys(folder: Path) -> list[str]:
    keys: list[str] = json.loads((folder / "items.json").read_text(encoding="utf-8"))
    return keys


def _soft_card(soft: SoftPrompt) -> dict[str, Any]:
    table = getattr(soft, "table", None)
    users = 0 if table is None else int(table.num_embeddings) - 1
    traits = {"traits": list(getattr(soft, "traits", ()))} if soft.reads_traits else {}
    return {"name": soft.name, "length": soft.length, "users": users, **traits}


def _shrunk(value: Tensor, half: bool) -> Tensor:
    value = value.detach().cpu().contiguous()
    return value.half() if half and value.is_floating_point() else value.clone()
