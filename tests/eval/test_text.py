"""Text metrics against hand-made cases and against sacrebleu."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU

from eval.text import bleu, distinct, distinct_per_answer, perplexity, words

_TOKENS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=12)
_CORPUS = st.lists(st.tuples(_TOKENS, _TOKENS, _TOKENS), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(corpus=_CORPUS, order=st.integers(1, 4))
def test_bleu_equals_sacrebleu(corpus: list[tuple[list[str], list[str], list[str]]], order: int) -> None:
    answers = [answer for answer, _, _ in corpus]
    ours = bleu(answers, [[one, other] for _, one, other in corpus], order)
    judge = BLEU(max_ngram_order=order, smooth_method="none", tokenize="none", force=True)
    streams = [[" ".join(row[place]) for row in corpus] for place in (1, 2)]
    theirs = judge.corpus_score([" ".join(answer) for answer in answers], streams).score
    assert 100 * ours == pytest.approx(theirs, abs=1e-9)


def test_bleu_of_the_reference_itself_is_one() -> None:
    assert bleu([["how", "about", "this", "film"]], [[["how", "about", "this", "film"]]], 4) == 1.0


def test_an_answer_without_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        bleu([["a"]], [[]], 1)


def test_distinct_has_two_definitions() -> None:
    answers = [["a", "b", "a"], ["a", "b"]]
    assert distinct(answers, 1) == pytest.approx(2 / 5)
    assert distinct(answers, 2) == pytest.approx(2 / 3)
    assert distinct_per_answer(answers, 1) == 1.0
    assert distinct([], 1) == distinct([["a"]], 2) == distinct_per_answer([], 1) == 0.0


def test_a_uniform_guess_over_v_words_has_perplexity_v() -> None:
    assert perplexity(7 * math.log(1 / 50), 7) == pytest.approx(50)
    with pytest.raises(ValueError, match="0 tokens"):
        perplexity(0.0, 0)


def test_a_slot_is_one_word() -> None:
    assert words("Have you seen [REC]? It's GREAT") == ["have", "you", "seen", "[REC]", "?", "it", "'", "s", "great"]
