from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.lm import ScriptedLM
from prompts.prompt import Prompt
from prompts.verbalizer import Number, Words

YES_NO = Words({"liked": "yes", "disliked": "no"})


@pytest.mark.parametrize(
    ("answer", "label"),
    [("Yes.", "liked"), ("no", "disliked"), ("YES, sure", "liked"), ("yes and no", None), ("", None)],
)
def test_one_label_word_is_an_answer_and_anything_else_is_none(answer: str, label: str | None) -> None:
    assert YES_NO.read(answer) == label


def test_a_label_word_inside_a_longer_one_is_not_heard() -> None:
    words = Words({"plus": "like", "minus": "do not like"})
    assert words.read("I do not like it") == "minus"
    assert words.read("I like it") == "plus"


@pytest.mark.parametrize("words", [{}, {"a": "yes", "b": "Yes "}, {"a": ""}])
def test_label_words_that_cannot_be_told_apart_are_refused(words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="label words"):
        Words(words)


def test_a_frozen_model_classifies_by_the_likelihood_of_the_words() -> None:
    scores = YES_NO.likeliest(ScriptedLM(), Prompt.of("Did they like it?"))
    assert set(scores) == {"liked", "disliked"} and all(score <= 0 for score in scores.values())


@pytest.mark.parametrize(
    ("answer", "value"),
    [("4.5", 4.5), ("4,5", 4.5), ("say 4 out of 5", 4.0), ("5.0", 5.0), ("7", None), ("four", None), ("v4x", None)],
)
def test_a_figure_within_bounds_is_read_and_nothing_is_guessed(answer: str, value: float | None) -> None:
    assert Number(1, 5).read(answer) == value


@given(st.floats(1, 5).map(lambda value: round(value, 1)))
def test_every_rating_that_is_written_is_read_back(value: float) -> None:
    assert Number(1, 5).read(f"{value}") == value


@given(st.text())
def test_no_text_breaks_a_verbalizer(text: str) -> None:
    assert YES_NO.read(text) in ("liked", "disliked", None)
    read = Number(1, 5).read(text)
    assert read is None or 1 <= read <= 5
