"""Rating errors, and that an unreadable answer is never dropped in silence."""

from __future__ import annotations

import numpy as np
import pytest

from eval.rating import mae, readable, rmse, unreadable


def test_errors_are_the_textbook_ones() -> None:
    predicted, given = np.array([1.0, 5.0, 3.0]), np.array([2.0, 3.0, 3.0])
    assert mae(predicted, given) == pytest.approx(1.0)
    assert rmse(predicted, given) == pytest.approx(np.sqrt(5 / 3))


def test_an_unreadable_answer_is_counted_and_costs_what_its_stand_in_costs() -> None:
    answers = [5.0, None, float("nan"), 4.0]
    assert unreadable(answers) == 0.5
    assert mae(readable(answers, instead=3.0), np.array([5.0, 5.0, 5.0, 4.0])) == pytest.approx(1.0)


def test_no_answers_are_no_unreadable_ones() -> None:
    assert unreadable([]) == 0.0


def test_answers_that_do_not_pair_with_ratings_are_refused() -> None:
    with pytest.raises(ValueError, match="2 predictions for 1 ratings"):
        mae(np.array([1.0, 2.0]), np.array([1.0]))
    with pytest.raises(ValueError, match="readable"):
        rmse(np.array([np.nan]), np.array([1.0]))
