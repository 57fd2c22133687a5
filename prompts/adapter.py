"""LoRA matrices inside a language model: PEFT's own, never its prompt tuning, which cannot share a model with them.

PEFT 0.21 asks transformers 5 for a name that is going away; that one warning is kept from the user, who can do nothing
about it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def with_lora(lm: Any, rank: int) -> Any:
    """The LM with fresh LoRA matrices of a rank in all of its linear layers; its own weights are frozen."""
    from peft import LoraConfig, get_peft_model

    with _quietly():
        return get_peft_model(lm, LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear"))


def load_adapter(lm: Any, folder: Path) -> Any:
    """The LM with the LoRA matrices of a folder."""
    from peft import PeftModel

    with _quietly():
        return PeftModel.from_pretrained(lm, str(folder))


@contextmanager
def _quietly() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
        yield
