"""The paired bootstrap finds a difference that is there and none that is not."""

from __future__ import annotations

import numpy as np
import pytest

from eval.significance import paired_bootstrap


def test_a_real_difference_is_found() -> None:
    noise = np.random.default_rng(0).normal(size=400)
    found = paired_bootstrap(noise + 0.2 + np.random.default_rng(1).normal(0, 0.3, 400), noise, seed=7)
    assert found.low > 0 and found.p < 0.01
    assert found.difference == pytest.approx(0.2, abs=0.05)


def test_noise_is_no_difference() -> None:
    rng = np.random.default_rng(3)
    found = paired_bootstrap(rng.normal(size=400), rng.normal(size=400), seed=7)
    assert found.low < 0 < found.high and found.p > 0.05


def test_equal_systems_have_p_one() -> None:
    found = paired_bootstrap(np.ones(10), np.ones(10), seed=0)
    assert (found.difference, found.p) == (0.0, 1.0)


def test_the_interval_is_as_wide_as_the_normal_one() -> None:
    values = np.random.default_rng(5).normal(size=900)
    found = paired_bootstrap(values, np.zeros(900), seed=1)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * values.std() / 30, rel=0.05)


def test_the_same_seed_gives_the_same_answer_and_unpaired_values_are_refused() -> None:
    values = np.random.default_rng(5).normal(size=50)
    assert paired_bootstrap(values, values**2, seed=1) == paired_bootstrap(values, values**2, seed=1)
    with pytest.raises(ValueError, match="not paired"):
        paired_bootstrap(values, values[1:], seed=1)
