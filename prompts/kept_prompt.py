"""A soft prompt at work: rows of the one who asks from a file, those of the tuned soft prompt for all others."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import torch
from torch import Tensor

from prompts.batch import Batch
from prompts.knowledge_encoder import Entities
from prompts.personal_prompts import PersonalPrompts
from prompts.prompt import Prompt
from prompts.prompted_lm import PromptedLM
from prompts.soft.base import SoftPrompt


class KeptPrompt(SoftPrompt):
    """Looks each prompt's `person` up in a file of prompts: nobody gets another's rows, whoever is in the batch."""

    name = "kept"

    def __init__(self, tuned: SoftPrompt, kept: PersonalPrompts) -> None:
        super().__init__(tuned.length, tuned.width)
        if kept.shape != (tuned.length, tuned.width):
            raise ValueError(f"prompts of {kept.shape} do not fit a soft prompt of {(tuned.length, tuned.width)}")
        self.tuned, self.kept = tuned, kept

    def forward(self, batch: Batch, embeddings: Tensor, entities: Entities | None = None) -> Tensor:
        rows: Tensor = self.tuned(batch, embeddings, entities)
        own = [self.kept.get(person) if person else None for person in batch.people]
        if not any(one is not None for one in own):
            return rows
        made = [rows[n] if one is None else one.to(rows) for n, one in enumerate(own)]
        return torch.stack(made)


def tuned_soft(model: PromptedLM) -> SoftPrompt:
    """The soft prompt as it was tuned. Raises ValueError for a model without one."""
    soft = getattr(model, "soft", None)
    if soft is None:
        raise ValueError(f"the model {model.name!r} has no soft prompt; tune one with a recipe whose strategy has one")
    return soft.tuned if isinstance(soft, KeptPrompt) else soft


def open_prompts(model: PromptedLM, path: str | Path) -> PersonalPrompts:
    """The file of prompts of a model, made where it is not there. It is bound to the weights that read and make rows.

    Raises ValueError for a model without a soft prompt, PersonalPromptsError for a file of another model.
    """
    tuned = tuned_soft(model)
    digest = hashlib.sha256()
    for name, value in sorted(tuned.state_dict().items()):
        digest.update(name.encode() + value.cpu().contiguous().numpy().tobytes())
    return PersonalPrompts(path, f"{model.name}-{digest.hexdigest()[:12]}", tuned.length, tuned.width)


def with_people(model: PromptedLM, kept: PersonalPrompts) -> PromptedLM:
    """The model with prompts of people from a file. Raises ValueError for a model without a soft prompt."""
    model.soft = KeptPrompt(tuned_soft(model), kept)
    return model


@torch.inference_mode()
def made_prompts(model: PromptedLM, prompts: list[Prompt], *, seed: int | None = None) -> Tensor:
    """(n, length, width) rows that the tuned soft prompt makes for some prompts (of their profiles, say), to keep.

    A soft prompt that hides something adds noise, which nobody can draw again: torch begins with the same numbers in
    every process, so they are drawn from the system's own unless a measurement gives a `seed`. Raises ValueError for a
    model without a soft prompt.
    """
    from prompts.batch import collate

    tuned = tuned_soft(model)
    batch = collate([model.encoder(one) for one in prompts], model.encoder.pad).to(model.device)
    drawn = torch.Generator().manual_seed(secrets.randbits(63) if seed is None else seed)
    return tuned.to_keep(batch, model.lm.get_input_embeddings()(batch.ids), drawn)
