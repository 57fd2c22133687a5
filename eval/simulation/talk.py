"""Lets a simulated user talk to a system for some turns, and keeps what came of it."""

from __future__ import annotations

from eval.simulation.finder import Finder
from eval.simulation.outcome import MOST_TURNS, Outcome
from eval.simulation.tally import Tally
from eval.simulation.user import SimulatedUser
from eval.talkers import Talker


def talk(talker: Talker, user: SimulatedUser, finder: Finder, *, session_id: str) -> Outcome:
    """Hold one conversation; it ends when the target is listed or the turns are over."""
    talker.begin(session_id)
    tally, message = Tally(finder), user.opening()
    for turn in range(1, MOST_TURNS + 1):
        answer = talker.say(message)
        listed = tally.take(message, answer, user.stated)
        if user.accepts(listed):
            return tally.outcome(turn, user)
        if turn < MOST_TURNS:
            message = user.reply(answer.text, listed, turn)
    return tally.outcome(None, user)
