"""A ranker for a store that it never saw an event of: what signs of other stores' choices weigh, learned there.

The people of other stores are asked as those here will be: among the items that this catalogue holds too, which one
came next? A small network, linear beside one hidden layer, weighs the signs by a softmax over the choice and others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case, Interactions
from eval.choosing import Picker
from eval.ranking import Ints
from eval.transfer_signs import Signs, TransferSigns

_OTHERS = 19
_LEAST, _A_PERSON = 5, 40
"""Events of a person who is asked about, and questions each at most."""
_HIDDEN, _EPOCHS, _BATCH, _RATE, _DECAY, _DROP = 16, 15, 256, 3e-3, 1e-2, 0.2
_NETWORKS = 3


def transferred(catalogue: Catalogue, events: Interactions, text: Signs | None, *, seed: int) -> Picker:
    """A picker learned from `events` of other stores on items of this catalogue (by its ids).

    `text` are the items' unit text vectors, (n_items, d). Raises ValueError where nobody there met five of the items.
    """
    signs = TransferSigns(catalogue, events, text)
    asked = _questions(signs, len(catalogue), np.random.default_rng(seed))
    middle, spread = asked.reshape(-1, asked.shape[2]).mean(0), asked.reshape(-1, asked.shape[2]).std(0) + 1e-6
    networks = [_learned((asked - middle) / spread, seed + number) for number in range(_NETWORKS)]

    def pick(cases: Sequence[Case], rows: Ints) -> NDArray[np.floating]:
        import torch

        histories = [[catalogue.row(item) for item in case.history] for case in cases]
        given = np.stack([signs.of(history, own) for history, own in zip(histories, rows, strict=True)])
        with torch.inference_mode():
            scaled = torch.from_numpy((given - middle) / spread)
            scores: NDArray[np.floating] = sum(network(scaled).squeeze(-1) for network in networks).numpy()
        return scores

    return pick


def _questions(signs: TransferSigns, count: int, rng: np.random.Generator) -> Signs:
    """(q, 1 + others, s) signs: the item that came next first, then random ones not met before."""
    found = []
    for history in signs.histories.values():
        if len(history) < _LEAST:
            continue
        places = rng.permutation(np.arange(3, len(history)))[:_A_PERSON]
        for place in places.tolist():
            before = set(history[: place + 1])
            drawn = rng.choice(count, size=min(count, _OTHERS + len(before)), replace=False)
            others = [row for row in drawn.tolist() if row not in before][:_OTHERS]
            if len(others) == _OTHERS:
                candidates = np.array([history[place], *others], np.int64)
                found.append(signs.of(history[:place], candidates, history))
    if not found:
        raise ValueError("nobody elsewhere met five items of this store; name another --zero-shot-store")
    return np.stack(found)


def _learned(asked: Signs, seed: int) -> Any:
    """A network (..., s) -> (..., 1) that puts each question's first candidate before its others."""
    import torch
    from torch import nn
    from torch.nn import functional

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        wide = asked.shape[2]
        straight, bent = nn.Linear(wide, 1), nn.Sequential(
            nn.Linear(wide, _HIDDEN), nn.ReLU(), nn.Dropout(_DROP), nn.Linear(_HIDDEN, 1)
        )
        weights = [*straight.parameters(), *bent.parameters()]
        optimizer = torch.optim.AdamW(weights, _RATE, weight_decay=_DECAY)
        given = torch.from_numpy(asked)
        for _ in range(_EPOCHS):
            order = torch.randperm(len(given))
            for start in range(0, len(order), _BATCH):
                part = order[start : start + _BATCH]
                scores = (straight(given[part]) + bent(given[part])).squeeze(-1)
                loss = functional.cross_entropy(scores, torch.zeros(len(part), dtype=torch.long))
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
    bent.eval()
    return lambda signs: straight(signs) + bent(signs)
