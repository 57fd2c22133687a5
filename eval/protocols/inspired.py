"""Conversational systems on INSPIRED, whose agents recommend films in a sociable way."""

from __future__ import annotations

from eval.conversation import measure
from eval.options import Options
from eval.result import Result

NAME = "inspired"
HELP = "Conversational systems on INSPIRED (--store, --zero-shot-store as ratings, --model as base, --recipe)."


def run(options: Options) -> Result:
    """Make the result."""
    return measure(NAME, options)
