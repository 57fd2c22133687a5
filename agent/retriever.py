"""Retrievers find candidates quickly among all items; rankers look closer. One file each in `agent/retrievers/`."""

from __future__ import annotations

from typing import Protocol

from agent.finding.facets import Mask
from agent.finding.query import Query
from prompts.lm import Hit


class Retriever(Protocol):
    """Finds items for a query."""

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        """At most k distinct items, best first, all with `mask[row]` true; ties go to the lower row.

        Fewer than k where nothing more speaks for any item; a retriever that knows nothing of the query returns none.
        """
