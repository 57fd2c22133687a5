"""Goal planning: the conversation so far -> what the agent's next turn is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.records import Turn
from prompts.example import Value
from prompts.plan import Plan
from prompts.planned import Planned


class Goal(Planned):
    """The first of UniMIND's tasks."""

    name = "goal"
    fields = frozenset({"known", "mark", "goal"})
    mark = "GOAL"

    def answer(self, turn: Turn, before: Sequence[Turn]) -> tuple[Mapping[str, Value], str] | None:
        goal = Plan.recorded(turn).goal
        return ({"goal": goal}, "") if goal else None
