"""An item is a word: one distribution over the vocabulary and the catalogue says what comes next, whichever it is.

The vocabulary extension of RecInDial (Wang et al., AACL 2022, sec. 3): items join the LM's words, are read as their
vectors where they are said, and are predicted there, so that talk and recommendation are one next-token distribution.
The paper's vocabulary pointer is the odds of an item against a word, a linear layer of the same state, which raises or
lowers all items at once: which item it is can then be learned apart from whether one comes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import DynamicCache

from data.records import ItemRef
from prompts.batch import Batch, collate
from prompts.encoded import IGNORE, NO_ITEM
from prompts.generation import Detokeniser
from prompts.hearing.base import Hearing, Sums
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

    def __init__(self, width: int = 0, candidates: int = 0) -> None:
        super().__init__(width, candidates)
        self.pointer = nn.Linear(width, 1)
        nn.init.zeros_(self.pointer.weight)
        nn.init.zeros_(self.pointer.bias)

    def asked(self, prompt: Prompt) -> Prompt:
        return self._led(prompt)[0]

    def losses(self, model: PromptedModule, batch: Batch) -> Sums:
        labels, targets = batch.labels[:, 1:], batch.targets[:, :-1]
        learned = (labels != IGNORE) | (targets != NO_ITEM)
        places = learned.any(0).nonzero().squeeze(1)
        learned, labels, targets = learned[:, places], labels[:, places], targets[:, places]
        out = model(batch, places)
        assert model.items is not None and out.vectors is not None
        states, words = out.states[:, places][learned].float(), out.logits[learned].float()
        rows, wanted = targets[learned], labels[learned]
        item = rows != NO_ITEM
        # The softmax over items is needed where one comes, whether one comes everywhere.
        pointer = self.pointer(states).squeeze(1)
        language = functional.cross_entropy(words[~item], wanted[~item], reduction="sum")
        which = model.items.loss(states[item], out.vectors.float(), rows[item])
        spoken, named = functional.softplus(pointer[~item]).sum(), functional.softplus(-pointer[item]).sum()
        return language + spoken, which + named, int((~item).sum()), int(item.sum())

    def next_token(self, model: PromptedModule, batch: Batch, places: Tensor) -> Tensor:
        """Log-probabilities (m, V + n_items) of what follows the True places of (B, L): words first, then items."""
        columns = places.any(0).nonzero().squeeze(1)
        out = model(batch, columns)
        assert out.vectors is not None
        return self._follows(model, out.states[places], out.logits[places[:, columns]], out.vectors)

    def _follows(self, model: PromptedModule, states: Tensor, logits: Tensor, vectors: Tensor) -> Tensor:
        assert model.items is not None
        states = states.float()
        items = model.items.hear(states, vectors.float()).log_softmax(1) + self.pointer(states)
        return torch.cat([logits.float().log_softmax(1), items], 1).log_softmax(1)

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
        """What the agent says next, at each place the likeliest word, or the likeliest item where items together are
        likelier than it: a reply with its recommendation in it.
        """
        encoder, tokenizer = model.encoder, model.tokenizer
        read = encoder(prompt, limit=encoder.limit - max_new_tokens)
        hidden = sorted({*tokenizer.all_special_ids, *encoder.special.values()} - {encoder.end})
        decode = Detokeniser(tokenizer, frozenset({encoder.end}), hidden)
        said: list[str | ItemRef] = []
        words: list[int] = []
        kept = DynamicCache(config=model.lm.config)
        embeds, _, vectors = model.embed(collate([read], encoder.pad).to(model.device))
        assert model.items is not None and vectors is not None
        table = model.lm.get_input_embeddings()
        for _ in range(max_new_tokens):
            out = model.lm(
                inputs_embeds=embeds, past_key_values=kept, use_cache=True, output_hidden_states=True, logits_to_keep=1
            )
            logp = self._follows(model, out.hidden_states[-1][:, -1], out.logits[:, -1], vectors)[0]
            logp[hidden] = -torch.inf
            spoken, named = logp.tensor_split([len(logp) - len(model.catalogue)])
            if named.logsumexp(0) < spoken.max():
                word = spoken.argmax()
                if int(word) == encoder.end:
                    break
                embeds = table(word).view(1, 1, -1)
                words.append(int(word))
                continue
            row = named.argmax()
            embeds = model.items.say(row, vectors).to(embeds.dtype).view(1, 1, -1)
            said += [decode(words), ItemRef(model.catalogue.items[int(row)].id)]
            words = []
        return tuple(piece for piece in (*said, decode(words)) if piece)

    def _led(self, prompt: Prompt) -> tuple[Prompt, str]:
        """The prompt with words before the place of an item, and those of them that are ours."""
        bare = answering(prompt)
        if len(bare.messages) == len(prompt.messages) and bare.messages != prompt.messages:
            return bare, ""
        return Prompt((*bare.messages, Message("agent", (LEAD,))), (), prompt.user), LEAD
