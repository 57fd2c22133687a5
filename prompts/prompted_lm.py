"""A local LM with a soft prompt before it and an item head beside it: what is tuned, and what answers.

Implements `prompts.lm.LanguageModel`. The LM is any that transformers loads; LoRA stays PEFT's and sits inside it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from data.catalogue import Catalogue
from prompts.adapter import prefix_length
from prompts.batch import collate
from prompts.code_history_encoding import CodeHistoryEncoder
from prompts.encoding import SLOT_TOKENS, Encoder
from prompts.generation import Detokeniser, Stream
from prompts.hearing.base import Hearing
from prompts.history_encoding import HistoryEncoder
from prompts.indexing.codes import Codes
from prompts.indexing.title import title_trie
from prompts.indexing.vector import VectorIndexing
from prompts.knowledge_encoder import KnowledgeEncoder
from prompts.lm import Hit, LanguageModelError
from prompts.prompt import Prompt
from prompts.prompted_module import PromptedModule
from prompts.ranking import rank_by_trie, rank_by_vectors
from prompts.rating_head import RatingHead
from prompts.scoring import score_continuations
from prompts.soft.base import SoftPrompt
from prompts.taste import LONGEST
from prompts.trie import Trie

_LONGEST = 2048


class PromptedLM(PromptedModule):
    """The LM, its soft prompt and its items. Without `items` they are said by their `codes`, else by their titles.

    The tokenizer must have the slot tokens (`prompts.slot_tokens`) and those of the codes (`prompts.indexing.codes`).
    `limit` is the number of positions to use where that is fewer than the model has. `reads` is "words", or for models
    of histories "items" or "cloze" (see `HistoryEncoder`).
    """

    def __init__(
        self, lm: Any, tokenizer: Any, catalogue: Catalogue, *, items: VectorIndexing | None = None,
        soft: SoftPrompt | None = None, name: str = "local", limit: int | None = None,
        reads: str = "words", codes: Codes | None = None, hearing: Hearing | None = None,
        knowledge: KnowledgeEncoder | None = None, rater: RatingHead | None = None,
    ) -> None:
        super().__init__(lm, items, soft, hearing, knowledge, rater)
        self.tokenizer, self.catalogue, self.name = tokenizer, catalogue, name
        self.tuned_on: frozenset[str] = frozenset()
        """Names of the tasks it was tuned on, where that is known."""
        positions = limit or int(getattr(lm.config, "max_position_embeddings", 512) or 512)
        room = min(positions, _LONGEST) - (soft.length if soft is not None else 0) - prefix_length(lm)
        self.reads = reads
        self.codes, self.code_ids = codes, [] if codes is None else codes.ids(tokenizer)
        self.encoder = self._encoder(room)
        if soft is not None:
            soft.bind(self.encoder)
        slots = {self.encoder.special[name] for name in SLOT_TOKENS}
        self._ends = _ends(lm, self.encoder.end)
        self._hidden = [token for token in tokenizer.all_special_ids if token not in slots]
        self._decode = Detokeniser(tokenizer, self._ends, self._hidden)
        self._lock = threading.Lock()
        self._trie: Trie | None = None

    @property
    def ranks(self) -> bool:
        """Always: by the item head, else by trie-constrained beams over codes or titles."""
        return True

    @property
    def dialect(self) -> str:
        """Which wording of a request it understands: "tuned" where the tokenizer knows our role marks, else
        "instruct".
        """
        return "tuned" if "[AGENT]" in self.encoder.special else "instruct"

    @property
    def longest_history(self) -> int:
        """Items that a ranking prompt may hold: all positions of a model of histories, fewer among words."""
        each = 1 if self.codes is None else self.codes.longest
        return LONGEST if self.talks else (self.encoder.limit - 1) // each

    @property
    def trie(self) -> Trie:
        """What items are said with, as tokens: their codes or titles; made once."""
        if self._trie is None:
            self._trie = title_trie(self.catalogue, self.encoder) if self.codes is None else Trie(self.code_ids)
        return self._trie

    @property
    def patience(self) -> float:
        """Seconds that words may take before a reply does without: ours write a sentence in less, others are slower."""
        return 1.5 if self.dialect == "tuned" else 8.0

    @property
    def device(self) -> torch.device:
        """Where the LM's weights are."""
        device: torch.device = next(self.lm.parameters()).device
        return device

    @torch.inference_mode()
    def generate(
        self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        beams: int = 1, cache: bool = True,
    ) -> list[str]:
        """Answers, one a prompt. Greedy and beam answers do not depend on the rest of the batch.

        An answer has at most half of the positions that the model has.
        """
        if not prompts:
            return []
        options = self._options(prompts, max_new_tokens, temperature) | {"num_beams": beams, "use_cache": cache}
        with self._lock, self._seeded(seed):
            ids = self.lm.generate(**options)
        return [self._decode(row) for row in ids.tolist()]

    def stream(
        self, prompt: Prompt, *, max_new_tokens: int, temperature: float = 0.0, seed: int = 0,
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The answer in pieces; closing the iterator or setting `stop` ends generation within one token."""
        streamer = Stream(self._decode, stop)

        def run() -> None:
            with torch.inference_mode(), self._lock, self._seeded(seed):
                options = self._options([prompt], max_new_tokens, temperature)
                self.lm.generate(**options, streamer=streamer, stopping_criteria=[streamer.stopping])

        return streamer.run(run)

    @torch.inference_mode()
    def score(self, prompt: Prompt, continuations: Sequence[str]) -> list[float]:
        """Log-probability of each continuation after the prompt, in nats; the end mark is not counted.

        Raises TooLong where a continuation leaves no room for the prompt.
        """
        return score_continuations(self, prompt, continuations)

    @torch.inference_mode()
    def rank(
        self, prompts: Sequence[Prompt], k: int, *, allowed: Collection[str] | None = None,
        without: Sequence[Collection[str]] | None = None,
    ) -> list[list[Hit]]:
        """At most k distinct items a prompt, best first; one forward pass with item vectors, else a trie beam.

        `allowed` bounds the items of all prompts, `without` names for each prompt items that it must not list (seen
        ones). Raises KeyError where one of them is an item that the catalogue has not.
        """
        rows = None
        if allowed is not None:
            rows = torch.tensor(sorted({self.catalogue.row(item) for item in allowed}), dtype=torch.long)
        hidden = [frozenset(map(self.catalogue.row, items)) for items in without or [()] * len(prompts)]
        if k < 1 or not prompts:
            return [[] for _ in prompts]
        return (rank_by_trie if self.items is None else rank_by_vectors)(self, prompts, k, rows, hidden)

    @torch.inference_mode()
    def item_scores(self, prompts: Sequence[Prompt]) -> Tensor:
        """Item logits (B, n_items) of what the agent names next (`[REC]`, or as the model hears items); ValueError
        without item vectors.
        """
        if self.items is None:
            raise ValueError(f"the model {self.name!r} says items by words and has no item head; use rank()")
        return self.hearing.answer(self, prompts)

    def _encoder(self, room: int) -> Any:
        """What this model reads prompts with, in `room` positions; all kinds have the interface of `Encoder`."""
        catalogue = self.catalogue
        if not self.talks and self.codes is None:
            return HistoryEncoder(self.tokenizer, catalogue.row, limit=room, cloze=self.reads == "cloze")
        if not self.talks:
            return CodeHistoryEncoder(self.tokenizer, self._code, limit=room)
        return Encoder(
            self.tokenizer, catalogue.row, lambda item: catalogue[item].label(), vectors=self.items is not None,
            limit=room, code=None if self.codes is None else self._code, inline=self.hearing.inline,
        )

    def _code(self, item: str) -> Sequence[int]:
        return self.code_ids[self.catalogue.row(item)]

    def _options(self, prompts: Sequence[Prompt], max_new_tokens: int, temperature: float) -> dict[str, Any]:
        if not self.talks:
            raise LanguageModelError(f"the model {self.name!r} reads histories of items and says no words.")
        new = min(max_new_tokens, self.encoder.limit // 2)
        encoded = [self.encoder(prompt, limit=self.encoder.limit - new) for prompt in prompts]
        batch = collate(encoded, self.encoder.pad, side="left").to(self.device)
        embeds, mask, _ = self.embed(batch)
        options: dict[str, Any] = {
            "inputs_embeds": embeds, "attention_mask": mask, "max_new_tokens": new,
            "pad_token_id": self.encoder.pad, "eos_token_id": sorted(self._ends), "do_sample": temperature > 0,
        }
        if temperature > 0:
            options |= {"temperature": temperature, "top_p": 0.9}
        banned = [token for token in self._hidden if token not in self._ends]
        return options | ({"suppress_tokens": banned} if banned else {})

    @contextmanager
    def _seeded(self, seed: int) -> Iterator[None]:
        """Random numbers from a seed, and the generators as they were afterwards."""
        devices = [self.device] if self.device.type == "cuda" else []
        with torch.random.fork_rng(devices=devices):
            torch.manual_seed(seed)
            yield


def _ends(lm: Any, end: int) -> frozenset[int]:
    """All tokens that end an answer: an instruct model may end its turn with another one than its texts."""
    known = getattr(getattr(lm, "generation_config", None), "eos_token_id", None)
    more = known if isinstance(known, list) else [] if known is None else [known]
    return frozenset([end, *more])
