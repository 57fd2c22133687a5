"""What a model that was tuned on the store would recommend itself: without it, nothing that only it knows is ranked."""

from __future__ import annotations

from agent.finding.facets import Mask
from agent.finding.query import Query
from agent.rankers.lm import taste_prompt
from data.catalogue import Catalogue
from prompts.lm import Hit, LanguageModel, LanguageModelError


class LMRetriever:
    """The first items of a model with item vectors, in one forward pass; nothing where it cannot answer or nothing is
    known of the taste.
    """

    def __init__(self, catalogue: Catalogue, lm: LanguageModel) -> None:
        self._catalogue = catalogue
        self._lm = lm

    def retrieve(self, query: Query, k: int, *, mask: Mask | None = None) -> list[Hit]:
        if k < 1 or not query.near():
            return []
        allowed = None if mask is None else {self._catalogue.items[row].id for row in mask.nonzero()[0].tolist()}
        try:
            (found,) = self._lm.rank([taste_prompt(self._lm, query, self._catalogue)], k, allowed=allowed)
        except LanguageModelError:
            return []
        return found
