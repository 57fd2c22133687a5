"""What people would do next where rules do not know: recommend, ask or only talk, as a tuned language model has it.

The goal planning of UniMIND (Deng et al. 2022, sec. 4.2) at work. The model reads the conversation alone and answers by
the likeliest of three goals; what is done about it is the policy's to say (`agent.policy`).
"""

from __future__ import annotations

from collections.abc import Sequence

from data.records import Turn
from prompts.label_scores import label_scores
from prompts.lm import LanguageModel, LanguageModelError
from prompts.plan import Plan
from prompts.planned import asked_by
from prompts.tasks.dialogue import messages
from prompts.tasks.goal import Goal
from prompts.turn_goals import TURN_GOALS

_TURNS = 6
"""Turns that a goal is planned from: an answer should begin at once, and what was said long ago says little of it."""


class Planner:
    """Plans goals by a model that was tuned to (`PromptedLM.tuned_on`)."""

    def __init__(self, lm: LanguageModel) -> None:
        self._lm = lm
        self._asks = asked_by(lm.encoder.special)  # type: ignore[attr-defined]

    @staticmethod
    def of(lm: LanguageModel | None) -> Planner | None:
        """The planner of a model; None where it was not tuned on goals, as servers' models are not."""
        return Planner(lm) if lm is not None and Goal.name in getattr(lm, "tuned_on", ()) else None

    def goal(self, turns: Sequence[Turn]) -> str:
        """One of TURN_GOALS for the agent's turn after `turns`, or "" where the model fails."""
        prompt = Goal.prompt(messages(turns[-_TURNS:]), Plan(), self._asks)
        try:
            (scores,) = label_scores(self._lm, [prompt], TURN_GOALS)
        except LanguageModelError:
            return ""
        return max(zip(scores, TURN_GOALS, strict=True))[1]
