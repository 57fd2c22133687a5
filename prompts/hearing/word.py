"""An item is a word: one softmax over the vocabulary and the catalogue says what comes next, whichever it is.

The vocabulary extension of RecInDial (Wang et al., AACL 2022, sec. 3): items join the LM's words, are read as their
vectors where they are said, and are predicted there, so that talk and recommendation are one next-token distribution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from data.records import ItemRef
from prompts.batch import Batch, collate
from prompts.encoded import IGNORE, NO_ITEM
from prompts.generation import Detokeniser
from prompts.hearing.base import Hearing, Sums, at
from prompts.prompt import Message, Prompt
from prompts.ranking import answering

if TYPE_CHECKING:
    from prompts.prompted_lm import PromptedLM
    from prompts.prompted_module import PromptedModule

LEAD = "have you seen"
"""What people say most often before they name a film, when they say anything."""


class WordHearing(Hearing):
    """Items heard as words. A message asks for an item after its own words, else after `LEAD`, which is half of the
    answer: as many agents begin with the title itself, so that the place where a message opens is the other half.
    """

    name = "word"
    inline = True

    def asked(self, prompt: Prompt) -> Prompt:
        return self._led(prompt)[0]

    def losses(self, model: PromptedModule, batch: Batch) -> Sums:
        labels, targets = batch.labels[:, 1:], batch.targets[:, :-1]
        learned = (labels != IGNORE) | (targets != NO_ITEM)
        places = learned.any(0).nonzero().squeeze(1)
        learned, labels, targets = learned[:, places], labels[:, places], targets[:, places]
        logits, said = self._logits(model, batch, places, learned)
        rows, words = targets[learned], labels[learned]
        item = rows != NO_ITEM
        wanted = torch.where(item, said + rows, words)
        nats = logits.logsumexp(1) - logits.gather(1, wanted.unsqueeze(1)).squeeze(1)
        return nats[~item].sum(), nats[item].sum(), int((~item).sum()), int(item.sum())

    def next_token(self, model: PromptedModule, batch: Batch, places: Tensor) -> Tensor:
        """Log-probabilities (m, V + n_items) of what follows the True places of (B, L): words first, then items."""
        columns = places.any(0).nonzero().squeeze(1)
        return self._logits(model, batch, columns, places[:, columns])[0].log_softmax(1)

    def scores(self, model: PromptedModule, batch: Batch, places: Tensor) -> Tensor:
        # Given that an item comes next, the words of the softmax say nothing of which.
        out = model.states(batch)
        assert model.items is not None and out.vectors is not None
        return model.items.hear(out.states[places].float(), out.vectors.float())

    def answer(self, model: PromptedLM, prompts: Sequence[Prompt]) -> Tensor:
        encoder = model.encoder
        led = [self._led(prompt) for prompt in prompts]
        batch = collate([encoder(prompt) for prompt, _ in led], encoder.pad).to(model.device)
        last = batch.mask.sum(1) - 1
        before = last - torch.tensor([len(encoder.words(lead)) for _, lead in led], device=last.device)
        out = model.states(batch)
        assert model.items is not None and out.vectors is not None
        rows, vectors = torch.arange(len(last), device=last.device), out.vectors.float()
        shares = [model.items.hear(out.states[rows, place].float(), vectors).log_softmax(1) for place in (last, before)]
        return torch.stack(shares).logsumexp(0) - math.log(len(shares))

    @torch.inference_mode()
    def say(self, model: PromptedLM, prompt: Prompt, *, max_new_tokens: int) -> tuple[str | ItemRef, ...]:
        """What the agent says next, the likeliest word or item at each place: a reply with its recommendation in it."""
        encoder, tokenizer = model.encoder, model.tokenizer
        read = encoder(prompt, limit=encoder.limit - max_new_tokens)
        hidden = sorted({*tokenizer.all_special_ids, *encoder.special.values()} - {encoder.end})
        decode = Detokeniser(tokenizer, frozenset({encoder.end}), hidden)
        said: list[str | ItemRef] = []
        words: list[int] = []
        for _ in range(max_new_tokens):
            batch = collate([read], encoder.pad).to(model.device)
            logp = self.next_token(model, batch, at(batch.mask.sum(1) - 1, batch.mask))[0]
            logp[hidden] = -torch.inf
            best = int(logp.argmax())
            row = best - (len(logp) - len(model.catalogue))
            if best == encoder.end:
                break
            if row < 0:
                read.add(best)
                words.append(best)
                continue
            read.add(encoder.special["[ITEM]"], row=row)
            said += [decode(words), ItemRef(model.catalogue.items[row].id)]
            words = []
        return tuple(piece for piece in (*said, decode(words)) if piece)

    def _led(self, prompt: Prompt) -> tuple[Prompt, str]:
        """The prompt with words before the place of an item, and those of them that are ours."""
        bare = answering(prompt)
        if len(bare.messages) == len(prompt.messages) and bare.messages != prompt.messages:
            return bare, ""
        return Prompt((*bare.messages, Message("agent", (LEAD,))), (), prompt.user), LEAD

    def _logits(self, model: PromptedModule, batch: Batch, columns: Tensor, chosen: Tensor) -> tuple[Tensor, int]:
        """Logits (m, V + n_items) at the chosen places of (B, p), p columns of the batch; and V."""
        out = model(batch, columns)
        assert model.items is not None and out.vectors is not None
        words = out.logits[chosen].float()
        items = model.items.hear(out.states[:, columns][chosen].float(), out.vectors.float())
        return torch.cat([words, items], 1), words.shape[1]
