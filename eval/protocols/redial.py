"""Conversational systems on ReDial, whose test dialogues are of people who talk in no training dialogue."""

from __future__ import annotations

from eval.conversation import measure
from eval.options import Options
from eval.result import Result

NAME = "redial"
HELP = "Conversational systems on ReDial (--store, --zero-shot-store as ratings, --model as base, --recipe)."


def run(options: Options) -> Result:
    """Make the result."""
    return measure(NAME, options)
