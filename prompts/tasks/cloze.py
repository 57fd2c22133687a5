"""Histories with gaps: which items were there? (BERT4Rec, Sun et al. 2019, sec. 3.6)"""

from __future__ import annotations

import random
from collections.abc import Sequence

from data.records import ItemRef
from prompts.example import Example
from prompts.prompt import Slot
from prompts.tasks.history import History

_LAST_ONLY = 0.1
"""Share of the examples with one gap at the end, as ranking asks (BERT4Rec adds such samples in fine-tuning)."""


class Cloze(History):
    """Like `History`, but each item is left out with the chance `gaps`, at least one of them."""

    name = "cloze"
    wording = "history"

    gaps = 0.3

    def learned(self, items: Sequence[str], rng: random.Random) -> Example:
        last = len(items) - 1
        hidden = {last} if rng.random() < _LAST_ONLY else {at for at in range(len(items)) if rng.random() < self.gaps}
        hidden = hidden or {rng.randint(0, last)}
        return Example({"items": tuple(Slot(item) if at in hidden else ItemRef(item) for at, item in enumerate(items))})
