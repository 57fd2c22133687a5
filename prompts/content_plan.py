"""Content first: which features of an item an explanation to a user should name, by a choice model over evidence.

Every feature on which a training review of the item has an opinion is a candidate, and nothing else: what is planned is
borne out. A conditional logit (McFadden 1974) scores the candidates by what reviews of the item and of the user say of
them; it is fitted to the most telling feature of each training review, with that review left out of all counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.opinions import Opinion
from prompts.evidence import Counted, Evidence, Said

Floats = NDArray[np.float64]
_TRUST = 3.0
"""Reviews that a feature's share among all reviews counts for, beside those of the item."""
_SIGNALS = 12


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature to name, how likely it is the one the user would speak of, and the opinions that bear it out."""

    feature: str
    probability: float
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True)
class Planner:
    """The fitted choice model over its evidence; `weights` (signals,) of standardised signals."""

    evidence: Evidence
    weights: Floats
    mean: Floats
    spread: Floats

    @staticmethod
    def fit(evidence: Evidence, *, penalty: float = 1.0, steps: int = 300, rate: float = 0.05) -> Planner:
        """The weights that make what reviewers spoke of most likely, by Adam on the whole training set.

        Raises ValueError where no review has a feature that another review of its item judges too.
        """
        tables, chosen = [], []
        for said in evidence.reviews:
            if said.found is None:
                continue
            names, signals = _candidates(evidence, said.user, said.item, said)
            if said.found.feature in names:
                tables.append(signals)
                chosen.append(names.index(said.found.feature))
        if not tables:
            raise ValueError("no review speaks of what another one of its item judges; give a store with more reviews")
        rows = np.concatenate(tables)
        mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
        rows = (rows - mean) / spread
        starts = np.concatenate([[0], np.cumsum([len(table) for table in tables])[:-1]])
        truth = starts + np.array(chosen)
        sizes = np.array([len(table) for table in tables])
        weights, first, second = (np.zeros(_SIGNALS) for _ in range(3))
        for step in range(1, steps + 1):
            shares = _softmax(rows @ weights, starts, sizes)
            slope = (rows.T @ shares - rows[truth].sum(axis=0) + penalty * weights) / len(tables)
            first = 0.9 * first + 0.1 * slope
            second = 0.999 * second + 0.001 * slope**2
            weights = weights - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        return Planner(evidence, weights, mean, spread)

    def reasons(
        self, user: str, item: str, *, likely: int = 2, personal: int = 2, without: Said | None = None
    ) -> list[Reason]:
        """The likeliest reasons, and of the others those of which the user's own reviews speak most: two users of an
        item are told what each of them looks for. A feature is given in one number, "string" or "strings".
        """
        every: dict[str, Reason] = {}
        for reason in self.plan(user, item, len(self.evidence.item(item).judged), without=without):
            every.setdefault(reason.feature.removesuffix("s"), reason)
        first, rest = list(every.values())[:likely], list(every.values())[likely:]
        told, out, every_review = self.evidence.user(user).mentioned, _only(without).mentioned, self.evidence.every
        own = {
            one.feature: (told[one.feature] - out[one.feature])
            * math.log(every_review.reviews / every_review.mentioned[one.feature])
            for one in rest
        }
        rest.sort(key=lambda one: (own[one.feature] == 0, -(own[one.feature] or 1) * one.probability))
        return first + rest[:personal]

    def plan(self, user: str, item: str, count: int, *, without: Said | None = None) -> list[Reason]:
        """At most `count` reasons, likeliest first, ties by name; fewer where the item's reviews judge fewer.

        `without` leaves one review out of all counts and of the evidence.
        """
        names, signals = _candidates(self.evidence, user, item, without)
        if not names:
            return []
        shares = _softmax(((signals - self.mean) / self.spread) @ self.weights, np.array([0]), np.array([len(names)]))
        order = sorted(range(len(names)), key=lambda row: (-shares[row], names[row]))[:count]
        unheard = without.user if without else ""
        return [
            Reason(
                names[row], float(shares[row]), tuple(self.evidence.opinions(item, names[row], without=unheard))
            )
            for row in order
        ]  # fmt: skip


def _candidates(evidence: Evidence, user: str, item: str, without: Said | None) -> tuple[list[str], Floats]:
    """The judged features of an item in order of name, and their signals (features, signals)."""
    of_item, of_user, every = evidence.item(item), evidence.user(user), evidence.every
    out = _only(without)
    names = sorted(name for name, count in of_item.judged.items() if count > out.judged[name])
    table = np.empty((len(names), _SIGNALS))
    total, found_here = every.found.total() - out.found.total(), of_item.found.total() - out.found.total()
    reviews, own = max(1, of_item.reviews - out.reviews), max(1, of_user.reviews - out.reviews)
    for row, name in enumerate(names):
        judged, mentioned = of_item.judged[name] - out.judged[name], of_item.mentioned[name] - out.mentioned[name]
        by_user = of_user.judged[name] - out.judged[name]
        told = of_user.mentioned[name] - out.mentioned[name]
        usual = (every.found[name] - out.found[name] + 0.5) / (total + 1)
        share = (of_item.found[name] - out.found[name] + _TRUST * usual) / (found_here + _TRUST)
        table[row] = (
            math.log1p(judged), judged / reviews, math.log1p(mentioned), mentioned / reviews, math.log(share),
            math.log(usual), math.log1p(by_user), math.log1p(told), told / own,
            math.log(evidence.features.weights[name]), math.log1p(of_user.found[name] - out.found[name]),
            math.log1p(every.judged[name] - out.judged[name]),
        )  # fmt: skip
    return names, table


def _only(said: Said | None) -> Counted:
    """The counts of one review, to be taken off."""
    counted = Counted()
    if said is not None:
        counted.add(said)
    return counted


def _softmax(scores: Floats, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Floats:
    """Softmax within runs of rows that begin at `starts` and have `sizes`."""
    shifted = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    return np.asarray(shifted / np.repeat(np.add.reduceat(shifted, starts), sizes), dtype=np.float64)
