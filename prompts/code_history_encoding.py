"""Encodes prompts for models that read items as codes and no words: a history is one run of code tokens after another.

TIGER's form of the sequential task (sec. 3.2) for a model that reads from left to right: the next item is said, token
by token, where the history ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from data.records import ItemRef
from prompts.encoded import Encoded
from prompts.encoding import SLOT_TOKENS
from prompts.prompt import Piece, Prompt, Slot


class CodeHistoryEncoder:
    """The items of a prompt in order, each as its code. Words are left out; so are whole items, the oldest first, where
    there is no room.

    The code of an item that a `[REC]` before it asks for is learned, every token of it. Items without a code are left
    out. The interface is that of `Encoder`.
    """

    vectors = False

    def __init__(self, tokenizer: Any, code: Callable[[str], Sequence[int]], *, limit: int) -> None:
        known = tokenizer.get_vocab()
        self.special = {name: known[name] for name in SLOT_TOKENS}
        self.tokenizer, self.limit = tokenizer, limit
        self.begin: int = tokenizer.cls_token_id
        self.end: int = tokenizer.sep_token_id
        self.pad: int = tokenizer.pad_token_id
        self._code = code

    def __call__(self, prompt: Prompt, *, learn_context: bool = False, limit: int | None = None) -> Encoded:
        """Encode a prompt; the targets of slots are learned wherever they stand."""
        said = self._said([*(piece for message in prompt.messages for piece in message.pieces), *prompt.target])
        most = (self.limit if limit is None else min(limit, self.limit)) - 1
        kept: list[tuple[Sequence[int], bool]] = []
        for code, learn in reversed(said):
            if (most := most - len(code)) < 0:
                break
            kept.append((code, learn))
        out = Encoded.of(prompt)
        out.add(self.begin)
        for code, learn in reversed(kept):
            for token in code:
                out.add(token, learn=learn)
        return out

    def words(self, text: str) -> list[int]:
        """No words are known."""
        return []

    def _said(self, pieces: Sequence[Piece]) -> list[tuple[Sequence[int], bool]]:
        """The codes in order, and whether each is learned: an item after the `[REC]` that asks for it is said once."""
        said: list[tuple[Sequence[int], bool]] = []
        asked: str | None = None
        for piece in pieces:
            if isinstance(piece, Slot) and piece.name == "REC" and piece.target is not None:
                said.append((self._code(piece.target), True))
                asked = piece.target
            elif isinstance(piece, ItemRef):
                if piece.item != asked:
                    said.append((self._code(piece.item), False))
                asked = None
        return said
