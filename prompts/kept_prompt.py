"""A soft prompt at work: rows of the one who asks from a file, those of the tuned soft prompt for all others."""

from __future__ import annotations

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


def with_people(model: PromptedLM, kept: PersonalPrompts) -> PromptedLM:
    """The model with prompts of people from a file. Raises ValueError for a model without a soft prompt."""
    if model.soft is None:
        raise ValueError(f"the model {model.name!r} has no soft prompt; tune one with a recipe whose strategy has one")
    tuned = model.soft.tuned if isinstance(model.soft, KeptPrompt) else model.soft
    model.soft = KeptPrompt(tuned, kept)
    return model


@torch.inference_mode()
def made_prompts(model: PromptedLM, prompts: list[Prompt]) -> Tensor:
    """(n, length, width) rows that the tuned soft prompt makes for some prompts (of their profiles, say), to keep."""
    from prompts.batch import collate

    if model.soft is None:
        raise ValueError(f"the model {model.name!r} has no soft prompt to make rows with")
    tuned = model.soft.tuned if isinstance(model.soft, KeptPrompt) else model.soft
    batch = collate([model.encoder(one) for one in prompts], model.encoder.pad).to(model.device)
    rows: Tensor = tuned(batch, model.lm.get_input_embeddings()(batch.ids))
    return rows
