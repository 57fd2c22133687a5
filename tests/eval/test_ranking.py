"""Ranking metrics against hand-made cases and against trec_eval (through ir-measures)."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import ranking

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ir_measures
    from ir_measures import RR, R, Success, nDCG


def test_values_of_one_relevant_item_are_the_textbook_ones() -> None:
    found = np.array([1, 2, 5, 6])
    assert ranking.recall_at(found, 5).tolist() == [1, 1, 1, 0]
    assert ranking.ndcg_at(found, 5) == pytest.approx([1, 1 / np.log2(3), 1 / np.log2(6), 0])
    assert ranking.mrr_at(found, 5) == pytest.approx([1, 0.5, 0.2, 0])


def test_nothing_is_found_within_no_places() -> None:
    found, table, sizes = np.array([1]), np.array([[True]]), np.array([1])
    for value in (
        ranking.recall_at(found, 0), ranking.ndcg_at(found, 0), ranking.mrr_at(found, 0),
        ranking.hit_rate_of_set(table, 0), ranking.recall_of_set(table, sizes, 0),
        ranking.ndcg_of_set(table, sizes, 0), ranking.mrr_of_set(table, 0),
    ):
        assert value.tolist() == [0.0]


def test_ties_go_to_the_lower_row_in_file_order() -> None:
    scores = np.array([[1.0, 2.0, 2.0, 2.0]])
    assert [int(ranking.ranks(scores, np.array([row]))[0]) for row in range(4)] == [4, 1, 2, 3]


def test_ties_are_drawn_evenly_when_shuffled_and_repeat_with_their_seed() -> None:
    scores, targets = np.ones((6000, 3)), np.zeros(6000, dtype=np.int64)
    drawn = ranking.ranks(scores, targets, rng=np.random.default_rng(4))
    assert (drawn == ranking.ranks(scores, targets, rng=np.random.default_rng(4))).all()
    assert np.bincount(drawn)[1:] == pytest.approx([2000, 2000, 2000], rel=0.1)


def test_a_constant_scorer_looks_better_in_a_sorted_file_than_it_is() -> None:
    scores, targets = np.zeros((1000, 50)), np.zeros(1000, dtype=np.int64)
    assert ranking.recall_at(ranking.ranks(scores, targets), 1).mean() == 1.0
    shuffled = ranking.ranks(scores, targets, rng=np.random.default_rng(0))
    assert ranking.recall_at(shuffled, 1).mean() < 0.05


def test_a_masked_target_is_never_found() -> None:
    assert ranking.ranks(np.array([[-np.inf, 1.0, -np.inf]]), np.array([0])).tolist() == [4]


def test_nan_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="1 of 2 rows hold NaN"):
        ranking.ranks(np.array([[0.0, 1.0], [np.nan, 1.0]]), np.array([0, 0]))


def test_an_item_listed_twice_counts_once() -> None:
    assert ranking.hits([["a", "a", "b"]], [{"a", "b"}]).tolist() == [[True, False, True]]


_ITEMS = [f"i{n}" for n in range(15)]
_CASES = st.lists(
    st.tuples(st.permutations(_ITEMS[:12]), st.sets(st.sampled_from(_ITEMS), min_size=1)), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(cases=_CASES, k=st.sampled_from([1, 3, 5, 10, 12]))
def test_values_of_sets_equal_trec_evals(cases: list[tuple[list[str], set[str]]], k: int) -> None:
    lists, relevant = [listed for listed, _ in cases], [wanted for _, wanted in cases]
    table, sizes = ranking.hits(lists, relevant), np.array([len(wanted) for wanted in relevant])
    ours = {
        R @ k: ranking.recall_of_set(table, sizes, k), nDCG @ k: ranking.ndcg_of_set(table, sizes, k),
        RR @ k: ranking.mrr_of_set(table, k), Success @ k: ranking.hit_rate_of_set(table, k),
    }
    qrels = {str(case): dict.fromkeys(wanted, 1) for case, wanted in enumerate(relevant)}
    run = {str(case): {item: -float(place) for place, item in enumerate(listed)} for case, listed in enumerate(lists)}
    judged = ir_measures.iter_calc(list(ours), qrels, run)
    theirs = {(value.measure, int(value.query_id)): value.value for value in judged}
    for measure, values in ours.items():
        assert values == pytest.approx([theirs[measure, case] for case in range(len(cases))], abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(listed=st.permutations([f"i{n}" for n in range(12)]), k=st.integers(1, 12))
def test_both_forms_agree_where_one_item_is_relevant(listed: list[str], k: int) -> None:
    found = np.array([listed.index("i3") + 1])
    table, one = ranking.hits([listed], [{"i3"}]), np.array([1])
    assert ranking.recall_at(found, k) == pytest.approx(ranking.recall_of_set(table, one, k))
    assert ranking.ndcg_at(found, k) == pytest.approx(ranking.ndcg_of_set(table, one, k))
    assert ranking.mrr_at(found, k) == pytest.approx(ranking.mrr_of_set(table, k))
