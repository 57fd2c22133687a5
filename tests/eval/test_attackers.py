"""An attacker finds what is there, guesses where nothing is, and the stronger ones find more."""

from __future__ import annotations

import numpy as np
import pytest

from eval.attackers import STRENGTHS, told

RNG = np.random.default_rng(0)


def people(count: int, signal: float, groups: int = 2) -> tuple[np.ndarray, np.ndarray]:
    labels = RNG.integers(groups, size=count)
    features = RNG.normal(size=(count, 12)).astype(np.float32)
    features[:, 0] += signal * labels
    return features, labels


@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("groups", [2, 4])
def test_what_is_there_is_found_and_nothing_else(strength: str, groups: int) -> None:
    known, asked = people(600, 2.5, groups), people(600, 2.5, groups)
    assert told(known, asked, strength, seed=0) > 0.7
    known, asked = people(600, 0.0, groups), people(600, 0.0, groups)
    assert 0.42 < told(known, asked, strength, seed=0) < 0.58


def test_the_strong_one_finds_what_no_line_tells_apart() -> None:
    def ring(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = RNG.integers(2, size=count)
        angles = RNG.uniform(0, 2 * np.pi, size=count)
        radius = 1 + labels + RNG.normal(scale=0.1, size=count)
        return np.stack([radius * np.cos(angles), radius * np.sin(angles)], 1).astype(np.float32), labels

    known, asked = ring(500), ring(500)
    assert told(known, asked, "strong", seed=0) > 0.95 and told(known, asked, "middle", seed=0) < 0.7


def test_an_attack_without_two_groups_is_refused() -> None:
    features, labels = people(50, 0.0)
    with pytest.raises(ValueError, match="1 groups have 5 people on both sides; an attack needs two"):
        told((features, labels * 0), (features, labels * 0), "strong", seed=0)
