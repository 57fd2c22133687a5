"""Rankers put candidates in order. One file each in `agent/rankers/`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent.finding.query import Query
from data.records import Turn
from prompts.lm import Hit


class Ranker(Protocol):
    """Orders candidates for a query, in the light of what was said."""

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> list[Hit]:
        """Every distinct candidate once, best first; ties keep the order of the candidates."""
