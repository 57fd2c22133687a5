"""Measurements of explanations and of families that share one split."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eval.result import Result


def test_who_explains_is_judged_beside_what_was_copied(made: Callable[[str], Result]) -> None:
    result = made("explain-reviews")
    assert [(row.system, row.kind) for row in result.rows] == [
        ("planned", "system"), ("reviews_lm", "baseline"), ("pepler", "system"), ("pepler_once", "system"),
        ("p5_explain", "system"), ("nearest_sentence", "canary"), ("drawn_sentence", "canary"),
        ("frequent_sentence", "canary"),
    ]
    wanted = {"BLEU-1", "BLEU-4", "ROUGE-1", "ROUGE-2", "ROUGE-L", "USR", "FMR", "FCR", "DIV", "Distinct-1", "empty"}
    assert all(wanted <= set(row.metrics) for row in result.rows)
    models = [row for row in result.rows if row.kind != "canary" and row.system != "planned"]
    assert all(row.metrics["perplexity"].mean > 1 for row in models)
    planned, same = (result.row(name).metrics for name in ("planned", "frequent_sentence"))
    assert planned["USR"].mean > same["USR"].mean and planned["claim_precision"].mean == 1
    # One checkpoint stands in for both: it is asked the same, and there is no difference.
    [stages] = [line for line in result.significance if line["metric"] == "nats"]
    assert (stages["first"], stages["second"], stages["difference"]) == ("pepler", "pepler_once", 0)


def test_the_families_of_p5_are_asked_together_alone_and_in_unseen_wordings(made: Callable[[str], Result]) -> None:
    result = made("p5-instruments")
    families = ("rating", "next_item", "why", "review", "direct")
    assert [row.system for row in result.rows if row.kind == "system"] == [
        "p5", "p5_unseen", *(f"p5_{family}" for family in families),
    ]
    together, unseen = result.row("p5").metrics, result.row("p5_unseen").metrics
    for family in families:
        alone = result.row(f"p5_{family}").metrics
        assert alone and all(name.startswith(family) for name in alone)
        # One checkpoint stands in for all of them: asked the same, it answers the same.
        assert {name: together[name].mean for name in alone} == {name: one.mean for name, one in alone.items()}
    assert unseen["change_review_expected_RMSE"].mean == pytest.approx(
        unseen["review_expected_RMSE"].mean / together["review_expected_RMSE"].mean - 1
    )
    assert {name for name in unseen if not name.startswith("change_")} < set(together)
    assert set(result.row("item_sentence").metrics) == {name for name in together if name.startswith("why")}
    assert 0 < result.row("item_sentence").metrics["why_feature_BLEU-1"].mean <= 1
    for rival, names in (("word_ridge", ("RMSE", "MAE")), ("first_words", ("BLEU-2", "ROUGE-1", "ROUGE-L"))):
        assert {f"review_{name}" for name in names} <= set(result.row(rival).metrics) & set(together)
    assert result.row("matrix_factorisation").metrics["rating_RMSE"].mean > 0
    assert result.row("random").metrics["direct_HR@10"].mean == pytest.approx(10 / 30, abs=0.25)
