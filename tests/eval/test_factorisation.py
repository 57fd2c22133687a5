"""Factors are found where ratings were made of factors; who is unknown gets what is known of the other side."""

from __future__ import annotations

import numpy as np
import pytest

from data.records import Interaction
from eval.factorisation import Ratings, factorise
from eval.rating import mae, rmse
from eval.rating_systems import by_factors, by_mean

RNG = np.random.default_rng(0)
USERS, ITEMS = RNG.normal(size=(60, 2)), RNG.normal(size=(40, 2))
TABLE = np.clip(3 + 0.4 * RNG.normal(size=(60, 1)) + 0.4 * RNG.normal(size=40) + USERS @ ITEMS.T * 0.7, 1, 5)
PAIRS = RNG.permutation([(user, item) for user in range(60) for item in range(40)])
EVENTS = [Interaction(f"u{user}", f"i{item}", 0, float(TABLE[user, item])) for user, item in PAIRS.tolist()]
TRAIN, VALID, TEST = EVENTS[:1200], EVENTS[1200:1400], EVENTS[1400:]
GIVEN = np.array([event.value for event in TEST], dtype=np.float64)


def test_factors_beat_every_mean() -> None:
    found = np.array(by_factors(TRAIN, VALID, seed=0)(TEST), dtype=np.float64)
    assert found.min() >= TABLE.min() and found.max() <= TABLE.max()
    for key in (lambda event: event.user, lambda event: event.item, lambda event: ""):
        means = np.array(by_mean(TRAIN, key)(TEST), dtype=np.float64)
        assert rmse(found, GIVEN) < 0.7 * rmse(means, GIVEN) and mae(found, GIVEN) < 0.7 * mae(means, GIVEN)


def test_the_same_seed_gives_the_same_factors() -> None:
    assert by_factors(TRAIN, VALID, seed=1)(TEST) == by_factors(TRAIN, VALID, seed=1)(TEST)


def test_a_pair_that_nobody_knows_gets_the_mean() -> None:
    (value,) = by_factors(TRAIN, (), seed=0)([Interaction("new", "new")])
    assert value == pytest.approx(np.mean([event.value for event in TRAIN]))
    assert by_mean(TRAIN, lambda event: event.user)([Interaction("new", "new")]) == [pytest.approx(value)]


def test_events_without_a_rating_are_left_out() -> None:
    users: dict[str, int] = {}
    ratings = Ratings.of([Interaction("u", "i"), Interaction("u", "j", 0, 2.0)], users, {})
    assert ratings.values.tolist() == [2.0] and users == {"u": 0}
    assert factorise(ratings, 1, 1, penalty=0.1, seed=0).predict(np.array([0]), np.array([0])) == pytest.approx([2.0])
