"""From a query to recommended items with reasons: filter, retrieve, rank, vary, explain."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from agent.explainer import Explainer
from agent.finding.diversity import varied
from agent.finding.facets import Mask, facet_index
from agent.finding.filters import allowed_mask
from agent.finding.query import Query
from agent.finding.relaxing import Stage, stages
from agent.finding.way_out import way_out
from agent.ranker import Ranker, Ranking, rank_many
from agent.reasons.effects import Effects, effects, evidence_of
from agent.reply import Evidence, Reason, Recommended
from agent.retriever import Retriever
from agent.session import Facet
from agent.words.spoken import listing, spoken
from data.catalogue import Catalogue
from data.records import Turn
from prompts.lm import Hit, LanguageModelError


@dataclass(frozen=True, slots=True)
class Recommendation:
    """k distinct items, best first, or fewer with the reason in `notice`."""

    items: tuple[Recommended, ...]
    notice: str | None = None


class Recommender:
    """Wires a retriever, a ranker and an explainer over one catalogue.

    `standby` ranks where `ranker` rests on a language model that cannot answer; `depth` is how many candidates are
    ranked; `notice` is said where words were searched for (that no encoder is there to understand them).
    """

    def __init__(
        self,
        catalogue: Catalogue,
        retriever: Retriever,
        ranker: Ranker,
        explainer: Explainer,
        *,
        standby: Ranker | None = None,
        depth: int = 300,
        diversity: float = 0.2,
        notice: str | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.explainer = explainer
        self._retriever = retriever
        self._ranker = ranker
        self._standby = standby
        self._again: tuple[Ranker, ...] = tuple(one for one in (ranker, standby) if one is not None)
        self._depth = depth
        self._diversity = diversity
        self._notice = notice

    def rank_by(self, ranker: Ranker, depth: int) -> None:
        """From now on use this ranker over `depth` candidates, its order as it is and nothing standing in for it."""
        self._ranker, self._depth = ranker, depth
        self._standby, self._diversity = None, 0.0
        # Such a ranker asks a language model about each item: to rank again for every reason would take minutes.
        self._again = ()

    def recommend(self, query: Query, *, k: int, turns: Sequence[Turn] = (), limit: int = 2) -> Recommendation:
        """The best k items with up to `limit` reasons each; wishes that too few satisfy are let go, and it is said.

        Raises ValueError where k is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; ask for at least one item")
        mask = allowed_mask(self.catalogue, query.preferences, exclude=query.hidden(), filters=query.filters)
        used = stages(facet_index(self.catalogue), query.preferences, mask, k)
        notices = [self._notice] if self._notice and query.text() else []
        hits = [Hit(item, 0.0) for item in query.first if mask[self.catalogue.row(item)]][:k]
        led = len(hits)
        loose: list[Stage] = []
        for stage in used:
            found, failed = self._best(query, turns, stage.mask & ~self._mask(hits), k - len(hits))
            notices += [failed] if failed and failed not in notices else []
            hits += found
            loose += [stage] if found and stage is not used[0] else []
        hits[:led] = [replace(hit, score=max((one.score for one in hits), default=0.0)) for hit in hits[:led]]
        # Under an item that was looked for, what the others lack is no news.
        if loose and not led:
            notices.append(self._let_go(query, int(used[0].mask.sum()), loose))
        if len(hits) < k:
            notices.append(self._too_few(query, len(hits)))
        reasons = self.why(query, [hit.item for hit in hits], turns=turns, limit=limit)
        items = tuple(
            Recommended(hit.item, self.catalogue[hit.item].title, hit.score, why)
            for hit, why in zip(hits, reasons, strict=True)
        )
        return Recommendation(items, " ".join(notices) or None)

    def ordered(self, query: Query, items: Sequence[str], *, turns: Sequence[Turn] = ()) -> tuple[str, ...]:
        """Some items by taste, the best first: in the order that they have among all candidates, as in a list.

        Raises KeyError for an item that is not in the catalogue.
        """
        among = {self.catalogue[item].id: None for item in items}
        ranked, _ = self._ranked(query, turns, self._beside(query, among, query.hidden()))
        return tuple(hit.item for hit in ranked if hit.item in among)

    def why(
        self, query: Query, items: Sequence[str], *, turns: Sequence[Turn] = (), limit: int = 2
    ) -> list[tuple[Reason, ...]]:
        """The reasons of items for a query, chosen by what moved them in the ranking."""
        found = self.effects(query, items, turns=turns)
        near = query.before + query.like
        return self.explainer.explain(items, query.stated(), limit, near=near, effects=found)

    def effects(
        self, query: Query, items: Sequence[str], *, turns: Sequence[Turn] = (), pieces: Sequence[Evidence] = ()
    ) -> Effects | None:
        """What each thing that the query gives does to the places of items among the candidates; None where it gives
        nothing, or where the ranking could not be made again. `pieces` are those to look at, else the strongest.
        """
        pieces = pieces or evidence_of(query, lambda other: self.explainer.closeness(other, items))
        if not pieces or not items or not self._again:
            return None
        candidates = self._beside(query, items, query.hidden().difference(items))
        for ranker in self._again:
            with contextlib.suppress(LanguageModelError):
                return effects(partial(_many, ranker, turns), query, candidates, pieces)
        return None

    def _beside(self, query: Query, items: Iterable[str], hidden: frozenset[str]) -> list[str]:
        """Some items, then the candidates of the query that are not hidden, each once."""
        mask = allowed_mask(self.catalogue, query.preferences, exclude=hidden, filters=query.filters)
        others = (hit.item for hit in self._retriever.retrieve(query, self._depth, mask=mask))
        return list(dict.fromkeys((*items, *others)))

    def _best(self, query: Query, turns: Sequence[Turn], mask: Mask, k: int) -> tuple[list[Hit], str | None]:
        """The best k rows of a mask, and what is to be said of how they came about."""
        available = int(mask.sum())
        if k <= 0 or available == 0:
            return [], None
        candidates = [hit.item for hit in self._retriever.retrieve(query, max(self._depth, k), mask=mask)]
        if len(candidates) < min(k, available):
            rest = mask & ~self._mask([Hit(item, 0.0) for item in candidates])
            candidates += [self.catalogue.items[row].id for row in np.flatnonzero(rest)[: k - len(candidates)]]
        ranked, failed = self._ranked(query, turns, candidates)
        return varied(self.catalogue, ranked, k, strength=self._diversity), failed

    def _ranked(self, query: Query, turns: Sequence[Turn], candidates: list[str]) -> tuple[list[Hit], str | None]:
        try:
            ranked = self._ranker.rank(query, turns, candidates)
            return ranked, ranked.notice if isinstance(ranked, Ranking) else None
        except LanguageModelError as error:
            if self._standby is None:
                raise
            said = f"The language model could not rank ({error}) so this list was ranked without it."
            return self._standby.rank(query, turns, candidates), said

    def _mask(self, hits: Sequence[Hit]) -> Mask:
        mask: Mask = np.zeros(len(self.catalogue), dtype=np.bool_)
        mask[[self.catalogue.row(hit.item) for hit in hits]] = True
        return mask

    def _let_go(self, query: Query, strict: int, loose: Sequence[Stage]) -> str:
        """How many items satisfy every wish, and what the others do without."""
        groups = query.preferences.wishes_met_by_one()
        wishes = _listed(groups)
        dropped = {stage.dropped for stage in loose}
        if strict == 0:
            opening, others = f"Nothing that I may suggest fits {wishes}", "so"
        else:
            few = "one fits" if strict == 1 else f"{strict} fit"
            opening, others = f"Of what I may suggest only {few} {wishes}", "for the rest"
        if len(dropped) == 1 and () not in dropped:
            gone = [one for one in groups if one[0] in loose[0].dropped]
            if len(gone) == len(groups):
                # Nothing is gained by saying the same twice.
                return f"{opening}; {others} I left {('that', 'all of that')[len(gone) > 1]} out."
            return f"{opening}; {others} I left out {_listed(gone)}."
        return f"{opening} together; {'these fit' if strict == 0 else 'the rest fit'} a part of that at most."

    def _too_few(self, query: Query, found: int) -> str:
        left = "Nothing is" if found == 0 else "Only one is" if found == 1 else f"Only {found} are"
        nouns = self.explainer.nouns
        said = f"{left} left among our {nouns} under what you have set and seen."
        out = "" if found else way_out(
            self.catalogue, query.preferences, nouns, exclude=query.hidden(), filters=query.filters
        )
        return f"{said} {out}".rstrip()


def _many(
    ranker: Ranker, turns: Sequence[Turn], queries: Sequence[Query], candidates: Sequence[str]
) -> Sequence[Sequence[Hit]]:
    return rank_many(ranker, queries, turns, candidates)


def _listed(groups: Iterable[Sequence[Facet]]) -> str:
    """Groups of which one value is enough: "dark and comedy or drama"."""
    return listing(tuple(" or ".join(spoken(facet.kind, facet.value) for facet in group) for group in groups))
