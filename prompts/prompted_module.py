"""The tensors of a prompted LM: a batch with its soft rows and item vectors becomes logits, states and losses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import DynamicCache

from prompts.batch import Batch
from prompts.encoded import IGNORE, NO_ITEM
from prompts.hearing.base import Hearing
from prompts.hearing.slot import SlotHearing
from prompts.indexing.codes import Codes
from prompts.indexing.vector import VectorIndexing
from prompts.item_loss import item_cross_entropy
from prompts.knowledge_encoder import KnowledgeEncoder
from prompts.rating_head import RatingHead
from prompts.soft.base import SoftPrompt


@dataclass(slots=True)
class Output:
    """Logits (B, p, V) at the places asked for; last states (B, L, d) at the prompt's own positions, without soft
    rows.
    """

    logits: Tensor
    states: Tensor
    vectors: Tensor | None


class PromptedModule(nn.Module):
    """What is tuned: the LM, the soft prompt put before its words, and the items that it says and hears.

    `hearing` is how items are heard where they have vectors (see prompts/hearing), at their `[REC]` if None.
    `rater` tells ratings from the first row of the soft prompt and the vector of the first item of a prompt.
    `knowledge` makes states of a graph's entities, which item vectors and the soft prompt may read.
    `codes` are what items are said with where there are no item vectors; `reads` is "words", "items" or "cloze".
    """

    codes: Codes | None
    reads: str

    def __init__(
        self, lm: Any, items: VectorIndexing | None, soft: SoftPrompt | None, hearing: Hearing | None = None,
        knowledge: KnowledgeEncoder | None = None, rater: RatingHead | None = None,
    ) -> None:
        super().__init__()
        self.lm, self.items, self.soft = lm, items, soft
        self.hearing: Hearing = hearing or SlotHearing()
        self.knowledge = knowledge
        self.rater = rater

    @property
    def talks(self) -> bool:
        """Whether it says words at all."""
        return self.reads == "words"

    def forward(self, batch: Batch, places: Tensor | None = None, read: DynamicCache | None = None) -> Output:
        """Run a right-padded batch. `places` (p,) are the positions whose logits are wanted; None means all. `read`, if
        given, gets keys and values of all positions.
        """
        embeds, mask, vectors = self.embed(batch)
        cut = embeds.shape[1] - batch.ids.shape[1]
        kept = torch.arange(batch.ids.shape[1], device=batch.ids.device) if places is None else places
        out = self.lm(
            inputs_embeds=embeds, attention_mask=mask, output_hidden_states=True, use_cache=read is not None,
            past_key_values=read, logits_to_keep=kept + cut,
        )
        return Output(out.logits, out.hidden_states[-1][:, cut:], vectors)

    def embed(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor | None]:
        """(B, L) ids -> input embeddings (B, S+L, d) with soft rows in front, their mask (B, S+L), item vectors."""
        embeds = self.lm.get_input_embeddings()(batch.ids)
        vectors = None
        entities = None if self.knowledge is None else self.knowledge.entities()
        if self.items is not None:
            vectors = self.items.vectors(entities)
            here = batch.rows != NO_ITEM
            said = self.items.say(batch.rows[here], vectors).to(embeds.dtype)
            embeds = embeds.index_put((here,), said)
        mask = batch.mask
        if self.soft is not None:
            rows = self.soft(batch, embeds, entities).to(embeds.dtype)
            embeds, mask = _before_text(rows, embeds, mask)
        return embeds, mask, vectors

    def losses(self, batch: Batch) -> tuple[Tensor, Tensor, int, int]:
        """Summed next-token loss and summed item loss in nats, with the number of tokens and of items in each."""
        if self.codes is not None and not self.talks:
            return self._code_losses(batch)
        return self.hearing.losses(self, batch)

    def _code_losses(self, batch: Batch) -> tuple[Tensor, Tensor, int, int]:
        """The same where all that is said are codes, without logits: there may be a token for every item."""
        labels = batch.labels[:, 1:]
        wanted = labels != IGNORE
        states = self.states(batch).states[:, :-1][wanted].float()
        language = item_cross_entropy(states, self.lm.get_output_embeddings().weight.float(), None, labels[wanted])
        return language, language.new_zeros(()), int(wanted.sum()), 0

    def ratings(self, batch: Batch) -> Tensor:
        """(B,) what the user of each prompt will give its first item, on the source's scale; NaN where it has no item.

        Raises ValueError for a model without a rating head, a soft prompt or item vectors.
        """
        if self.rater is None or self.soft is None or self.items is None:
            raise ValueError("ratings need a rating head, a soft prompt and item vectors; set `rates` in the recipe")
        entities = None if self.knowledge is None else self.knowledge.entities()
        vectors = self.items.vectors(entities)
        places = (batch.rows != NO_ITEM).long().argmax(1, keepdim=True)
        rows = batch.rows.gather(1, places).squeeze(1)
        users = self.soft(batch, self.lm.get_input_embeddings()(batch.ids), entities)[:, 0]
        rated: Tensor = self.rater(users, self.items.say(rows.clamp(min=0), vectors))
        return rated.masked_fill(rows == NO_ITEM, torch.nan)

    def states(self, batch: Batch) -> Output:
        """The same without logits, (B, 0, V): item heads do not read them, and no matrix is wider."""
        out: Output = self(batch, batch.ids.new_empty(0))
        return out


def _before_text(rows: Tensor, embeds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Soft rows (B, S, d) set right before the first real position of (B, L, d), whichever side is padded."""
    ones = mask.new_ones(rows.shape[1])
    firsts = mask.argmax(1).tolist()
    parts = [(row[:first], row[first:], keep[:first], keep[first:])
             for row, keep, first in zip(embeds, mask, firsts, strict=True)]
    joined = [torch.cat([before, soft, after]) for (before, after, _, _), soft in zip(parts, rows, strict=True)]
    kept = [torch.cat([before, ones, after]) for _, _, before, after in parts]
    return torch.stack(joined), torch.stack(kept)
