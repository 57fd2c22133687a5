"""A ranker for a store without events learns in another how much the signs of a choice weigh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.interactions import Interactions
from data.synthetic import make_world
from eval.baselines import popularity
from eval.choosing import by_scorer, drawn_candidates, places
from eval.ranking import ndcg_at
from eval.transfer import transferred
from eval.transfer_signs import TransferSigns

WORLD = make_world(3, users=140)
HERE = [event for event in WORLD.interactions if int(event.user[1:]) < 40]
THERE = Interactions([replace(e, user=f"there-{e.user}") for e in WORLD.interactions if int(e.user[1:]) >= 40])


def test_who_was_never_counted_is_ranked_for_far_better_than_by_popularity() -> None:
    cases = list(Interactions(HERE).leave_one_out().cases("test"))
    candidates = drawn_candidates(WORLD.catalogue, cases, 19, seed=0)
    learned = places(transferred(WORLD.catalogue, THERE, None, seed=0), cases, candidates, seed=0)
    counted = places(by_scorer(popularity(WORLD.catalogue, THERE)), cases, candidates, seed=0)
    assert ndcg_at(learned, 10).mean() > 1.3 * ndcg_at(counted, 10).mean()


def test_a_person_who_was_counted_is_asked_as_if_they_were_not() -> None:
    signs = TransferSigns(WORLD.catalogue, THERE, None)
    user = THERE.users[0]
    history = signs.histories[user]
    without = TransferSigns(WORLD.catalogue, Interactions([e for e in THERE if e.user != user]), None)
    candidates = np.array([history[-1], 0, 1, 2])
    counted = signs.of(history[:-1], candidates, history)
    # How many people there are scales two of the signs.
    lift = [4, 5]
    wanted = without.of(history[:-1], candidates)
    assert np.delete(counted, lift, 1) == pytest.approx(np.delete(wanted, lift, 1), abs=1e-5)


def test_nobody_to_learn_from_is_said() -> None:
    few = Interactions(list(THERE)[:2])
    with pytest.raises(ValueError, match="name another --zero-shot-store"):
        transferred(WORLD.catalogue, few, None, seed=0)
