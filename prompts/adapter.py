"""LoRA matrices, or a prefix, inside a language model: PEFT's own, never its prompt tuning, which cannot share a model
with them.

PEFT 0.21 asks transformers 5 for a name that is going away; that one warning is kept from the user, who can do nothing
about it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors.torch import load_file

WEIGHTS = "adapter_model.safetensors"



def with_lora(lm: Any, rank: int) -> Any:
    """The LM with fresh LoRA matrices of a rank in all of its linear layers; its own weights are frozen."""
    from peft import LoraConfig, get_peft_model
    from transformers.pytorch_utils import Conv1D

    # GPT-2 keeps its matrices the other way round.
    turned = any(isinstance(module, Conv1D) for module in lm.modules())
    with quietly():
        return get_peft_model(lm, LoraConfig(
            r=rank, lora_alpha=2 * rank, target_modules="all-linear", fan_in_fan_out=turned
        ))  # fmt: skip


def with_prefix(lm: Any, length: int) -> Any:
    """The LM with a fresh prefix before every layer (`prompts.prefix`); its own weights are frozen."""
    from prompts.prefix import PrefixedLM

    with quietly():
        return PrefixedLM(lm, length)


def load_adapter(lm: Any, folder: Path) -> Any:
    """The LM with the LoRA matrices, or the prefix, of a folder."""
    from peft import PeftConfig, PeftModel, set_peft_model_state_dict

    with quietly():
        config: Any = PeftConfig.from_pretrained(str(folder))
        if not config.is_prompt_learning:
            return PeftModel.from_pretrained(lm, str(folder))
        prefixed = with_prefix(lm, config.num_virtual_tokens)
        set_peft_model_state_dict(prefixed, load_file(folder / WEIGHTS))
        return prefixed


def prefix_length(lm: Any) -> int:
    """Positions of the model that a prefix takes; 0 without one."""
    config = getattr(lm, "active_peft_config", None)
    return int(config.num_virtual_tokens) if config is not None and config.is_prompt_learning else 0


@contextmanager
def quietly() -> Iterator[None]:
    """Without PEFT's warning of a name that is going away."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
        yield
