"""Several retrievers as one, by reciprocal rank fusion (Cormack et al., 2009, https://doi.org/10.1145/1571941.1572114)."""

from __future__ import annotations

from collections.abc import Sequence

from agent.finding.facets import Mask
from agent.finding.query import Query
from agent.retriever import Retriever
from data.catalogue import Catalogue
from prompts.lm import Hit

_SMOOTHING = 60
"""The constant of the paper: how little the first places differ."""


class Hybrid:
    """Fuses the lists of its members; `filler` (popularity) tops up what they leave short."""

    def __init__(
        self, catalogue: Catalogue, members: Sequence[Retriever], filler: Retriever, *, depth: int = 300
    ) -> None:
        self._catalogue = catalogue
        self._members = tuple(members)
        self._filler = filler
        self._depth = depth

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        fused: dict[str, float] = {}
        for member in self._members:
            for place, hit in enumerate(member.retrieve(query, max(k, self._depth), mask=mask), 1):
                fused[hit.item] = fused.get(hit.item, 0.0) + 1.0 / (_SMOOTHING + place)
        found = sorted(fused.items(), key=lambda pair: (-pair[1], self._catalogue.row(pair[0])))[:k]
        hits = [Hit(item, score) for item, score in found]
        if len(hits) < k:
            rest = (hit.item for hit in self._filler.retrieve(query, k, mask=mask) if hit.item not in fused)
            hits += [Hit(item, 0.0) for item in rest][: k - len(hits)]
        return hits
