"""What an agent's turn is for, what it is about and what it names: decided before a word of it is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from data.records import ItemRef, Turn
from prompts.example import Said, Value
from prompts.prompt import Message, Piece
from prompts.template import load_templates

PARTS = ("goal", "topic", "items")
_PROFILE = 240
"""Characters of a profile that a prompt holds; a system message is never cut."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Parts that are not known, or not decided yet, are empty."""

    goal: str = ""
    topic: str = ""
    items: tuple[str, ...] = ()

    @staticmethod
    def recorded(turn: Turn) -> Plan:
        """What annotators wrote beside a turn, and the items it names: the truth, for tuning and for judging alone.

        Where nobody wrote goals, the first intent is one (IARD's actions, INSPIRED's strategies).
        """
        goal = turn.goal or next(iter(turn.intents), "").replace("_", " ")
        return Plan(goal, turn.topic, tuple(dict.fromkeys(turn.items())))

    def only(self, parts: Collection[str]) -> Plan:
        """Without the parts that are not named."""
        return replace(self, **{name: type(getattr(self, name))() for name in PARTS if name not in parts})

    def worded(self) -> Said:
        """The parts that are not empty, in the wording of `templates/plan.toml`."""
        fields: Mapping[str, Value] = {
            "goal": self.goal, "topic": self.topic, "items": tuple(ItemRef(item) for item in self.items),
        }
        pieces: list[Piece] = []
        for template in load_templates("plan", PARTS):
            if fields[template.situation]:
                pieces += template.say(fields)
        return Said(tuple(pieces))


def profile_message(profile: Mapping[str, tuple[str, ...]]) -> tuple[Message, ...]:
    """What is known of the user beforehand as a system message; none where nothing is."""
    text = "; ".join(f"{name}: {', '.join(values)}" for name, values in profile.items())
    return (Message("system", (text[:_PROFILE],)),) if text else ()
