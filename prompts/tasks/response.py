"""Response generation: the conversation so far, goal, topic and items -> what the agent says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.records import Turn
from prompts.example import Said, Value
from prompts.planned import Planned


class Response(Planned):
    """The last of UniMIND's tasks. A causal model reads every word of the conversation, and learns them as well. Items
    that the prompt already holds stand in the reply as `[REC]` and teach no head, or it would learn to copy them.
    """

    name = "response"
    fields = frozenset({"known", "mark", "reply"})
    learns_context = True
    mark = "REPLY"
    reads = ("goal", "topic", "items")

    def answer(self, turn: Turn, before: Sequence[Turn]) -> tuple[Mapping[str, Value], str] | None:
        return ({"reply": Said(turn.pieces)}, "") if turn.pieces else None
