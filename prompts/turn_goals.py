"""What a recommending agent's turn is for, told from the turn itself: it names something new, or asks, or only talks.

Nobody wrote goals beside most recorded conversations; these three can be read off any of them, so that a model learns
from people when to recommend and when to ask (the goal planning of UniMIND, Deng et al. 2022, with labels for nothing).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from data.records import Dialogue, Turn

TURN_GOALS = ("recommend", "ask", "chat")


def turn_goal(turn: Turn, named: Collection[str]) -> str:
    """One of TURN_GOALS; `named` are the items that were named before the turn."""
    if any(item not in named for item in turn.items()):
        return "recommend"
    return "ask" if any("?" in piece for piece in turn.pieces if isinstance(piece, str)) else "chat"


def with_goals(dialogue: Dialogue) -> Dialogue:
    """The dialogue with the goal of each of its agent's turns, whatever was written there before."""
    named: set[str] = set()
    turns = []
    for turn in dialogue.turns:
        turns.append(replace(turn, goal=turn_goal(turn, named)) if turn.speaker == "agent" else turn)
        named.update(turn.items())
    return replace(dialogue, turns=tuple(turns))
