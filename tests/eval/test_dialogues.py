"""Dialogue measurements: repetition is told apart from recommendation, and perplexity is what it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from data.dialogues import TurnCase
from data.records import Dialogue, ItemRef, Mark, Turn
from data.synthetic import make_world
from eval import dialogue_ranking as ranking
from eval.dialogue_language import shortened, turn_words, unigram

WORLD = make_world(0, dialogues=300)
TRAIN, TEST = WORLD.dialogues.split("train"), WORLD.dialogues.split("test")
CASES = ranking.blind_cases(TEST.turns_with_targets())


def means(score: ranking.Scorer, cases: Sequence[TurnCase] = CASES) -> dict[str, float]:
    found = ranking.recall(score, cases, WORLD.catalogue, seed=0)
    return {name: float(values.mean()) for name, values in found.items()}


def knowing(cases: Sequence[TurnCase]) -> NDArray[np.float64]:
    """The known answer: another film of the group that was named."""
    groups = [WORLD.groups[ranking.named(case)[-1]] for case in cases]
    return np.array([[float(WORLD.groups[item] == group) for item in WORLD.catalogue.ids] for group in groups])


def test_a_model_that_knows_the_world_beats_every_canary() -> None:
    known = means(knowing)
    assert known["new_R@10"] > 0.95
    popular, lucky = ranking.mentions(WORLD.catalogue, TRAIN), ranking.drawn(WORLD.catalogue, seed=0)
    for rival in (popular, lucky, ranking.repeat(WORLD.catalogue)):
        assert known["new_R@10"] > 2 * means(rival)["new_R@10"]


def test_co_mentions_learn_what_belongs_together() -> None:
    assert means(ranking.co_mention(WORLD.catalogue, TRAIN))["new_R@10"] > 0.4


def test_words_find_what_belongs_together() -> None:
    assert means(ranking.bm25(WORLD.catalogue))["new_R@10"] > 0.8


def test_repeating_wins_where_agents_repeat_and_never_on_new_items() -> None:
    first, other = WORLD.catalogue.ids[:2]
    turns = (Turn("user", ("I like ", ItemRef(first))), Turn("agent", (ItemRef(first), " or ", ItemRef(other))))
    (case,) = ranking.blind_cases([TurnCase(Dialogue("d", turns), turns[:1], turns[1], turns[1].items())])
    found = ranking.recall(ranking.repeat(WORLD.catalogue), [case], WORLD.catalogue, seed=0)
    assert found["all_R@1"].tolist() == [1.0, 0.0]
    assert found["new_R@1"].tolist() == [0.0]


def test_cases_do_not_show_the_questionnaire() -> None:
    assert any(case.dialogue.marks for case in TEST.turns_with_targets())
    assert all(case.dialogue.marks == {} for case in CASES)
    marked = Dialogue("d", (Turn("agent", (ItemRef("1"),)),), {"1": Mark(liked=True)})
    assert ranking.blind_cases([TurnCase(marked, (), marked.turns[0], ("1",))])[0].targets == ("1",)


def test_an_item_is_one_word() -> None:
    assert turn_words(Turn("agent", ("Have you seen ", ItemRef("7"), "?"))) == ["have", "you", "seen", "[REC]", "?"]


def test_a_dialogue_is_shortened_from_its_start_to_the_agents_last_turn() -> None:
    turns = tuple(Turn(speaker, ("one two three",)) for speaker in ("user", "agent") * 4)  # type: ignore[arg-type]
    long = Dialogue("d", (*turns, Turn("user", ("bye",))))
    assert shortened(long, longest=7).turns == turns[-2:]
    assert shortened(long, longest=1).turns == turns[-1:]
    assert shortened(long).turns == turns
    assert shortened(Dialogue("d", (Turn("user", ("hello",)),))).turns == ()


def test_word_frequencies_predict_words_seen_in_training_better() -> None:
    seen = unigram(TRAIN, list(TEST))
    strange = unigram(TRAIN, [Dialogue("d", (Turn("agent", ("zyx wvu tsr",)),))])
    assert 1 < seen["word_perplexity"] < strange["word_perplexity"]
    assert strange["words"] == 3
    with pytest.raises(ValueError, match="0 tokens"):
        unigram(TRAIN, [])
