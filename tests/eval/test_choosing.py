"""Candidates are fair, the same for every system, and ranked by scores or by a model's own list."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from data.interactions import Case
from data.synthetic import make_world
from eval.candidate_file import cases_of, read_candidates
from eval.choosing import by_choice, by_scorer, drawn_candidates, places
from eval.next_item import Listed
from prompts.lm import Hit, ScriptedLM

WORLD = make_world(0)
IDS = WORLD.catalogue.ids
CASES = list(WORLD.interactions.leave_one_out().cases("test"))


def test_candidates_hold_the_target_once_and_nothing_that_was_met() -> None:
    table = drawn_candidates(WORLD.catalogue, CASES, 20, seed=0)
    assert table.shape == (len(CASES), 21)
    for case, rows in zip(CASES, table.tolist(), strict=True):
        assert IDS[rows[0]] == case.target and len(set(rows)) == 21
        assert not {IDS[row] for row in rows} & set(case.history)
    assert drawn_candidates(WORLD.catalogue, CASES, 99, seed=0).shape == (len(CASES), 60 - 7)


def test_candidates_depend_on_seed_and_user_alone() -> None:
    table = drawn_candidates(WORLD.catalogue, CASES, 20, seed=0)
    assert (drawn_candidates(WORLD.catalogue, CASES[5:9], 20, seed=0) == table[5:9]).all()
    assert (drawn_candidates(WORLD.catalogue, CASES, 20, seed=1) != table).any()


def test_every_item_is_as_likely_a_candidate_as_any_other() -> None:
    cases = [Case(f"u{number}", (IDS[0],), IDS[1]) for number in range(2000)]
    drawn = np.bincount(drawn_candidates(WORLD.catalogue, cases, 29, seed=0)[:, 1:].ravel(), minlength=60)
    assert drawn[:2].tolist() == [0, 0]
    assert drawn[2:] == pytest.approx(np.full(58, 1000), rel=0.12)


def test_scores_and_lists_rank_candidates_alike() -> None:
    table = drawn_candidates(WORLD.catalogue, CASES, 9, seed=0)
    order = np.random.default_rng(0).permutation(60)
    scores = np.empty(60)
    scores[order] = np.arange(60, 0, -1)
    by_scores = places(by_scorer(lambda cases: np.tile(scores, (len(cases), 1))), CASES, table, seed=0)
    lm = ScriptedLM(ranking=[IDS[row] for row in order])
    assert (places(by_choice(lm, WORLD.catalogue), CASES, table, seed=0) == by_scores).all()
    with pytest.raises(ValueError, match="by_choice"):
        by_scorer(lambda cases: Listed([], []))(CASES[:1], table[:1])


def test_a_file_of_candidates_gives_the_target_and_nineteen_others(tmp_path: Path) -> None:
    known = {case.user: case for case in CASES}
    case = CASES[0]
    others = [item for item in IDS if item != case.target]
    file = tmp_path / "random.gz"
    file.write_bytes(gzip.compress(f"{case.user}\t{' '.join([*others[:3], case.target, *others[3:]])}\n".encode()))
    kept, rows = cases_of(read_candidates(file), known, WORLD.catalogue, file)
    assert kept == [case]
    assert [IDS[row] for row in rows[0]] == [case.target, *others[:19]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("u0 1 2\n", "line 1"), ("u0\t1\nu0\t1\n", "line 2"), ("nobody\t1\n", "nobody"), ("u0\tno-such\n", "no-such"),
        (f"u0\t{IDS[0]}\n", "19 others"), ("\udcff", "cannot read"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "candidates.txt"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    known = {case.user: case for case in CASES}
    with pytest.raises(ValueError, match=said):
        cases_of(read_candidates(file), known, WORLD.catalogue, file)


def test_a_model_that_answers_nothing_is_not_told_the_target_by_the_order() -> None:
    """A listwise model is shown candidates in an order, and what it leaves out keeps that order."""

    class Silent(ScriptedLM):
        ranks = True  # type: ignore[assignment]

        def rank(self, prompts, k, *, allowed=None, without=None):  # type: ignore[no-untyped-def]
            return [[Hit(item, -float(place)) for place, item in enumerate(allowed)] for _ in prompts]

    table = drawn_candidates(WORLD.catalogue, CASES, 9, seed=0)
    found = places(by_choice(Silent(), WORLD.catalogue), CASES, table, seed=0)
    assert (found == 1).mean() < 0.25 and found.mean() > 4
