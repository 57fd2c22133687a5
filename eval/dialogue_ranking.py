"""What does the agent of a recorded dialogue recommend next? One case for each item it names, among all items.

`all_` counts every named item and masks nothing, as the older literature does; there a rule that repeats what was said
wins a good part. `new_` leaves out what was named before, as target and as candidate (Kostric and Balog, SIGIR 2026;
He et al., CIKM 2023).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.dialogues import Dialogues, TurnCase
from eval.ranking import Floats, Ints, ranks, recall_at
from eval.word_search import WordSearch

Scorer = Callable[[Sequence[TurnCase]], NDArray[np.floating]]
"""Cases -> (cases, items) scores, higher is better, items in row order."""

CUTS = (1, 10, 50)
_BATCH = 32


def blind_cases(dialogues: Iterable[TurnCase]) -> list[TurnCase]:
    """The cases without the questionnaire that people filled in afterwards: a model at work has none."""
    return [replace(case, dialogue=replace(case.dialogue, marks={})) for case in dialogues]


def named(case: TurnCase) -> list[str]:
    """The items named so far, first ones first."""
    return list(dict.fromkeys(item for turn in case.context for item in turn.items()))


def recall(score: Scorer, cases: Sequence[TurnCase], catalogue: Catalogue, *, seed: int) -> dict[str, Floats]:
    """all_R@k of each named item and new_R@k of each new one. Ties are broken by a draw from `seed`."""
    rng = np.random.default_rng(seed)
    every: list[Ints] = []
    new: list[Ints] = []
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        for case, row in zip(batch, np.array(score(batch), dtype=np.float64), strict=True):
            every.append(_ranks(row, [catalogue.row(item) for item in case.targets], rng))
            if case.new:
                row[[catalogue.row(item) for item in named(case)]] = -np.inf
                new.append(_ranks(row, [catalogue.row(item) for item in case.new], rng))
    values: dict[str, Floats] = {}
    for prefix, found in (("all", every), ("new", new)):
        together = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        values |= {f"{prefix}_R@{k}": recall_at(together, k) for k in CUTS}
    return values


def mentions(catalogue: Catalogue, train: Dialogues) -> Scorer:
    """Popularity: how many training dialogues name each item."""
    counts = np.zeros(len(catalogue))
    for dialogue in train:
        for item in {item for turn in dialogue.turns for item in turn.items()}:
            counts[catalogue.row(item)] += 1
    return lambda cases: np.tile(counts, (len(cases), 1))


def drawn(catalogue: Catalogue, *, seed: int) -> Scorer:
    """An order drawn anew for each case."""
    rng = np.random.default_rng(seed)
    return lambda cases: rng.random((len(cases), len(catalogue)))


def repeat(catalogue: Catalogue) -> Scorer:
    """What was named, the latest first."""

    def score(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        scores = np.zeros((len(cases), len(catalogue)))
        for row, case in enumerate(cases):
            for place, item in enumerate(named(case), 1):
                scores[row, catalogue.row(item)] = place
        return scores

    return score


def co_mention(catalogue: Catalogue, train: Dialogues) -> Scorer:
    """How often training dialogues name an item together with those named so far; popularity decides between equals."""
    popular = mentions(catalogue, train)
    beside: dict[str, Counter[int]] = {}
    for dialogue in train:
        items = sorted({item for turn in dialogue.turns for item in turn.items()})
        for item in items:
            beside.setdefault(item, Counter()).update(catalogue.row(other) for other in items if other != item)

    def score(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        scores = popular(cases) * 1e-6
        for row, case in enumerate(cases):
            for item in named(case):
                for column, count in beside.get(item, {}).items():
                    scores[row, column] += count
        return scores

    return score


def bm25(catalogue: Catalogue) -> Scorer:
    """The user's words and the texts of the named items as a query over the texts of all items."""
    search = WordSearch(catalogue)

    def query(case: TurnCase) -> str:
        pieces = (piece for turn in case.context if turn.speaker == "user" for piece in turn.pieces)
        said = [piece for piece in pieces if isinstance(piece, str)]
        return " ".join([*said, *(search.texts[catalogue.row(item)] for item in named(case))])

    return lambda cases: np.stack([search.scores(query(case)) for case in cases])


def _ranks(scores: NDArray[np.float64], rows: list[int], rng: np.random.Generator) -> Ints:
    return ranks(np.tile(scores, (len(rows), 1)), np.array(rows), rng=rng)
