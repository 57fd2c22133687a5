"""What an agent's turn is for can be told from the turn."""

from __future__ import annotations

import pytest

from data.records import Dialogue, ItemRef, Turn
from prompts.turn_goals import TURN_GOALS, turn_goal, with_goals


@pytest.mark.parametrize(("pieces", "goal"), [
    (("have you seen ", ItemRef("2"), " ?"), "recommend"), (("did you like ", ItemRef("1"), " ?"), "ask"),
    (("what do you like ?",), "ask"), (("yes, ", ItemRef("1"), " is good",), "chat"), ((), "chat"),
])  # fmt: skip
def test_a_new_item_is_a_recommendation_whatever_is_asked(pieces: tuple[str | ItemRef, ...], goal: str) -> None:
    assert goal in TURN_GOALS
    assert turn_goal(Turn("agent", pieces), {"1"}) == goal


def test_only_the_agents_turns_get_goals_and_nothing_else_changes() -> None:
    turns = (
        Turn("user", ("i liked ", ItemRef("1"))), Turn("agent", ("see ", ItemRef("2")), goal="Old"),
        Turn("agent", (ItemRef("2"), " is long")),
    )
    made = with_goals(Dialogue("d", turns, profile={"name": ("x",)}))
    assert [turn.goal for turn in made.turns] == ["", "recommend", "chat"]
    assert [turn.pieces for turn in made.turns] == [turn.pieces for turn in turns]
    assert made.profile == {"name": ("x",)}
