"""Matrix factorisation with biases: the rival that rating prediction has to beat (P5 does not beat its RMSE).

A rating is the mean, a bias of the user, one of the item, and the product of their factors (Koren et al. 2009,
doi 10.1109/MC.2009.263), fitted by alternating least squares with a penalty that grows with the number of ratings
(Zhou et al. 2008, doi 10.1007/978-3-540-68880-8_32). No step size to choose, and the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.records import Interaction
from eval.ranking import Floats, Ints

FACTORS = 32
PENALTIES = (0.05, 0.07, 0.1)
_SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Ratings:
    """Rated events as columns: rows of users and of items, and the values."""

    users: Ints
    items: Ints
    values: Floats

    @staticmethod
    def of(events: Sequence[Interaction], users: dict[str, int], items: dict[str, int]) -> Ratings:
        """From events that have a value; users and items are numbered on in the two tables."""
        rated = [event for event in events if event.value is not None]
        return Ratings(
            np.array([users.setdefault(event.user, len(users)) for event in rated], dtype=np.int64),
            np.array([items.setdefault(event.item, len(items)) for event in rated], dtype=np.int64),
            np.array([event.value for event in rated], dtype=np.float64),
        )


@dataclass(frozen=True, slots=True)
class Factorisation:
    """Fitted vectors: factors, then a bias and a constant 1 in the place where the other side has its bias."""

    mean: float
    users: Floats
    items: Floats

    def predict(self, users: Ints, items: Ints) -> Floats:
        """Ratings of pairs, in the scale of the ratings, not cut off at its ends."""
        shared = (self.users[users, :-1] * self.items[items, :-1]).sum(1)
        found: Floats = self.mean + shared + self.users[users, -1] + self.items[items, -1]
        return found


def factorise(
    ratings: Ratings, users: int, items: int, *, penalty: float, seed: int, factors: int = FACTORS
) -> Factorisation:
    """Fit `users` and `items` vectors; those without a rating are 0 and get the mean and the other side's bias."""
    rng = np.random.default_rng(seed)
    mean = float(ratings.values.mean())
    sides = [np.zeros((users, factors + 1)), np.zeros((items, factors + 1))]
    sides[1][:, :-1] = rng.normal(scale=0.1, size=(items, factors))
    rows = [ratings.users, ratings.items]
    groups = [_groups(own, len(side)) for own, side in zip(rows, sides, strict=True)]
    left = ratings.values - mean
    for _ in range(_SWEEPS):
        for side in (0, 1):
            _solve(sides[side], groups[side], sides[1 - side], rows[1 - side], left, penalty)
    return Factorisation(mean, *sides)


def fitted(train: Ratings, valid: Ratings, users: int, items: int, *, seed: int) -> Factorisation:
    """The factorisation of train and valid together, with the penalty that predicts valid best from train."""

    def error(penalty: float) -> float:
        model = factorise(train, users, items, penalty=penalty, seed=seed)
        return float(np.mean((model.predict(valid.users, valid.items) - valid.values) ** 2))

    best = min(PENALTIES, key=error) if len(valid.values) else PENALTIES[1]
    both = (np.concatenate([getattr(train, name), getattr(valid, name)]) for name in ("users", "items", "values"))
    return factorise(Ratings(*both), users, items, penalty=best, seed=seed)


def _groups(rows: Ints, count: int) -> list[Ints]:
    order = np.argsort(rows, kind="stable")
    return np.split(order, np.cumsum(np.bincount(rows, minlength=count))[:-1])


def _solve(own: Floats, groups: list[Ints], other: Floats, rows: Ints, left: Floats, penalty: float) -> None:
    """Ridge regression of what is left on the other side's factors and a constant, one for each row of `own`."""
    width = own.shape[1]
    features = other.copy()
    features[:, -1] = 1.0
    for row, group in enumerate(groups):
        if len(group):
            table = features[rows[group]]
            wanted = left[group] - other[rows[group], -1]
            normal = table.T @ table + penalty * len(group) * np.eye(width)
            own[row] = np.linalg.solve(normal, table.T @ wanted)
