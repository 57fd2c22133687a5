"""Item recommendation: the conversation so far, goal and topic -> what the agent names next, or that it names none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.records import Turn
from prompts.example import Value
from prompts.planned import Planned
from prompts.prompt import Slot


class Item(Planned):
    """The third of UniMIND's tasks. Turns without an item are asked as well, so that nobody has to tell the model which
    turns recommend; turns that only repeat what was named are neither.
    """

    name = "item"
    fields = frozenset({"known", "mark", "items"})
    judged = "ndcg@10"
    mark = "NEXT"
    reads = ("goal", "topic")
    profiled = True

    def answer(self, turn: Turn, before: Sequence[Turn]) -> tuple[Mapping[str, Value], str] | None:
        named = tuple(dict.fromkeys(turn.items()))
        if not named:
            return {}, "none"
        said = {item for earlier in before for item in earlier.items()}
        new = tuple(Slot(item) for item in named if item not in said)
        return ({"items": new}, "") if new else None
