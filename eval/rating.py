"""How far predicted ratings are from given ones, and how many predictions could not be read at all.

An unreadable answer of a language model is None, never a number: P5's published notebook dropped every "5.0" before it
took the mean, which made its error look smaller. Here unreadable answers are counted, and the caller says which rating
stands for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def readable(predicted: Sequence[float | None], *, instead: float) -> NDArray[np.float64]:
    """The predictions as numbers, `instead` (e.g. the mean training rating) where one is None or not finite."""
    return np.array([instead if _unread(value) else value for value in predicted], dtype=np.float64)


def unreadable(predicted: Sequence[float | None]) -> float:
    """The share of predictions that are None or not finite; 0 where there are none at all."""
    return sum(map(_unread, predicted)) / len(predicted) if predicted else 0.0


def rmse(predicted: NDArray[np.float64], given: NDArray[np.float64]) -> float:
    """sqrt(mean((predicted - given)^2)), in the scale of the ratings. Raises ValueError as `mae` does."""
    return float(np.sqrt(np.mean(_differences(predicted, given) ** 2)))


def mae(predicted: NDArray[np.float64], given: NDArray[np.float64]) -> float:
    """mean(|predicted - given|), in the scale of the ratings.

    Raises ValueError where the two differ in length, are empty, or a value is not finite.
    """
    return float(np.mean(np.abs(_differences(predicted, given))))


def _unread(value: float | None) -> bool:
    return value is None or not np.isfinite(value)


def _differences(predicted: NDArray[np.float64], given: NDArray[np.float64]) -> NDArray[np.float64]:
    if predicted.shape != given.shape or predicted.size == 0:
        raise ValueError(f"{predicted.size} predictions for {given.size} ratings; give one prediction a rating")
    differences = predicted - given
    if not np.isfinite(differences).all():
        raise ValueError("a rating is not finite; replace unreadable answers with readable() first")
    return differences
