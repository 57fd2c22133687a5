"""An item is heard at a `[REC]`: the LM says the slot as a word, and its state is compared with all item vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor
from torch.nn import functional

from prompts.batch import Batch
from prompts.encoded import IGNORE, NO_ITEM
from prompts.hearing.base import Hearing, Sums
from prompts.prompt import Prompt
from prompts.ranking import asking

if TYPE_CHECKING:
    from prompts.prompted_module import Output, PromptedModule


class SlotHearing(Hearing):
    """Two softmaxes: one over the words, one over the catalogue. Without item vectors there are words alone."""

    name = "slot"

    def asked(self, prompt: Prompt) -> Prompt:
        return asking(prompt)

    def losses(self, model: PromptedModule, batch: Batch) -> Sums:
        # Most positions of a ranking prompt have no label, and the vocabulary is the widest matrix there is.
        places = (batch.labels[:, 1:] != IGNORE).any(0).nonzero().squeeze(1)
        return self.summed(model, batch, model(batch, places), places)

    def summed(self, model: PromptedModule, batch: Batch, out: Output, places: Tensor) -> Sums:
        """The losses of an output whose logits are of the positions `places` (p,)."""
        labels = batch.labels[:, 1:][:, places]
        wanted = labels != IGNORE
        language = functional.cross_entropy(out.logits[wanted].float(), labels[wanted], reduction="sum")
        slots = batch.targets != NO_ITEM
        item = language.new_zeros(())
        if model.items is not None and out.vectors is not None and bool(slots.any()):
            item = model.items.loss(out.states[slots].float(), out.vectors.float(), batch.targets[slots])
        return language, item, int(wanted.sum()), int(slots.sum())

    def scores(self, model: PromptedModule, batch: Batch, places: Tensor) -> Tensor:
        out = model.states(batch)
        assert model.items is not None and out.vectors is not None
        return model.items.hear(out.states[places].float(), out.vectors.float())
