"""Text metrics against hand-made cases, sacrebleu and rouge-score."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.text import bleu, distinct, distinct_per_answer, perplexity, rouge, rouge_l, words

_TOKENS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=12)
_CORPUS = st.lists(st.tuples(_TOKENS, _TOKENS, _TOKENS), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(corpus=_CORPUS, order=st.integers(1, 4))
def test_bleu_equals_sacrebleu(corpus: list[tuple[list[str], list[str], list[str]]], order: int) -> None:
    # The judges import half a scientific stack: only who runs this test pays for it.
    from sacrebleu.metrics import BLEU

    answers = [answer for answer, _, _ in corpus]
    ours = bleu(answers, [[one, other] for _, one, other in corpus], order)
    judge = BLEU(max_ngram_order=order, smooth_method="none", tokenize="none", force=True)
    streams = [[" ".join(row[place]) for row in corpus] for place in (1, 2)]
    theirs = judge.corpus_score([" ".join(answer) for answer in answers], streams).score
    assert 100 * ours == pytest.approx(theirs, abs=1e-9)


class _Split:
    """rouge-score's seam for tokens that are cut already."""

    def tokenize(self, text: str) -> list[str]:
        return text.split()


@settings(max_examples=150, deadline=None)
@given(corpus=st.lists(st.tuples(_TOKENS, _TOKENS), min_size=1, max_size=4))
def test_rouge_equals_rouge_score(corpus: list[tuple[list[str], list[str]]]) -> None:
    from rouge_score.rouge_scorer import RougeScorer

    judge = RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=_Split())
    scores = [judge.score(" ".join(reference), " ".join(answer)) for answer, reference in corpus]
    answers, references = [answer for answer, _ in corpus], [reference for _, reference in corpus]
    ours = {"rouge1": rouge(answers, references, 1), "rouge2": rouge(answers, references, 2)}
    for name, value in (ours | {"rougeL": rouge_l(answers, references)}).items():
        assert value == pytest.approx(sum(score[name].fmeasure for score in scores) / len(scores), abs=1e-9)


def test_rouge_without_a_reference_for_each_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        rouge([["a"], ["b"]], [["a"]], 1)
    with pytest.raises(ValueError, match="0 answers"):
        rouge_l([], [])


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
