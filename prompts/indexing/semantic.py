"""`semantic` indexing: codes of item vectors, coarse to fine, so that like items begin alike (TIGER, sec. 3.1).

Residual quantisation: each place of a code is the nearest of `size` centres to what the places before it left over.
Centres are found by k-means whose assignment is balanced (Sinkhorn and Knopp; as LC-Rec, sec. 3.1, at its last level),
so that no centre is left unused. Items that end alike are told apart by one more token.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prompts.indexing.codes import Sequences
from prompts.indexing.material import Material, Vectors

_ROUNDS, _SINKHORN = 15, 8
_SHARP = 0.05
"""Temperature of the balanced assignment, as a share of the mean squared distance."""


def semantic_codes(material: Material) -> Sequences:
    """A code an item from `material.vectors` (n_items, d). Raises ValueError where there are none."""
    if material.vectors is None:
        raise ValueError("semantic codes are made of item vectors, and there are none; give a text encoder")
    rng = np.random.default_rng(material.seed)
    left = material.vectors - material.vectors.mean(0)
    places = []
    for _ in range(material.levels):
        labels, centres = _quantised(left, min(material.size, len(left)), rng)
        left = left - centres[labels]
        places.append(labels)
    said = [tuple(f"<c{level}_{label}>" for level, label in enumerate(row)) for row in zip(*places, strict=True)]
    return _told_apart(said)


def _told_apart(said: list[tuple[str, ...]]) -> Sequences:
    """One more token for each item of a code that several have."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, code in enumerate(said):
        groups.setdefault(code, []).append(row)
    for code, rows in groups.items():
        for number, row in enumerate(rows if len(rows) > 1 else ()):
            said[row] = (*code, f"<i_{number}>")
    return tuple(said)


def _quantised(rows: Vectors, size: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], Vectors]:
    """Labels (n,) and centres (size, d) of balanced k-means over (n, d) rows."""
    centres = rows[rng.choice(len(rows), size, replace=False)]
    labels = np.zeros(len(rows), np.int64)
    for _ in range(_ROUNDS):
        labels = _balanced(rows, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, labels, rows)
        counts = np.bincount(labels, minlength=size)
        used = counts > 0
        centres = np.where(used[:, None], sums / np.maximum(counts, 1)[:, None], centres).astype(np.float32)
    return labels, centres


def _balanced(rows: Vectors, centres: Vectors) -> NDArray[np.int64]:
    """Each row's centre where all centres should serve alike many: optimal transport with an entropy term."""
    distance = (rows**2).sum(1, keepdims=True) - 2 * rows @ centres.T + (centres**2).sum(1)
    plan = np.exp(-(distance - distance.min(1, keepdims=True)) / max(_SHARP * float(distance.mean()), 1e-9))
    for _ in range(_SINKHORN):
        plan /= np.maximum(plan.sum(0, keepdims=True), 1e-12)
        plan /= np.maximum(plan.sum(1, keepdims=True), 1e-12)
    labels: NDArray[np.int64] = (plan / np.maximum(plan.sum(0, keepdims=True), 1e-12)).argmax(1)
    return labels
