"""Measurements of conversation: safe, finding, and worded without a fault; a saboteur is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eval.options import Options
from eval.result import Result
from eval.witness import COUNTS
from tests.eval.protocols.conftest import FOUND


def test_the_agent_is_safe_and_the_saboteur_is_caught(made: Callable[[str], Result]) -> None:
    result = made("chat-safety")
    agent = {name: value.mean for name, value in result.row("agent").metrics.items()}
    assert agent["turns"] == 30 and agent["items"] > 30 and agent["claims"] > 30
    assert {name: agent[name] for name in ("ghost_items", "seen_or_filtered", "duplicates", "tracebacks")} == {
        "ghost_items": 0, "seen_or_filtered": 0, "duplicates": 0, "tracebacks": 0,
    }
    canary = result.row("saboteur").metrics
    faults = sum(canary[name].mean for name in COUNTS if name != "refused")
    assert faults >= canary["planted"].mean > 0


def test_talking_finds_more_hidden_items_than_asking_once(made: Callable[[str], Result]) -> None:
    result = made("simulator")
    agent, once = result.row("agent").metrics, result.row("one_shot").metrics
    assert agent["success@5"].mean > once["success@5"].mean
    assert agent["success@1"].mean <= agent["success@5"].mean and 1 <= agent["turns"].mean <= 5
    assert (agent["violated"].mean, agent["unknown"].mean, agent["failed"].mean) == (0, 0, 0)
    assert {row.system for row in result.rows if row.kind == "canary"} == {"popular", "random"}


def test_a_dialogue_model_has_perplexity_and_recall(made: Callable[[str], Result]) -> None:
    result = made("dialogue-lm")
    assert result.row("language").metrics["perplexity"].mean > 1
    assert {"all_R@1", "new_R@10", "new_R@50"} <= set(result.row("dialogue_prompt").metrics)
    assert result.row("co_mention").metrics["new_R@50"].mean > 0.5


def test_goals_are_planned_beside_guesses_that_know_the_turns_before(made: Callable[[str], Result]) -> None:
    result = made("goals")
    assert [row.system for row in result.rows] == ["unimind_s", "most_frequent", "repeat", "bigram"]
    figures = {f"{kind}_{name}" for kind in ("goal", "topic") for name in ("P", "R", "F1", "accuracy")}
    assert all(set(row.metrics) == figures for row in result.rows)
    # The agent's goal is always the agent's, and follows the user's.
    assert result.row("bigram").metrics["goal_F1"].mean == 1 and result.row("repeat").metrics["topic_F1"].mean == 1
    assert result.row("unimind_s").metrics["goal_accuracy"].mean < 0.5


def test_goals_are_measured_where_there_are_any(trains: Callable[[str], Options]) -> None:
    with pytest.raises(ValueError, match="no agent's turn of Synthetic World's test dialogues has a goal or a topic"):
        FOUND["goals"].run(trains("goals"))


def test_the_chat_answers_recorded_talk_without_a_fault_and_faults_are_found(made: Callable[[str], Result]) -> None:
    result = made("chat-replies")
    agent, saboteur = (result.row(name).metrics for name in ("agent", "saboteur"))
    assert agent["faults"].mean == agent["all_faults"].mean == 0 and agent["claims"].mean > 0
    assert saboteur["all_faults"].mean > 0
    assert 0 < agent["replies"].mean <= agent["all_replies"].mean and 0 < agent["distinct_replies"].mean <= 1
