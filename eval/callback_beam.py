"""Constrained decoding as it is usually done: `generate` asks Python, beam by beam and step by step, what may follow.

That is transformers' `prefix_allowed_tokens_fn`, as GENRE has it, and after it OpenP5 and reproductions of TIGER.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

    from prompts.prompt import Prompt
    from prompts.prompted_lm import PromptedLM

_TOGETHER = 51
"""Prompts in one batch: as many as our own beam takes together at the same width."""


class CallbackBeam:
    """Ranks for a model of histories whose items are codes of one length."""

    def __init__(self, lm: PromptedLM) -> None:
        if lm.codes is None or len({len(code) for code in lm.codes.sequences}) != 1:
            raise ValueError("this baseline needs a model whose items are codes of one length, such as random ones")
        self._lm, self._length = lm, lm.codes.longest
        self._rows: dict[tuple[int, ...], int] = {}
        self._tree: dict[int, Any] = {}
        for row, code in enumerate(lm.codes.ids(lm.tokenizer)):
            self._rows[code] = row
            node = self._tree
            for token in code:
                node = node.setdefault(token, {})

    def rank(self, prompts: Sequence[Prompt], k: int, *, beams: int) -> list[list[str]]:
        """The ids of k items a prompt, likeliest first."""
        import torch

        from prompts.batch import collate
        from prompts.ranking import answering

        lm, found = self._lm, []
        for start in range(0, len(prompts), _TOGETHER):
            encoded = [lm.encoder(answering(prompt)) for prompt in prompts[start : start + _TOGETHER]]
            batch = collate(encoded, lm.encoder.pad, side="left")
            before = batch.ids.shape[1]
            with torch.inference_mode():
                said = lm.lm.generate(
                    input_ids=batch.ids, attention_mask=batch.mask, max_new_tokens=self._length, num_beams=beams,
                    num_return_sequences=k, length_penalty=0.0, do_sample=False, pad_token_id=lm.encoder.pad,
                    prefix_allowed_tokens_fn=partial(self._next, before),
                )
            rows = [self._rows[tuple(code)] for code in said[:, before:].tolist()]
            ids = [lm.catalogue.items[row].id for row in rows]
            found += [ids[at : at + k] for at in range(0, len(ids), k)]
        return found

    def _next(self, before: int, _: int, ids: Tensor) -> list[int]:
        """The tokens that may follow the ids (L,) of a beam, of which the first `before` are the prompt's."""
        node = self._tree
        for token in ids[before:].tolist():
            node = node[token]
        return list(node)
