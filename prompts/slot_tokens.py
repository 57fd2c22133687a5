"""Rows for `[REC]`, `[ITEM]` and `[FACT]` in the vocabulary of a model that was not made for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prompts.encoding import SLOT_TOKENS, TASK_MARKS
from prompts.new_tokens import add_tokens

_SPREAD = 0.1


def add_slot_tokens(lm: Any, tokenizer: Any) -> None:
    """Add the slot tokens that the tokenizer lacks, and rows for them near the mean row."""
    add_tokens(lm, tokenizer, SLOT_TOKENS, spread=_SPREAD)


def add_task_marks(lm: Any, tokenizer: Any, marks: Sequence[str] = TASK_MARKS) -> None:
    """Add the marks that ask for tasks, for a model that is to be asked by them."""
    add_tokens(lm, tokenizer, marks, spread=_SPREAD)
