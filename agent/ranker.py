"""Rankers put candidates in order. One file each in `agent/rankers/`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from agent.finding.query import Query
from data.records import Turn
from prompts.lm import Hit


class Ranking(list[Hit]):
    """Hits, best first, with what a user should be told of them in `notice`."""

    def __init__(self, hits: Iterable[Hit] = (), notice: str | None = None) -> None:
        super().__init__(hits)
        self.notice = notice


@runtime_checkable
class RanksMany(Protocol):
    """A ranker that answers several queries over the same candidates for less than one after another."""

    def rank_many(
        self, queries: Sequence[Query], session_turns: Sequence[Turn], candidates: Sequence[str]
    ) -> list[list[Hit]]:
        """What `rank` answers to each query."""


class Ranker(Protocol):
    """Orders candidates for a query, in the light of what was said."""

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> list[Hit]:
        """Every distinct candidate once, best first; ties keep the order of the candidates.

        May be a `Ranking`, where there is something to say of it.
        """


def rank_many(
    ranker: Ranker, queries: Sequence[Query], session_turns: Sequence[Turn], candidates: Sequence[str]
) -> list[list[Hit]]:
    """What a ranker answers to each of several queries, all at once where it can."""
    if isinstance(ranker, RanksMany):
        return ranker.rank_many(queries, session_turns, candidates)
    return [ranker.rank(query, session_turns, candidates) for query in queries]
