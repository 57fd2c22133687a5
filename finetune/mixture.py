"""Batches from several tasks at once: tasks drawn by share, wordings drawn at random, batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

import torch

from data.records import ItemRef
from finetune.recipe import RecipeError
from prompts.batch import Batch, collate
from prompts.encoded import IGNORE, NO_ITEM, Encoded
from prompts.encoding import Encoder, TooLong
from prompts.example import Example
from prompts.prompt import Piece, Slot
from prompts.task import Task

_LEAST_POOL = 64
_TOKENS_A_PROMPT = 4
"""Prompts are made ready in pools of a prompt for each so many tokens of a batch: a dozen batches or two."""


class Mixture:
    """An endless, seeded stream of training batches, and fixed validation batches.

    `batch_tokens` bounds positions a batch, padding included; prompts of a pool are batched by length so that little is
    padding. Words are learned at a `word_share` of the positions of a training batch, the same for all its prompts,
    which spares the widest matrix there is.
    """

    def __init__(
        self, tasks: Mapping[str, tuple[Task, float]], encoder: Encoder, *, batch_tokens: int, longest: int,
        word_share: float = 1.0,
    ) -> None:
        self.tasks, self.encoder = tasks, encoder
        self.batch_tokens, self.longest = batch_tokens, min(longest, encoder.limit)
        self.word_share = word_share
        self.pool = max(_LEAST_POOL, batch_tokens // _TOKENS_A_PROMPT)

    def batches(self, seed: int) -> Iterator[Batch]:
        """Training batches for ever, the same for a seed. Raises RecipeError where a task has no examples."""
        rng = random.Random(seed)
        names = list(self.tasks)
        shares = [self.tasks[name][1] for name in names]
        streams = {name: self._stream(name, rng) for name in names}
        while True:
            pool = [next(streams[name]) for name in rng.choices(names, shares, k=self.pool)]
            batched = list(self._batched(pool))
            rng.shuffle(batched)
            for batch in batched:
                if self.word_share < 1:
                    kept = [rng.random() < self.word_share for _ in range(batch.labels.shape[1])]
                    batch.labels[:, ~torch.tensor(kept)] = IGNORE
                yield batch

    def valid(self, count: int) -> dict[str, list[Batch]]:
        """Task -> batches of its first `count` validation examples, in one fixed draw, where it has any."""
        held: dict[str, list[Batch]] = {}
        for name, (task, _) in self.tasks.items():
            rng = random.Random(0)
            pool = []
            for example in task.examples("valid", rng):
                pool.append(self._encode(task, example, rng))
                if len(pool) == count:
                    break
            if pool := [one for one in pool if one is not None]:
                held[name] = list(self._batched(pool))
        return held

    def _stream(self, name: str, rng: random.Random) -> Iterator[Encoded]:
        task, _ = self.tasks[name]
        while True:
            empty = True
            for example in task.examples("train", rng):
                if (encoded := self._encode(task, example, rng)) is not None:
                    empty = False
                    yield encoded
            if empty:
                raise RecipeError(
                    f"the task {name!r} has no training examples in this store; leave it out of the recipe's tasks"
                )

    def _encode(self, task: Task, example: Example, rng: random.Random) -> Encoded | None:
        """None where nothing is to be learned: no label, or a target longer than the model."""
        prompt = rng.choice(task.templates(example.situation, seen=True)).render(example)
        if not self.encoder.vectors and not task.learns_context:
            prompt = prompt.with_target([_by_title(piece) for piece in prompt.target])
        try:
            encoded = self.encoder(prompt, learn_context=task.learns_context, limit=self.longest)
        except TooLong:
            return None
        learns = any(label != IGNORE for label in encoded.labels) or any(row != NO_ITEM for row in encoded.targets)
        return encoded if learns else None

    def _batched(self, pool: Sequence[Encoded]) -> Iterator[Batch]:
        batch: list[Encoded] = []
        for encoded in sorted(pool, key=len):
            if batch and len(encoded) * (len(batch) + 1) > self.batch_tokens:
                yield collate(batch, self.encoder.pad)
                batch = []
            batch.append(encoded)
        if batch:
            yield collate(batch, self.encoder.pad)


def _by_title(piece: Piece) -> Piece:
    """With title indexing a ranking task teaches the words of the item, which is where `rank` reads them."""
    if isinstance(piece, Slot) and piece.target is not None:
        return ItemRef(piece.target)
    return piece
