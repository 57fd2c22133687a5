"""What the signs of a conversation weigh, learned in training dialogues, and how much a language model's word adds.

One weight a sign, by a softmax over the whole catalogue for each new item that an agent named. Each training case is
read without its own dialogue in the counts. How loud a model speaks beside them is chosen on validation dialogues.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.dialogues import TurnCase
from eval.dialogue_ranking import Scorer, named
from eval.ranking import ranks
from eval.talk_signs import COUNTED, GROUPS, Signs, TalkSigns

_CASES, _ROUNDS, _BATCH = 4000, 3, 64
_RATE, _SLOWER = 0.05, 0.4
_HIDDEN = -1e9
LOUDNESS = (0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 1.6)
"""How much a model may count beside the signs."""


@dataclass(frozen=True, slots=True)
class TalkRanker:
    """Signs and their weights (20,)."""

    signs: TalkSigns
    weights: Signs

    def scores(self, cases: Sequence[TurnCase]) -> Signs:
        """(cases, n_items) in nats before the softmax."""
        return np.stack([self.weights @ self.signs.of(case) for case in cases])


@dataclass(frozen=True, slots=True)
class Lessons:
    """Cases of training dialogues with their signs, read once: what rankers are learned from.

    Signs are kept in half precision, (20, n_items) a case: there are thousands, over a whole catalogue.
    """

    catalogue: Catalogue
    signs: TalkSigns
    cases: Sequence[TurnCase]
    given: Sequence[NDArray[np.float16]]


def lessons(signs: TalkSigns, cases: Sequence[TurnCase], catalogue: Catalogue, *, seed: int) -> Lessons:
    """At most some thousand cases, drawn. Raises ValueError where no case has a new item."""
    asked = [case for case in cases if case.new]
    if not asked:
        raise ValueError("no agent names a new item in the training dialogues; give a --store whose agents do")
    order = np.random.default_rng(seed).permutation(len(asked))[:_CASES]
    kept = [asked[place] for place in order]
    return Lessons(catalogue, signs, kept, [signs.of(case).astype(np.float16) for case in kept])


def learned(read: Lessons, *, without: Collection[str] = ()) -> TalkRanker:
    """A ranker learned from the lessons; `without` leaves groups of signs out (see GROUPS)."""
    import torch
    from torch.nn import functional

    cases, catalogue = read.cases, read.catalogue
    kept = torch.from_numpy(_kept(without))
    weights = torch.zeros(len(kept), requires_grad=True)
    optimizer = torch.optim.Adam([weights], _RATE)
    for turn in range(_ROUNDS):
        optimizer.param_groups[0]["lr"] = _RATE * _SLOWER**turn
        for start in range(0, len(cases), _BATCH):
            batch = cases[start : start + _BATCH]
            table = torch.from_numpy(np.stack(read.given[start : start + _BATCH])).float()
            logits = torch.einsum("bsn,s->bn", table, weights * kept)
            rows, targets = _wanted(batch, catalogue)
            hidden = torch.from_numpy(_hidden(batch, catalogue))
            loss = functional.cross_entropy((logits + hidden)[rows], torch.tensor(targets))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return TalkRanker(read.signs, (weights * kept).detach().numpy())


def loudness(ranker: TalkRanker, model: Scorer, cases: Sequence[TurnCase], catalogue: Catalogue) -> float:
    """How much the model's log-probabilities count beside the signs', of LOUDNESS: the mean reciprocal rank of the new
    items of validation cases is highest there. (Likelihood would choose the least sure, not what ranks best.)
    """
    sums = np.zeros(len(LOUDNESS))
    for batch in _batches([case for case in cases if case.new]):
        rows, targets = _wanted(batch, catalogue)
        counted, heard = ranker.scores(batch), _log_softmax(np.asarray(model(batch), np.float32))
        hidden = _hidden(batch, catalogue)
        for place, share in enumerate(LOUDNESS):
            scores = (counted + share * heard + hidden)[rows]
            sums[place] += (1 / ranks(scores, np.array(targets))).sum()
    return LOUDNESS[int(sums.argmax())]


def blended(ranker: TalkRanker, model: Scorer, share: float) -> Scorer:
    """Signs and `share` times the model's log-probabilities."""
    return lambda cases: ranker.scores(cases) + share * _log_softmax(np.asarray(model(cases), np.float32))


def _kept(without: Collection[str]) -> Signs:
    places = [place for group in without for place in GROUPS[group]]
    kept = np.ones(2 * COUNTED - 2, np.float32)
    kept[places] = 0
    kept[[COUNTED + place for place in places if place < COUNTED - 2]] = 0
    return kept


def _batches(cases: Sequence[TurnCase]) -> Iterator[Sequence[TurnCase]]:
    for start in range(0, len(cases), _BATCH):
        yield cases[start : start + _BATCH]


def _wanted(batch: Sequence[TurnCase], catalogue: Catalogue) -> tuple[list[int], list[int]]:
    """For each new item of each case: the case's place, the item's row."""
    pairs = [(place, catalogue.row(item)) for place, case in enumerate(batch) for item in case.new]
    return [place for place, _ in pairs], [row for _, row in pairs]


def _hidden(batch: Sequence[TurnCase], catalogue: Catalogue) -> Signs:
    """(cases, n_items): what was named is no answer."""
    table = np.zeros((len(batch), len(catalogue)), np.float32)
    for place, case in enumerate(batch):
        table[place, [catalogue.row(item) for item in named(case)]] = _HIDDEN
    return table


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    top = logits - logits.max(1, keepdims=True)
    made: NDArray[np.float32] = top - np.log(np.exp(top).sum(1, keepdims=True))
    return made
