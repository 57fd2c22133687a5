"""From a query to recommended items with reasons: filter, retrieve, rank, vary, explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.query import Query
from agent.reply import Recommended
from data.records import Turn


@dataclass(frozen=True, slots=True)
class Recommendation:
    """k distinct items, best first, or fewer with the reason in `notice`."""

    items: tuple[Recommended, ...]
    notice: str | None = None


class Recommender:
    """To be wired."""

    def recommend(self, query: Query, *, k: int, turns: Sequence[Turn] = ()) -> Recommendation:
        """The best k items for a query."""
        raise NotImplementedError
