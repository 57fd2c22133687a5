"""Several rankers as one: a weighted sum of their scores, each made comparable by its mean and deviation (z-scores)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.finding.query import Query
from agent.ranker import Ranker
from data.records import Turn
from prompts.lm import Hit


class Blend:
    """Members with their weights. An error of a member is the blend's: the caller decides what stands in."""

    def __init__(self, members: Sequence[tuple[Ranker, float]]) -> None:
        self._members = tuple(members)

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> list[Hit]:
        chosen = list(dict.fromkeys(candidates))
        total = np.zeros(len(chosen))
        for ranker, weight in self._members:
            scores = {hit.item: hit.score for hit in ranker.rank(query, session_turns, chosen)}
            found = np.asarray([scores[item] for item in chosen], dtype=np.float64)
            if len(found) and (spread := float(found.std())) > 1e-9:
                total += weight * (found - found.mean()) / spread
        order = np.argsort(-total, kind="stable")
        return [Hit(chosen[place], float(total[place])) for place in order]
