"""Ranks by a language model that reads items itself: one forward pass over what is liked, disliked and wished for."""

from __future__ import annotations

from collections.abc import Sequence

from agent.finding.query import Query
from data.catalogue import Catalogue
from data.records import Turn
from prompts.lm import Hit, LanguageModel
from prompts.prompt import Prompt
from prompts.taste import ASK, LONGEST, ranking_prompt


class LMRanker:
    """The `rank` of a language model over the candidates. Candidates that it leaves out follow in their own order.

    Raises LanguageModelError where the model cannot answer.
    """

    def __init__(self, catalogue: Catalogue, lm: LanguageModel) -> None:
        self._catalogue = catalogue
        self._lm = lm

    def rank(self, query: Query, session_turns: Sequence[Turn], candidates: Sequence[str]) -> list[Hit]:
        chosen = list(dict.fromkeys(candidates))
        if not chosen:
            return []
        prompt = taste_prompt(self._lm, query, self._catalogue)
        (ranked,) = self._lm.rank([prompt], len(chosen), allowed=frozenset(chosen))
        places = set(chosen)
        hits = [hit for hit in ranked if hit.item in places]
        low = min((hit.score for hit in hits), default=0.0) - 1.0
        left = set(chosen) - {hit.item for hit in hits}
        return hits + [Hit(item, low) for item in chosen if item in left]


def taste_prompt(lm: LanguageModel, query: Query, catalogue: Catalogue) -> Prompt:
    """The prompt whose `[REC]` ranks for a query: what is liked, oldest first, what is not, and the wishes in words."""
    liked = tuple(item for item in query.near() if item in catalogue)
    # A model of histories takes every item that it reads for a liked one.
    refused = query.preferences.disliked if lm.talks else ()
    disliked = tuple(item for item in refused if item in catalogue)
    words = " ".join(part for part in (*(facet.value for facet in query.preferences.wanted), query.text()) if part)
    return ranking_prompt(liked, disliked, words or ASK, longest=getattr(lm, "longest_history", LONGEST))
