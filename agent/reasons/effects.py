"""What moved an item in the ranking: each thing the user said is left out once, and the list is ranked again.

Reasons are chosen by this, so that what is said to be why is why. All rankings are over the same candidates, so that
places compare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from agent.finding.query import Query
from agent.reply import Evidence
from prompts.lm import Hit

MOST = 8
"""How many things are left out one by one: the strongest by a cheap look; each costs a ranking."""

RankMany = Callable[[Sequence[Query], Sequence[str]], Sequence[Sequence[Hit]]]
"""Queries and candidates -> the candidates ranked for each query."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Scores of the candidates with everything, and with each piece of evidence left out.

    Scores are in standard deviations over the candidates, so that rankings compare; places count from 1.
    """

    rows: Mapping[str, int]
    whole: NDArray[np.float64] = field(repr=False)
    without: Mapping[Evidence, NDArray[np.float64]] = field(repr=False)

    def moved(self, evidence: Evidence, item: str) -> float:
        """By how many deviations the evidence raises an item; 0 where that was not looked at."""
        row, scores = self.rows.get(item), self.without.get(evidence)
        return 0.0 if scores is None or row is None else float(self.whole[row] - scores[row])

    def share(self, evidence: Evidence, item: str) -> float:
        """The same beside the strongest evidence for the item: 1 for that, 0 for what does not speak for it."""
        best = max((self.moved(one, item) for one in self.without), default=0.0)
        return max(self.moved(evidence, item), 0.0) / best if best > 1e-9 else 0.0

    def place(self, item: str, without: Evidence | None = None) -> int | None:
        """Where an item stands, with everything or without one thing; None for one that is no candidate."""
        if item not in self.rows or (without is not None and without not in self.without):
            return None
        scores = self.whole if without is None else self.without[without]
        return 1 + int((scores > scores[self.rows[item]]).sum())


def effects(rank: RankMany, query: Query, candidates: Sequence[str], pieces: Sequence[Evidence]) -> Effects:
    """The effects of some pieces of evidence on all candidates; a ranking for each piece, and one for all together."""
    chosen = list(dict.fromkeys(candidates))
    rows = {item: row for row, item in enumerate(chosen)}
    kept = list(dict.fromkeys(pieces))
    found = rank([query, *(left_out(query, piece) for piece in kept)], chosen)
    scores = [_standardised(hits, rows) for hits in found]
    return Effects(rows, scores[0], dict(zip(kept, scores[1:], strict=True)))


def evidence_of(query: Query, weigh: Callable[[str], float], most: int = MOST) -> list[Evidence]:
    """What a query rests on, at most so many pieces. Of many items those with the largest weight are taken, the latest
    said first where they weigh the same.
    """
    wanted = [Evidence("wanted", facet=facet) for facet in dict.fromkeys(query.preferences.wanted)]
    words = [Evidence("words")] if query.text().strip() else []
    items = [Evidence("item", item) for item in reversed(query.near())]
    room = max(most - len(wanted) - len(words), 1)
    if len(items) > room:
        items = sorted(items, key=lambda piece: -weigh(piece.item))[:room]
    return [*words, *wanted[:most], *items]


def left_out(query: Query, piece: Evidence) -> Query:
    """The query without one piece of evidence; what may be listed stays as it is."""
    told = query.preferences
    if piece.kind == "words":
        return replace(query, words="", preferences=replace(told, wishes=()))
    if piece.kind == "wanted":
        return replace(query, preferences=replace(told, wanted=tuple(one for one in told.wanted if one != piece.facet)))
    return replace(
        query, before=_but(query.before, piece.item), like=_but(query.like, piece.item),
        preferences=replace(told, liked=_but(told.liked, piece.item)),
    )


def _but(items: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(item for item in items if item != gone)


def _standardised(hits: Sequence[Hit], rows: Mapping[str, int]) -> NDArray[np.float64]:
    scores = np.zeros(len(rows))
    for hit in hits:
        scores[rows[hit.item]] = hit.score
    spread = float(scores.std()) if len(scores) else 0.0
    standard: NDArray[np.float64] = (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros(len(rows))
    return standard
