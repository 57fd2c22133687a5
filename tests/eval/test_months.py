"""Months of a store: what is asked about a span is never learned, and nobody is told what came later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.store import Store, write_store
from data.synthetic import make_world
from eval.months import Months, beside, log_shares

WORLD = make_world(5, items=30, users=150, groups=4, length=14)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    events = [
        replace(event, time=1000 * place + number)
        for number, user in enumerate(WORLD.interactions.users)
        for place, event in enumerate(WORLD.interactions.history(user))
    ]
    folder = tmp_path_factory.mktemp("months") / "store"
    return write_store(folder, WORLD.catalogue, events, name="months", source="made up")


def test_what_is_asked_is_learned_in_no_span(store: Store, tmp_path: Path) -> None:
    months = Months(store, 7, seed=0)
    last = months.learned(6, tmp_path / "last").interactions
    learned = {(event.user, event.item) for event in last}
    held = set[tuple[str, str]]()
    for span in range(7):
        for part in ("test", "valid"):
            asked = months.asked(span, part)
            assert asked.cases
            for case in asked.cases:
                assert (case.user, case.target) not in learned and case.target not in case.history
                assert {(case.user, item) for item in case.history} <= learned
                assert asked.known[store.catalogue.row(case.target)]
                held.add((case.user, case.target))
    assert len(held) + len(learned) == len(store.interactions.once())


def test_spans_follow_each_other_and_grow(store: Store, tmp_path: Path) -> None:
    months = Months(store, 7, seed=0)
    counts = [len(months.events(span)) for span in range(7)]
    assert counts == sorted(set(counts))
    assert [len(months.events(span, alone=True)) for span in range(7)] == np.diff([0, *counts]).tolist()
    first = months.learned(0, tmp_path / "first").interactions
    assert all((event.time or 0) < months.starts[1] for event in first)
    assert [event for user in first.users for event in first.history(user)] == list(months.events(0))


def test_what_came_later_competes_in_no_ranking(store: Store) -> None:
    asked = Months(store, 7, seed=0).asked(0)
    scores = asked.within(lambda cases: np.ones((len(cases), len(store.catalogue))))(asked.cases)
    assert np.isneginf(scores[:, ~asked.known]).all() and (scores[:, asked.known] == 1).all()


def test_a_prior_moves_what_is_common_up_and_leaves_the_rest_to_the_scorer(store: Store) -> None:
    events = Months(store, 7, seed=0).events(6)
    prior = log_shares(store.catalogue, events)
    assert np.exp(prior).sum() == pytest.approx(1)
    common = max(events.popularity(), key=lambda item: events.popularity()[item])
    assert prior.argmax() == store.catalogue.row(common)
    scores = np.random.default_rng(0).normal(size=(3, len(store.catalogue)))
    cases = Months(store, 7, seed=0).asked(6).cases[:3]
    plain, moved = (beside(lambda cases: scores, prior, weight)(cases) for weight in (0.0, 100.0))
    assert (plain.argsort(1) == scores.argsort(1)).all() and np.exp(plain).sum(1) == pytest.approx(1)
    assert (moved.argmax(1) == prior.argmax()).all()


def test_events_without_a_time_are_refused(tmp_path: Path) -> None:
    told = write_store(
        tmp_path / "s", WORLD.catalogue, [replace(event, time=None) for event in WORLD.interactions], name="timeless",
        source="made up",
    )
    with pytest.raises(ValueError, match="timeless has events of no known time"):
        Months(told, 7, seed=0)
