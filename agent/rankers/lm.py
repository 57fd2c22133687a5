"""Ranks by a language model that reads items itself: one forward pass over what is liked, disliked and wished for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
        return self.rank_many([query], session_turns, candidates)[0]

    def rank_many(
        self, queries: Sequence[Query], session_turns: Sequence[Turn], candidates: Sequence[str]
    ) -> list[list[Hit]]:
        chosen = list(dict.fromkeys(candidates))
        if not chosen:
            return [[] for _ in queries]
        prompts = [taste_prompt(self._lm, query, self._catalogue) for query in queries]
        places = frozenset(chosen)
        return [_whole(ranked, chosen) for ranked in self._lm.rank(prompts, len(chosen), allowed=places)]


def _whole(ranked: Sequence[Hit], chosen: Sequence[str]) -> list[Hit]:
    """The hits among the candidates, and behind them those that the model left out."""
    left = dict.fromkeys(chosen)
    hits = [hit for hit in ranked if hit.item in left]
    low = min((hit.score for hit in hits), default=0.0) - 1.0
    for hit in hits:
        del left[hit.item]
    return hits + [Hit(item, low) for item in left]


def taste_prompt(lm: LanguageModel, query: Query, catalogue: Catalogue) -> Prompt:
    """The prompt whose `[REC]` ranks for a query: what is liked, oldest first, what is not, and the wishes in words."""
    liked = tuple(item for item in query.near() if item in catalogue)
    # A model of histories takes every item that it reads for a liked one.
    refused = query.preferences.disliked if lm.talks else ()
    disliked = tuple(item for item in refused if item in catalogue)
    words = " ".join(part for part in (*(facet.value for facet in query.preferences.wanted), query.text()) if part)
    asked = ranking_prompt(liked, disliked, words or ASK, longest=getattr(lm, "longest_history", LONGEST))
    return replace(asked, person=query.person) if query.person else asked
