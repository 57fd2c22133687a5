"""What does the agent of a recorded dialogue recommend next? One case for each item it names, among all items.

`all_` counts every named item and masks nothing, as the older literature does; there a rule that repeats what was said
wins a good part. `new_` leaves out what was named before, as target and as candidate (Kostric and Balog, SIGIR 2026;
He et al., CIKM 2023).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.dialogues import Dialogues, TurnCase
from data.interactions import Interactions
from eval.ranking import Floats, Ints, mrr_at, ndcg_at, ranks, recall_at
from eval.word_search import WordSearch

if TYPE_CHECKING:
    from prompts.text_encoder import Encodes

Scorer = Callable[[Sequence[TurnCase]], NDArray[np.floating]]
"""Cases -> (cases, items) scores, higher is better, items in row order."""

CUTS = (1, 10, 50)
_BATCH = 32
_A_LITTLE = 0.03
"""What popularity counts beside cosines: it decides where nothing was named."""


def blind_cases(dialogues: Iterable[TurnCase]) -> list[TurnCase]:
    """The cases without the questionnaire that people filled in afterwards: a model at work has none."""
    return [replace(case, dialogue=replace(case.dialogue, marks={})) for case in dialogues]


def named(case: TurnCase) -> list[str]:
    """The items named so far, first ones first."""
    return list(dict.fromkeys(item for turn in case.context for item in turn.items()))


def recall(score: Scorer, cases: Sequence[TurnCase], catalogue: Catalogue, *, seed: int) -> dict[str, Floats]:
    """R@k, MRR@10 and NDCG@10 of each named item (`all_`) and each new one (`new_`); a draw from `seed` breaks ties."""
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
        values |= {f"{prefix}_MRR@10": mrr_at(together, 10), f"{prefix}_N@10": ndcg_at(together, 10)}
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


def co_mention_cosine(catalogue: Catalogue, train: Dialogues) -> Scorer:
    """The sum of cosines of co-mention with those named so far, and a little popularity."""
    from eval.talk_signs import together

    sets = [sorted({catalogue.row(item) for turn in dialogue.turns for item in turn.items()}) for dialogue in train]
    both = together(sets, len(catalogue))
    counts = both.diagonal()
    both.setdiag(0)

    def score(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        scores = np.tile(_A_LITTLE * np.log1p(counts), (len(cases), 1))
        for place, case in enumerate(cases):
            rows = [catalogue.row(item) for item in named(case)]
            if rows:
                length = np.sqrt(np.outer(counts[rows] + 1, counts + 1))
                scores[place] += (both[rows].toarray() / length).sum(0)
        return scores

    return score


def co_rating(catalogue: Catalogue, liked: Interactions) -> Scorer:
    """The sum of cosines of who liked both, with those named so far, and a little popularity among raters."""
    from eval.talk_signs import co_rated

    both = co_rated(catalogue, liked)
    counts = np.zeros(len(catalogue))
    for event in liked:
        counts[catalogue.row(event.item)] += 1

    def score(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        rows = [[catalogue.row(item) for item in named(case)] for case in cases]
        return np.stack([np.asarray(both[own].sum(0)).ravel() + _A_LITTLE * np.log1p(counts) for own in rows])

    return score


def dense(catalogue: Catalogue, encoder: Encodes, text: NDArray[np.float32]) -> Scorer:
    """Cosines of item texts (n_items, d) with the user's words, encoded, and with the texts of the items named."""

    def score(cases: Sequence[TurnCase]) -> NDArray[np.floating]:
        asked = encoder.encode([said_by_user(case) for case in cases])
        near = [text[[catalogue.row(item) for item in named(case)]].sum(0) for case in cases]
        scores: NDArray[np.floating] = (asked + np.stack(near)) @ text.T
        return scores

    return score


def said_by_user(case: TurnCase) -> str:
    """The user's words so far, without what they name."""
    pieces = (piece for turn in case.context if turn.speaker == "user" for piece in turn.pieces)
    return " ".join(piece for piece in pieces if isinstance(piece, str))


def bm25(catalogue: Catalogue) -> Scorer:
    """The user's words and the texts of the named items as a query over the texts of all items."""
    search = WordSearch(catalogue)

    def query(case: TurnCase) -> str:
        return " ".join([said_by_user(case), *(search.texts[catalogue.row(item)] for item in named(case))])

    return lambda cases: np.stack([search.scores(query(case)) for case in cases])


def _ranks(scores: NDArray[np.float64], rows: list[int], rng: np.random.Generator) -> Ints:
    return ranks(np.tile(scores, (len(rows), 1)), np.array(rows), rng=rng)
