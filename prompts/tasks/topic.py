"""Topic prediction: the conversation so far and the goal -> what the agent's next turn is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.records import Turn
from prompts.example import Value
from prompts.planned import Planned


class Topic(Planned):
    """The second of UniMIND's tasks."""

    name = "topic"
    fields = frozenset({"known", "mark", "topic"})
    mark = "TOPIC"
    reads = ("goal",)
    profiled = True

    def answer(self, turn: Turn, before: Sequence[Turn]) -> tuple[Mapping[str, Value], str] | None:
        return ({"topic": turn.topic}, "") if turn.topic else None
