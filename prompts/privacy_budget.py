"""The (epsilon, delta) that a Gaussian mechanism promises (Balle and Wang 2018, theorem 8)."""

from __future__ import annotations

import math

from scipy.optimize import brentq  # type: ignore[import-untyped]
from scipy.stats import norm  # type: ignore[import-untyped]

DELTA = 1e-5
_LOWEST, _HIGHEST = 1e-6, 500.0


def epsilon(noise: float, *, apart: float, delta: float = DELTA) -> float:
    """The smallest epsilon of noise of a standard deviation on values that are at most `apart` from each other.

    Infinite without noise, or where it would be over 500. Raises ValueError for a delta that is no share.
    """
    if not 0 < delta < 1:
        raise ValueError(f"delta is a share between 0 and 1, got {delta}")
    if noise <= 0:
        return math.inf

    def over(wanted: float) -> float:
        one, two = apart / (2 * noise) - wanted * noise / apart, -apart / (2 * noise) - wanted * noise / apart
        return float(norm.cdf(one) - math.exp(wanted + norm.logcdf(two))) - delta

    if over(_LOWEST) <= 0:
        return 0.0
    return math.inf if over(_HIGHEST) > 0 else float(brentq(over, _LOWEST, _HIGHEST))
