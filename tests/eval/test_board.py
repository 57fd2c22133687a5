"""Rows are means and spreads over seeds, costs add up, and comparisons are over the cases of the first seed."""

from __future__ import annotations

import numpy as np
import pytest

from eval.board import Board
from eval.measure import Cost


def test_a_row_is_the_mean_over_seeds_of_the_mean_over_cases() -> None:
    board = Board()
    board.add("a", "system", {"N": np.array([1.0, 0.0]), "x": 2.0}, Cost(10, 50), Cost(1, 70))
    board.add("a", "system", {"N": np.array([1.0, 1.0])}, Cost(3, 60))
    (row,) = board.rows()
    assert (row.metrics["N"].mean, row.metrics["N"].std) == (0.75, pytest.approx(0.5 / np.sqrt(2)))
    assert row.metrics["x"].mean == 2.0 and (row.seconds, row.peak_mb) == (14, 70)


def test_the_first_system_is_compared_with_every_other_that_has_the_metric() -> None:
    board = Board()
    rng = np.random.default_rng(0)
    better = rng.random(400)
    for name, values in (("a", {"N": better}), ("b", {"N": better - 0.1}), ("c", {"N": 0.5}), ("d", {})):
        board.add(name, "system", values)
    (only,) = board.compared("N", seed=0)
    assert (only["first"], only["second"], only["difference"]) == ("a", "b", pytest.approx(0.1))
    assert float(str(only["p"])) < 0.01
