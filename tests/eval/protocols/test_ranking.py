"""Measurements of ranking and rating: each system beside its rivals, asked the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.store import Store
from eval.options import Options
from eval.result import Result
from tests.eval.protocols.conftest import FOUND


def test_leave_one_out_is_named_after_its_store_and_has_every_canary(made: Callable[[str], Result]) -> None:
    result = made("leave-one-out")
    assert result.name == "leave-one-out-synthetic-world"
    assert {row.system for row in result.rows if row.kind == "canary"} == {"popularity", "random", "largest_id_plus_1"}


def test_a_model_that_ranks_has_a_row_of_its_own(store: Store, checkpoint: str) -> None:
    result = FOUND["leave-one-out"].run(Options(store=store.path, model=checkpoint, users=20))
    assert {"R@5", "N@5", "R@10", "N@10", "unmasked_R@10"} <= set(result.row("vector").metrics)
    assert {row["second"] for row in result.significance} == {row.system for row in result.rows} - {"vector"}


def test_a_trained_recipe_stands_beside_its_rivals_and_makes_no_faulty_list(made: Callable[[str], Result]) -> None:
    result = made("sequential-beauty")
    assert [row.system for row in result.rows if row.kind == "system"] == ["vector_lm", "sasrec"]
    assert {row.system for row in result.rows if row.kind != "system"} == {
        "item_knn", "bm25", "popularity", "random", "largest_id_plus_1", "repeat_history",
    }
    found = result.row("vector_lm").metrics
    assert {"R@5", "N@5", "R@10", "N@10", "MRR@10", "unmasked_R@5", "shuffled_N@10", "coverage@10"} <= set(found)
    assert [found[name].mean for name in ("invalid", "duplicate", "seen", "off_filter")] == [0, 0, 0, 0]
    assert result.row("repeat_history").metrics["unmasked_R@5"].mean == 0
    assert {row["second"] for row in result.significance} == {row.system for row in result.rows} - {"vector_lm"}


def test_a_hundred_candidates_are_the_same_for_every_system(made: Callable[[str], Result]) -> None:
    result = made("direct-beauty")
    assert set(result.row("vector_lm").metrics) == {"HR@1", "HR@5", "HR@10", "N@5", "N@10"}
    assert result.row("random").metrics["HR@10"].mean == pytest.approx(10 / 53, abs=0.15)


def test_twenty_candidates_are_ranked_by_models_that_saw_the_store_and_one_that_did_not(
    made: Callable[[str], Result], candidates: Path
) -> None:
    result = made("candidates20-ml1m")
    assert [row.system for row in result.rows] == [
        "vector_lm", "sasrec", "zero_shot", "item_knn", "popularity", "random", "item_knn_elsewhere",
        "popularity_elsewhere",
    ]
    assert set(result.row("zero_shot").metrics) == {"N@1", "N@5", "N@10", "N@20"}
    assert result.row("random").metrics["N@20"].mean == pytest.approx(0.33, abs=0.12)
    assert candidates.name in {file.name for file in result.data}


def test_every_rating_counts_readable_or_not(made: Callable[[str], Result]) -> None:
    result = made("rating-ml1m")
    assert set(result.row("vector_lm").metrics) == {"RMSE", "MAE", "unreadable", "expected_RMSE", "expected_MAE"}
    untrained, mean = result.row("vector_lm").metrics, result.row("global_mean").metrics
    assert untrained["unreadable"].mean == 1.0 and untrained["RMSE"].mean == pytest.approx(mean["RMSE"].mean)
    assert {"matrix_factorisation", "item_mean", "user_mean"} <= {row.system for row in result.rows}
