"""A checkpoint as the base of further tuning: its language model, and its items as they were tuned."""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_file

from prompts.checkpoint_files import CARD, CheckpointError, read_card
from prompts.prompted_lm import PromptedLM


def lm_folder(base: str) -> str:
    """Where the LM of a base is: that of a checkpoint in its folder, else what was named."""
    return str(Path(base) / "lm") if (Path(base) / CARD).is_file() else base


def load_items(model: PromptedLM, base: str | Path) -> None:
    """Give a model the items of a checkpoint on the same catalogue, as they were tuned there.

    Raises CheckpointError where that was tuned on other items, or has item vectors of another kind.
    """
    card = read_card(Path(base))
    if card["catalogue"] != model.catalogue.fingerprint:
        raise CheckpointError(f"{base} was tuned on another catalogue; its items cannot be gone on with")
    state = load_file(Path(base) / "prompt.safetensors")
    kept = {name: value.float() for name, value in state.items() if name.startswith("items.")}
    wanted = {name for name in model.state_dict() if name.startswith("items.")}
    if model.items is None or set(kept) != wanted:
        raise CheckpointError(f"{base} has other item vectors than this recipe; take its item_* settings over")
    model.load_state_dict(kept, strict=False)
