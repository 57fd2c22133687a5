"""Several rankers as one: a weighted sum of their scores, each made comparable by its mean and deviation (z-scores)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.finding.query import Query
from agent.ranker import Ranker, rank_many
from data.records import Turn
from prompts.lm import Hit


class Blend:
    """Members with their weights. An error of a member is the blend's: the caller decides what stands in."""

    def __init__(self, members: Sequence[tuple[Ranker, float]]) -> None:
        self._members = tuple(members)

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> list[Hit]:
        return self.rank_many([query], session_turns, candidates)[0]

    def rank_many(
        self, queries: Sequence[Query], session_turns: Sequence[Turn], candidates: Sequence[str]
    ) -> list[list[Hit]]:
        chosen = list(dict.fromkeys(candidates))
        totals = np.zeros((len(queries), len(chosen)))
        for ranker, weight in self._members:
            for total, hits in zip(totals, rank_many(ranker, queries, session_turns, chosen), strict=True):
                scores = {hit.item: hit.score for hit in hits}
                found = np.asarray([scores[item] for item in chosen], dtype=np.float64)
                if len(found) and (spread := float(found.std())) > 1e-9:
                    total += weight * (found - found.mean()) / spread
        return [
            [Hit(chosen[place], float(total[place])) for place in np.argsort(-total, kind="stable")] for total in totals
        ]
