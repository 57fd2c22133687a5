"""Encodes prompts for models that read items and no words: a history is one position an item, as SASRec has it.

A sequence begins with one position of its own, whose state says what people begin with: so that a user of whom nothing
is known is answered too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.records import ItemRef
from prompts.encoded import NO_ITEM, Encoded
from prompts.encoding import SLOT_TOKENS
from prompts.prompt import Prompt, Slot


class HistoryEncoder:
    """The items of a prompt in order; words are left out, and so is the oldest history where there is no room.

    Without `cloze` a `[REC]` is heard at the item before it, which reads from left to right (SASRec, sec. 3); with it
    `[REC]` takes the place of the item that it asks for, and both sides are read (BERT4Rec, sec. 3.6). The interface is
    that of `Encoder`.
    """

    vectors = True

    def __init__(self, tokenizer: Any, row: Callable[[str], int], *, limit: int, cloze: bool = False) -> None:
        known = tokenizer.get_vocab()
        self.special = {name: known[name] for name in SLOT_TOKENS}
        self.tokenizer, self.limit, self.cloze = tokenizer, limit, cloze
        self.begin: int = tokenizer.cls_token_id
        self.end: int = tokenizer.sep_token_id
        self.pad: int = tokenizer.pad_token_id
        self._row = row

    def __call__(self, prompt: Prompt, *, learn_context: bool = False, limit: int | None = None) -> Encoded:
        """Encode a prompt; the targets of slots are learned wherever they stand."""
        out = Encoded.of(prompt)
        out.add(self.begin)
        for message in prompt.messages:
            for piece in message.pieces:
                self._add(out, piece)
        for piece in prompt.target:
            self._add(out, piece)
        most = self.limit if limit is None else min(limit, self.limit)
        if len(out) <= most:
            return out
        cut = Encoded.of(prompt)
        cut.add(self.begin)
        cut.extend(out, len(out) - most + 1)
        return cut

    def words(self, text: str) -> list[int]:
        """No words are known."""
        return []

    def _add(self, out: Encoded, piece: object) -> None:
        if isinstance(piece, ItemRef):
            out.add(self.special["[ITEM]"], row=self._row(piece.item))
        elif isinstance(piece, Slot) and piece.name == "REC":
            target = NO_ITEM if piece.target is None else self._row(piece.target)
            if self.cloze:
                out.add(self.special["[REC]"], target=target)
            else:
                out.targets[-1] = target
                if piece.future is not None:
                    out.futures[len(out) - 1] = piece.future
