"""Whether one system is really better than another on the same cases: the paired bootstrap.

Source: Efron and Tibshirani 1993, ch. 16; used for rankings by Sakai 2006 (doi 10.1145/1148170.1148261).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean of (first - second) over cases, the bounds of its 95 % interval, and a two-sided p for "no difference"."""

    difference: float
    low: float
    high: float
    p: float


def paired_bootstrap(
    first: NDArray[np.float64], second: NDArray[np.float64], *, seed: int, samples: int = 5000
) -> Comparison:
    """Compare two systems on one metric, a value a case, cases in the same order.

    Cases are drawn with replacement `samples` times. p is twice the share of draws whose mean difference has the other
    sign (ties count), with one draw added, so it is never 0. Raises ValueError where the two are not paired.
    """
    if first.shape != second.shape or first.ndim != 1 or first.size == 0:
        raise ValueError(f"shapes {first.shape} and {second.shape} are not paired; give a value a case for each")
    differences = first - second
    rng = np.random.default_rng(seed)
    cases = len(differences)
    means = np.concatenate([
        rng.multinomial(cases, np.full(cases, 1 / cases), size=min(_CHUNK, samples - start)) @ differences / cases
        for start in range(0, samples, _CHUNK)
    ])
    low, high = np.quantile(means, [0.025, 0.975])
    other_side = min(int((means <= 0).sum()), int((means >= 0).sum()))
    p = min(1.0, 2 * (other_side + 1) / (samples + 1))
    return Comparison(float(differences.mean()), float(low), float(high), p)
