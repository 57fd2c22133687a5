"""Rankers put candidates in order. One file each in `agent/rankers/`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from agent.finding.query import Query
from data.records import Turn
from prompts.lm import Hit


class Ranking(list[Hit]):
    """Hits, best first, with what a user should be told of them in `notice`."""

    def __init__(self, hits: Iterable[Hit] = (), notice: str | None = None) -> None:
        super().__init__(hits)
        self.notice = notice


class Ranker(Protocol):
    """Orders candidates for a query, in the light of what was said."""

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> list[Hit]:
        """Every distinct candidate once, best first; ties keep the order of the candidates.

        May be a `Ranking`, where there is something to say of it.
        """
