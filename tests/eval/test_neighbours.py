"""Item-kNN equals the table of cosines that it never makes."""

from __future__ import annotations

import numpy as np
import pytest

from data.interactions import Case
from data.synthetic import make_world
from eval.neighbours import item_knn

WORLD = make_world(0, users=40)
CASES = list(WORLD.interactions.leave_one_out().cases("test"))


@pytest.mark.parametrize("recent", [None, 2])
def test_scores_are_sums_of_cosines_over_the_history(recent: int | None) -> None:
    catalogue, events = WORLD.catalogue, WORLD.interactions
    met = np.zeros((len(events.users), len(catalogue)))
    for row, user in enumerate(events.users):
        met[row, [catalogue.row(event.item) for event in events.history(user)]] = 1
    norms = np.maximum(np.sqrt((met**2).sum(0)), 1e-9)
    cosine = met.T @ met / norms[:, None] / norms[None, :]
    np.fill_diagonal(cosine, 0)
    histories = [case.history if recent is None else case.history[-recent:] for case in CASES]
    wanted = [cosine[[catalogue.row(item) for item in history]].sum(0) for history in histories]
    assert item_knn(catalogue, events, recent=recent)(CASES) == pytest.approx(np.stack(wanted), abs=1e-5)


def test_an_item_that_nobody_met_has_no_neighbours() -> None:
    catalogue = WORLD.catalogue
    events = WORLD.interactions.only(catalogue.ids[:30])
    scores = item_knn(catalogue, events)([Case("u", (catalogue.ids[40],), catalogue.ids[41])])
    assert np.abs(scores).max() == 0
