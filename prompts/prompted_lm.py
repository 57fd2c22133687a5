"""A local causal LM with a soft prompt before it and an item head beside it: what is tuned, and what answers.

Implements `prompts.lm.LanguageModel`. The LM is any that transformers loads; LoRA stays PEFT's and sits inside it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from data.catalogue import Catalogue
from prompts.batch import Batch, collate
from prompts.encoding import IGNORE, NO_ITEM, SPECIALS, Encoder
from prompts.generation import Detokeniser, StopOn, Stream
from prompts.indexing.vector import VectorIndexing
from prompts.lm import Hit
from prompts.prompt import Message, Prompt, Slot
from prompts.soft.base import SoftPrompt
from prompts.trie import Trie, trie_beam

_SCORE_BATCH = 32


@dataclass(slots=True)
class Output:
    """Logits (B, p, V) at the places asked for, last states (B, L, d) at the prompt's own positions (soft rows are cut off)."""

    logits: Tensor
    states: Tensor
    vectors: Tensor | None


class PromptedLM(nn.Module):
    """The LM, its soft prompt and its items. `items` None means `title` indexing: items are said by their titles."""

    def __init__(
        self, lm: Any, tokenizer: Any, catalogue: Catalogue, *, items: VectorIndexing | None = None,
        soft: SoftPrompt | None = None, name: str = "local", limit: int | None = None,
    ) -> None:
        super().__init__()
        self.lm, self.items, self.soft = lm, items, soft
        self.tokenizer, self.catalogue, self.name = tokenizer, catalogue, name
        positions = limit or int(getattr(lm.config, "max_position_embeddings", 512) or 512)
        self.encoder = Encoder(
            tokenizer, catalogue.row, lambda item: catalogue[item].label(), vectors=items is not None,
            limit=min(positions, 2048) - (soft.length if soft is not None else 0),
        )
        special = self.encoder.special
        self._hidden = [token for token in tokenizer.all_special_ids if token not in _slots(special)]
        self._decode = Detokeniser(tokenizer, self.encoder.end, self._hidden)
        self._lock = threading.Lock()
        self._trie: Trie | None = None

    @property
    def ranks(self) -> bool:
        """Always: by the item head, else by trie-constrained beams over titles."""
        return True

    @property
    def dialect(self) -> str:
        """"tuned" where the tokenizer knows our role marks, else "instruct": which wording of a request it understands."""
        return "tuned" if "[AGENT]" in self.encoder.special else "instruct"

    @property
    def device(self) -> torch.device:
        """Where the LM's weights are."""
        return next(self.lm.parameters()).device

    def forward(self, batch: Batch, places: Tensor | None = None) -> Output:
        """Run a right-padded batch. `places` (p,) are the positions whose logits are wanted, (B, p, V); None means all."""
        embeds, mask, vectors = self.embed(batch)
        cut = embeds.shape[1] - batch.ids.shape[1]
        kept = torch.arange(batch.ids.shape[1], device=batch.ids.device) if places is None else places
        out = self.lm(
            inputs_embeds=embeds, attention_mask=mask, output_hidden_states=True, use_cache=False, logits_to_keep=kept + cut,
        )
        return Output(out.logits, out.hidden_states[-1][:, cut:], vectors)

    def embed(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor | None]:
        """(B, L) ids -> input embeddings (B, S+L, d) with soft rows in front, their mask (B, S+L), item vectors."""
        embeds = self.lm.get_input_embeddings()(batch.ids)
        vectors = None
        if self.items is not None:
            vectors = self.items.vectors()
            here = batch.rows != NO_ITEM
            said = self.items.say(batch.rows[here], vectors).to(embeds.dtype)
            embeds = embeds.index_put((here,), said)
        mask = batch.mask
        if self.soft is not None:
            rows = self.soft(batch.users).to(embeds.dtype)
            embeds, mask = _before_text(rows, embeds, mask)
        return embeds, mask, vectors

    def losses(self, batch: Batch) -> tuple[Tensor, Tensor, int, int]:
        """Summed next-token loss and summed item loss in nats, with the number of tokens and of items in each."""
        # Most positions of a ranking prompt have no label, and the vocabulary is the widest matrix there is.
        places = (batch.labels[:, 1:] != IGNORE).any(0).nonzero().squeeze(1)
        out = self(batch, places)
        labels = batch.labels[:, 1:][:, places]
        wanted = labels != IGNORE
        language = functional.cross_entropy(out.logits[wanted].float(), labels[wanted], reduction="sum")
        slots = batch.targets != NO_ITEM
        item = language.new_zeros(())
        if self.items is not None and out.vectors is not None and bool(slots.any()):
            logits = self.items.hear(out.states[slots].float(), out.vectors.float())
            item = functional.cross_entropy(logits, batch.targets[slots], reduction="sum")
        return language, item, int(wanted.sum()), int(slots.sum())

    @torch.inference_mode()
    def generate(
        self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        beams: int = 1, cache: bool = True,
    ) -> list[str]:
        """Answers, one a prompt; they do not depend on the rest of the batch."""
        options = self._options(prompts, max_new_tokens, temperature) | {"num_beams": beams, "use_cache": cache}
        with self._lock, torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            ids = self.lm.generate(**options)
        return [self._decode(row) for row in ids.tolist()]

    def stream(
        self, prompt: Prompt, *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The answer in pieces; closing the iterator or setting `stop` ends generation within one token."""
        event = stop if stop is not None else threading.Event()
        streamer = Stream(self._decode, event)

        def run() -> None:
            with torch.inference_mode(), self._lock, torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed)
                options = self._options([prompt], max_new_tokens, temperature)
                self.lm.generate(**options, streamer=streamer, stopping_criteria=[StopOn(event)])

        return streamer.run(run)

    @torch.inference_mode()
    def score(self, prompt: Prompt, continuations: Sequence[str]) -> list[float]:
        """Log-probability of each continuation after the prompt, in nats; the end mark is not counted."""
        encoded = [self.encoder(prompt.with_target((text,))) for text in continuations]
        for one in encoded:
            one.labels[-1] = IGNORE
        scores: list[float] = []
        for start in range(0, len(encoded), _SCORE_BATCH):
            batch = collate(encoded[start : start + _SCORE_BATCH], self.encoder.pad).to(self.device)
            places = (batch.labels[:, 1:] != IGNORE).any(0).nonzero().squeeze(1)
            logp = self(batch, places).logits.float().log_softmax(-1)
            labels = batch.labels[:, 1:][:, places]
            taken = logp.gather(-1, labels.clamp(min=0).unsqueeze(-1)).squeeze(-1)
            scores += (taken * (labels != IGNORE)).sum(1).tolist()
        return scores

    @torch.inference_mode()
    def rank(self, prompts: Sequence[Prompt], k: int, *, allowed: Collection[str] | None = None) -> list[list[Hit]]:
        """At most k distinct items a prompt, best first; one forward pass with item vectors, a trie beam with titles."""
        rows = None
        if allowed is not None:
            rows = torch.tensor(sorted(self.catalogue.row(item) for item in allowed), dtype=torch.long)
        k = min(k, len(self.catalogue) if rows is None else len(rows))
        if k < 1 or not prompts:
            return [[] for _ in prompts]
        if self.items is None:
            self._trie = self._trie or Trie.of_titles(self.catalogue, self.encoder)
            return trie_beam(self, self._trie, prompts, k, rows)
        scores = self.item_scores(prompts)
        if rows is not None:
            blocked = torch.full_like(scores, -torch.inf)
            blocked[:, rows] = scores[:, rows]
            scores = blocked
        best = scores.topk(k, dim=1)
        return [
            [Hit(self.catalogue.items[row].id, score) for score, row in zip(values, found, strict=True)]
            for values, found in zip(best.values.tolist(), best.indices.tolist(), strict=True)
        ]

    @torch.inference_mode()
    def item_scores(self, prompts: Sequence[Prompt]) -> Tensor:
        """Item logits (B, n_items) of the `[REC]` state that ends each prompt. Needs item vectors."""
        assert self.items is not None, "item scores need vector indexing"
        batch = collate([self.encoder(_asking(prompt)) for prompt in prompts], self.encoder.pad).to(self.device)
        out = self(batch)
        assert out.vectors is not None
        last = batch.mask.sum(1) - 1
        states = out.states[torch.arange(len(last), device=last.device), last]
        return self.items.hear(states.float(), out.vectors.float())

    def _options(self, prompts: Sequence[Prompt], max_new_tokens: int, temperature: float) -> dict[str, Any]:
        batch = collate([self.encoder(prompt) for prompt in prompts], self.encoder.pad, side="left").to(self.device)
        embeds, mask, _ = self.embed(batch)
        options: dict[str, Any] = {
            "inputs_embeds": embeds, "attention_mask": mask, "max_new_tokens": max_new_tokens,
            "pad_token_id": self.encoder.pad, "eos_token_id": self.encoder.end, "do_sample": temperature > 0,
        }
        if temperature > 0:
            options |= {"temperature": temperature, "top_p": 0.9}
        banned = [token for token in self._hidden if token != self.encoder.end]
        return options | ({"suppress_tokens": banned} if banned else {})


def _slots(special: dict[str, int]) -> set[int]:
    return {special[name] for name in SPECIALS[3:] if name in special}


def _asking(prompt: Prompt) -> Prompt:
    """The prompt with an open agent message that ends in `[REC]`."""
    last = prompt.messages[-1] if prompt.messages else None
    if last is not None and last.role == "agent" and last.pieces and isinstance(last.pieces[-1], Slot):
        return Prompt(prompt.messages, (), prompt.user)
    return Prompt((*prompt.messages, Message("agent", (Slot(),))), (), prompt.user)


def _before_text(rows: Tensor, embeds: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Soft rows (B, S, d) set right before the first real position of (B, L, d), whichever side is padded."""
    ones = mask.new_ones(rows.shape[1])
    firsts = mask.argmax(1).tolist()
    parts = [(row[:first], row[first:], keep[:first], keep[first:])
             for row, keep, first in zip(embeds, mask, firsts, strict=True)]
    joined = [torch.cat([before, soft, after]) for (before, after, _, _), soft in zip(parts, rows, strict=True)]
    kept = [torch.cat([before, ones, after]) for _, _, before, after in parts]
    return torch.stack(joined), torch.stack(kept)
