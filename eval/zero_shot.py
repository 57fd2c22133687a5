"""Prompted rankers as systems that choose among a few candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.interactions import Case
from eval.choosing import Picker
from eval.ranking import Ints

if TYPE_CHECKING:
    from agent.prompted_ranker import Means
    from agent.ranker import Ranker


def zero_shot(name: str, means: Means) -> Picker:
    """The system of a name: "sileo", "sileo:bare", "llmrank:recency", "nir", "bigrec", "penha_hauff:nsp" ...

    Raises UnknownRankerError, or LanguageModelError where the model cannot do what the method asks of it.
    """
    from agent.finding.named_ranker import named_ranker

    return by_ranker(named_ranker(name, means), means.catalogue, seed=means.seed)


def by_ranker(ranker: Ranker, catalogue: Catalogue, *, seed: int) -> Picker:
    """Candidates by the order of a ranker: scores are minus the place.

    The sought item is the first of its candidates, so each case's are shown in an order drawn from the seed and the
    user: a model that keeps the order it is shown, or answers nothing, finds what chance finds.
    """
    from agent.finding.query import Query

    def pick(cases: Sequence[Case], rows: Ints) -> NDArray[np.floating]:
        scores = np.empty(rows.shape)
        for place, (case, own) in enumerate(zip(cases, rows.tolist(), strict=True)):
            ids = [catalogue.items[row].id for row in own]
            drawn = np.random.default_rng([seed, *case.user.encode()]).permutation(len(ids))
            hits = ranker.rank(Query(like=case.history), (), [ids[number] for number in drawn])
            order = {hit.item: -float(number) for number, hit in enumerate(hits)}
            scores[place] = [order[item] for item in ids]
        return scores

    return pick
