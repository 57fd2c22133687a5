"""Figures of explanations equal their definitions, and each falls for what it should catch."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.features import Features
from data.opinions import Opinion
from eval.explained import (
    claim_precision,
    explained_figures,
    feature_coverage,
    feature_matches,
    feature_overlap,
    named,
    opinion_precision,
    repetition,
    specificity,
    unique_ratio,
)

FEATURES = ("tone", "price", "strap", "neck")
SPOKEN = {"a": {"tone", "price"}, "b": {"tone"}, "c": {"tone", "strap"}, "d": {"neck"}}


def test_a_feature_is_named_where_it_stands_as_a_word() -> None:
    assert named(["A Tone, at a fair price.", "tones and straps", ""], FEATURES) == [{"tone", "price"}, set(), set()]


def test_texts_are_the_same_by_their_words() -> None:
    assert unique_ratio(["Good tone.", "good  tone .", "bad tone."]) == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match="at least one"):
        unique_ratio([])


def test_matches_and_coverage_count_features() -> None:
    found = named(["good tone and price", "good price", "nothing"], FEATURES)
    assert feature_matches(found, ["tone", "tone", "neck"]).tolist() == [1, 0, 0]
    assert feature_coverage(found, FEATURES) == 0.5
    assert feature_coverage(found, ["neck"]) == 0 and feature_coverage(found, []) == 0


@given(st.lists(st.frozensets(st.sampled_from(FEATURES)), max_size=8))
def test_overlap_is_the_mean_over_all_pairs(found: list[frozenset[str]]) -> None:
    pairs = [len(one & other) for one, other in itertools.combinations(found, 2)]
    assert feature_overlap(found) == pytest.approx(np.mean(pairs) if pairs else 0.0)


def test_only_the_same_words_for_two_users_of_an_item_repeat() -> None:
    texts, users, items = ["x", "x", "y", "x", "z"], ["u", "v", "w", "u", "u"], ["i", "i", "i", "j", "k"]
    assert repetition(texts, users, items) == pytest.approx(2 / 3)
    assert repetition(["x", "x"], ["u", "u"], ["i", "i"]) == 0, "one user may be told the same twice"


def test_a_claim_is_borne_out_by_reviews_of_its_own_item() -> None:
    found = named(["tone and neck", "strap"], FEATURES)
    assert claim_precision(found, ["a", "c"], SPOKEN) == pytest.approx(2 / 3)
    assert claim_precision(found, ["?", "b"], SPOKEN) == 0
    assert claim_precision(named(["none"], FEATURES), ["a"], SPOKEN) is None


def test_praise_and_blame_must_be_uttered_of_the_same_item_with_the_same_sign() -> None:
    judged = {"a": {("tone", 1), ("price", -1)}}
    praise, blame, plain = (Opinion("tone", "x", "", sign) for sign in (1, -1, 0))
    assert opinion_precision([[praise, blame, plain], [praise]], ["a", "b"], judged) == pytest.approx(1 / 3)
    assert opinion_precision([[plain]], ["a"], judged) is None
    hear = Features(dict.fromkeys(FEATURES, 1.0)).all
    told = explained_figures(
        ["the tone is good", "the price is good"], ["", ""], ["tone", "tone"], ["u", "v"], ["a", "a"], FEATURES, SPOKEN,
        hear=hear, judged=judged,
    )  # fmt: skip
    assert told["opinion_precision"] == 0.5


def test_what_few_items_have_together_is_specific() -> None:
    found = named(["tone", "tone and price", "nothing", "neck and strap"], FEATURES)
    assert specificity(found, SPOKEN).tolist() == pytest.approx([np.log2(4 / 3), 2, 0, 2])


def test_who_says_the_references_is_perfect_in_all_but_repetition() -> None:
    texts = ["the tone is good indeed", "a strap of good leather", "the tone is good indeed"]
    told = explained_figures(
        texts, texts, ["tone", "strap", "tone"], ["u", "v", "w"], ["a", "c", "a"], FEATURES, SPOKEN
    )
    assert all(np.mean(told[name]) == pytest.approx(1) for name in (
        "BLEU-1", "BLEU-4", "ROUGE-1", "ROUGE-2", "ROUGE-L", "FMR", "claim_precision", "repetition", "claims"
    ))  # fmt: skip
    assert told["USR"] == pytest.approx(2 / 3) and told["FCR"] == 0.5 and told["words"] == 5
    assert told["DIV"] == pytest.approx(1 / 3)
    mute = explained_figures(["", ""], ["a", "b"], ["tone", "tone"], ["u", "v"], ["a", "a"], FEATURES, SPOKEN)
    assert "claim_precision" not in mute and np.mean(mute["FMR"]) == 0 and mute["claims"] == 0
