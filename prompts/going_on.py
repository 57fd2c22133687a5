"""A checkpoint as the base of further tuning: its language model, its items and its soft prompt as they were tuned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer

from prompts.adapter import WEIGHTS, load_adapter
from prompts.checkpoint_files import CARD, CheckpointError, read_card
from prompts.encoding import TASK_MARKS
from prompts.indexing.codes import Codes, add_codes
from prompts.prompted_lm import PromptedLM
from prompts.slot_tokens import add_slot_tokens, add_task_marks


def lm_folder(base: str) -> str:
    """Where the tokenizer of a base is, and the LM where it is no adapter: that of a checkpoint in its folder, else
    what was named.
    """
    return str(Path(base) / "lm") if (Path(base) / CARD).is_file() else base


def language_model(base: str | Path) -> Any:
    """The LM of a base. LoRA matrices of a checkpoint become part of the weights, so that others can come on top.

    Raises CheckpointError for a checkpoint with a prefix, which is no part of any weights.
    """
    base = str(base)
    if (Path(base) / CARD).is_file() and (below := read_card(Path(base))["base"]):
        lm = adapted(Path(base), below, AutoTokenizer.from_pretrained(lm_folder(base), trust_remote_code=False), None)
        if lm.active_peft_config.is_prompt_learning:
            raise CheckpointError(f"{base} is a prefix, which tuning cannot go on from; give its base {below!r}")
        return lm.merge_and_unload()
    return AutoModelForCausalLM.from_pretrained(
        lm_folder(base), trust_remote_code=False, use_safetensors=True, dtype=torch.float32
    )


def adapted(folder: Path, base: str, tokenizer: Any, codes: Codes | None) -> Any:
    """The base LM with the slot and code tokens it was tuned with and the adapter of a checkpoint.

    Raises CheckpointError where the adapter or the base is missing, or they do not belong together.
    """
    if not (folder / "adapter" / WEIGHTS).is_file():
        raise CheckpointError(f"{folder / 'adapter' / WEIGHTS} is missing; copy the checkpoint again")
    try:
        lm = language_model(base)
        known = AutoTokenizer.from_pretrained(lm_folder(base), trust_remote_code=False)
    except Exception as error:
        raise CheckpointError(
            f"{folder} is an adapter for the language model {base!r}, which cannot be loaded: {error}; put it there"
        ) from error
    add_slot_tokens(lm, known)
    add_task_marks(lm, known, [mark for mark in TASK_MARKS if mark in tokenizer.get_vocab()])
    if codes is not None:
        add_codes(lm, known, codes)
    if known.get_vocab() != tokenizer.get_vocab():
        raise CheckpointError(f"{folder} was tuned on another {base!r}: the vocabularies differ; tune it again")
    return load_adapter(lm, folder / "adapter")


def take_over(model: PromptedLM, base: str | Path) -> None:
    """Give a model the items of a checkpoint on the same catalogue, and what else both have of the same kind: the soft
    prompt, the entities of a knowledge graph, and what items are heard with.

    Raises CheckpointError where that was tuned on other items, or has item vectors of another kind.
    """
    card = read_card(Path(base))
    if card["catalogue"] != model.catalogue.fingerprint:
        raise CheckpointError(f"{base} was tuned on another catalogue; its items cannot be gone on with")
    state, own = load_file(Path(base) / "prompt.safetensors"), model.state_dict()
    kept = _of("items.", state)
    if model.items is None or set(kept) != set(_of("items.", own)):
        raise CheckpointError(f"{base} has other item vectors than this recipe; take its item_* settings over")
    for group in ("soft.", "knowledge.", "hearing."):
        found = _of(group, state)
        if _shapes(found) == _shapes(_of(group, own)):
            kept |= found
    model.load_state_dict({name: value.float() for name, value in kept.items()}, strict=False)


def _of(group: str, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: value for name, value in state.items() if name.startswith(group)}


def _shapes(state: Mapping[str, Tensor]) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in state.items()}
