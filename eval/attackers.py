"""Attackers of three strengths: what can be told of people from numbers about them?

The weak one knows 50 people and compares with the mean of each group. The middle one knows 300 and fits a logistic
regression. The strong one knows all there are to know, tries several classifiers on them by cross-validation and takes
the best.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float32]
Labels = NDArray[np.int64]
STRENGTHS: Mapping[str, int | None] = {"weak": 50, "middle": 300, "strong": None}
"""How many people each attacker knows; None is all."""
TREES = 200
_FEWEST = 5
_FOLDS = 3


def told(known: tuple[Features, Labels], asked: tuple[Features, Labels], strength: str, *, seed: int) -> float:
    """The area under the curve of an attacker, .5 is guessing: who knows features and labels of some people and is
    asked for those of others. Of more than two groups the mean over pairs of one group and the rest, weighted by size.

    Groups with fewer than five people on either side are left out. Raises ValueError where fewer than two are left.
    """
    known, asked = _common(known, asked)
    x, y = known
    order = np.random.default_rng(seed).permutation(len(y))[: STRENGTHS[strength]]
    if strength != "strong":
        order = _with_every_group(order, y, seed)
    x, y = x[order], y[order]
    if not np.ptp(x, axis=0).any():
        return 0.5  # All known people look the same.
    mean, spread = x.mean(0), np.maximum(x.std(0), 1e-6)
    x, z = (x - mean) / spread, (asked[0] - mean) / spread
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that does not settle is an attacker's own loss
        make = _MAKERS[strength](x, y, seed)
        return _area(make.fit(x, y), z, asked[1])


def common_groups(known: Labels, asked: Labels) -> list[int]:
    """The groups that enough people on both sides are of."""
    return [
        int(group) for group in np.unique(known)
        if min(int((known == group).sum()), int((asked == group).sum())) >= _FEWEST
    ]


def _area(fitted: Any, x: Features, y: Labels) -> float:
    from sklearn.metrics import roc_auc_score

    said = fitted.predict_proba(x)
    if said.shape[1] == 2:
        return float(roc_auc_score(y == fitted.classes_[1], said[:, 1]))
    areas = [float(roc_auc_score(y == group, said[:, place])) for place, group in enumerate(fitted.classes_)]
    return float(np.average(areas, weights=[(y == group).sum() for group in fitted.classes_]))


_Told = tuple[Features, Labels]


def _common(known: _Told, asked: _Told) -> tuple[_Told, _Told]:
    groups = common_groups(known[1], asked[1])
    if len(groups) < 2:
        raise ValueError(f"{len(groups)} groups have {_FEWEST} people on both sides; an attack needs two")
    kept = [np.isin(labels, groups) for _, labels in (known, asked)]
    return (known[0][kept[0]], known[1][kept[0]]), (asked[0][kept[1]], asked[1][kept[1]])


def _with_every_group(order: NDArray[np.int64], y: Labels, seed: int) -> NDArray[np.int64]:
    """The people drawn, and two of each group that has fewer among them: nobody attacks without an example."""
    rng = np.random.default_rng([seed, 1])
    more = [
        rng.permutation(np.flatnonzero(y == group))[:2] for group in np.unique(y) if (y[order] == group).sum() < 2
    ]
    return np.unique(np.concatenate([order, *more]))


def _weak(x: Features, y: Labels, seed: int) -> Any:
    from sklearn.neighbors import NearestCentroid

    return NearestCentroid(priors="empirical")


def _middle(x: Features, y: Labels, seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=0.1, max_iter=500)


def _strong(x: Features, y: Labels, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold
    from sklearn.neighbors import KNeighborsClassifier

    tries = [
        *(LogisticRegression(C=c, max_iter=500) for c in (0.001, 0.01, 0.1)),
        KNeighborsClassifier(min(50, len(y) // 4)),
        RandomForestClassifier(TREES, min_samples_leaf=5, max_features="sqrt", random_state=seed),
    ]
    folds = list(StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(x, y))
    found = [np.mean([_area(one.fit(x[a], y[a]), x[b], y[b]) for a, b in folds]) for one in tries]
    return tries[int(np.argmax(found))]


_MAKERS: Mapping[str, Callable[[Features, Labels, int], Any]] = {"weak": _weak, "middle": _middle, "strong": _strong}
