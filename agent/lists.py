"""The list that answers a decision, what is to be said with it, and which one of several to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.decision import Decision, Line
from agent.finding.families import has
from agent.finding.filters import allowed
from agent.finding.query import Query
from agent.finding.recommending import Recommendation, Recommender
from agent.grounding import Grounding
from agent.reading.bounded import bounded
from agent.reading.ordering import Order
from agent.reading.understanding import Understanding
from agent.reply import Recommended
from agent.session import Facet, Preferences, Session
from agent.words.against import against
from agent.words.fitting import fits
from agent.words.phrases import facets_phrase, wanted_phrase
from agent.words.spoken import listing
from data.records import Turn

_ENOUGH = 20
"""Items that must be left for a whole shelf to be stayed away from."""

_NAMED = 3
"""Items shown before that are named once more where nothing else fits."""

_ELSEWHERE = frozenset({"more", "different", "refuse", "seen", "critique", "dislike"})
"""Acts that turn away from the list that was shown."""


class Lists:
    """Makes lists by one recommender; `nouns` is the plural of what the catalogue holds."""

    def __init__(self, recommender: Recommender, grounding: Grounding, nouns: str) -> None:
        self._recommender, self._grounding, self._nouns = recommender, grounding, nouns
        self._catalogue = recommender.catalogue

    def found(
        self, before: Session, session: Session, understood: Understanding, decision: Decision, k: int
    ) -> Recommendation:
        """The list to show: the last one again where that was asked for, else a new one."""
        if decision.order is not None:
            return self._sorted(session, understood, decision, decision.order, k)
        if decision.repeats:
            return self._repeated(session.last_list[:k], session)
        query = self._query(session, decision)
        found = self._recommender.recommend(query, k=k, turns=before.turns)
        if not found.items and not understood.acts & _ELSEWHERE:
            return self._shown_before(query, session, before.turns, k, found)
        named = self._all_named(session, understood)
        fitting = None if named else self._shown_and_fitting(before, session, understood)
        kept_out = self._kept_out(session, decision)
        notices = (kept_out, self._let_go(before, session, understood), named or found.notice, fitting)
        return replace(found, notice=" ".join(notice for notice in notices if notice) or None)

    def nothing(self, session: Session) -> Line:
        """What to say without a list: all that fits was shown, or nothing fits."""
        left = allowed(self._catalogue, replace(session.preferences, wanted=()), exclude=session.refused)
        return ("exhausted" if session.shown and left else "empty"), {}

    def best_of(self, items: Sequence[str], session: Session) -> str:
        """Which of some items to take: the first by taste of those not turned down; of all where all are."""
        gone = session.preferences.known() | frozenset(session.refused)
        left = [item for item in items if item not in gone] or list(items)
        return self._recommender.ordered(Query.of(session), left, turns=session.turns)[0]

    def _shown_before(
        self, query: Query, session: Session, turns: Sequence[Turn], k: int, nothing: Recommendation
    ) -> Recommendation:
        """What was shown before and not turned down, best first, where a wish finds nothing else; it is said."""
        again = self._recommender.recommend(replace(query, exclude=frozenset(session.refused)), k=k, turns=turns)
        if not again.items:
            return nothing
        return replace(again, notice=f"You were shown these before. {nothing.notice or ''}".rstrip())

    def _sorted(
        self, session: Session, understood: Understanding, decision: Decision, order: Order, k: int
    ) -> Recommendation:
        """The last list in another order; else the first of everything that has what this message asks for."""
        if decision.repeats:
            items = order.sorted([self._catalogue[item] for item in session.last_list])
            return self._repeated([item.id for item in items], session)
        said = replace(session.preferences, wanted=understood.wanted, either=understood.either)
        if order.whole:
            said = bounded(said, understood.years, understood.limits)
        free = allowed(self._catalogue, said)
        items = order.sorted([item for item in self._catalogue if item.id in free and fits(item, said)])
        return self._repeated([item.id for item in items[:k]], session)

    def examples(self, facet: Facet) -> tuple[str, ...]:
        """The best known items that have a value, at most three."""
        having = [item.id for item in self._catalogue if has(item, facet)]
        return self._recommender.ordered(Query(), having)[:_NAMED] if having else ()

    def _repeated(self, items: Sequence[str], session: Session) -> Recommendation:
        reasons = self._recommender.why(Query.of(session), items, turns=session.turns)
        titles = [self._catalogue[item].title for item in items]
        listed = zip(items, titles, reasons, strict=True)
        return Recommendation(tuple(Recommended(item, title, 0.0, why) for item, title, why in listed))

    def _shown_and_fitting(self, before: Session, session: Session, understood: Understanding) -> str | None:
        """What to say of the last list where a wish or bound narrows it: which of its items fit, for none comes again.
        """
        old, new = before.preferences, session.preferences
        added = (set(new.wanted) - set(old.wanted)) or new.limits != old.limits
        added = added or (old.year_from, old.year_to) != (new.year_from, new.year_to)
        narrows = added and set(old.wanted) <= set(new.wanted) and understood.forget is None
        gone = new.known().union(session.refused)
        fitting = [item for item in before.last_list if item not in gone and fits(self._catalogue[item], new)]
        if not narrows or not fitting or understood.acts & (_ELSEWHERE | {"similar"}) or understood.sought:
            return None
        names = tuple(self._grounding.name(item) for item in fitting[:_NAMED])
        return f"Of those just shown, {listing(names)} {'fit' if len(names) > 1 else 'fits'} as well."

    def _kept_out(self, session: Session, decision: Decision) -> str | None:
        """What to say of the likeliest item that was looked for, where what the user set keeps it out."""
        if not decision.first:
            return None
        said = against(self._catalogue[decision.first[0]], replace(session, shown=()), self._nouns)
        return f"You may mean {self._grounding.name(decision.first[0])}, but {said}." if said else None

    def _let_go(self, before: Session, session: Session, understood: Understanding) -> str | None:
        """What to say of earlier wishes that a later one has displaced without the user having taken them back."""
        taken_back = understood.replaces or understood.forget is not None or "different" in understood.acts
        kept = {*session.preferences.wanted, *session.preferences.avoided, *understood.dropped}
        gone = tuple(facet for facet in before.preferences.wanted if facet not in kept)
        if taken_back or understood.sought or not gone:
            return None
        wish = facets_phrase(gone, self._nouns)
        return f"I let your wish for {wish} go: hardly anything left has both that and what you asked for now."

    def _query(self, session: Session, decision: Decision) -> Query:
        # What is looked for by description may come again: it was asked for.
        exclude = (frozenset(session.shown) | frozenset(session.refused)).difference(decision.first)
        query = replace(Query.of(session), first=decision.first, exclude=exclude)
        if decision.unlike is None:
            return query
        genres = set(self._catalogue[decision.unlike].values("genre"))
        alike = frozenset(item.id for item in self._catalogue if genres & set(item.values("genre")))
        away = replace(query, preferences=replace(query.preferences, liked=()), exclude=query.hidden() | alike)
        return away if len(allowed(self._catalogue, away.preferences, exclude=away.exclude)) >= _ENOUGH else query

    def _all_named(self, session: Session, understood: Understanding) -> str | None:
        """What to say where items shown before are all that is left of what is asked for now."""
        wanted = Preferences(wanted=understood.wanted, either=understood.either)
        if wanted.is_empty() or understood.sought:
            return None
        free = allowed(self._catalogue, replace(session.preferences, wanted=()), exclude=session.refused)
        having = {item for item in free if fits(self._catalogue[item], wanted)}
        if not having or having - set(session.shown):
            return None
        names = tuple(self._grounding.name(item) for item in session.shown if item in having)
        wish = wanted_phrase(wanted, self._nouns)
        return f"I have named all that is left of {wish}: {listing(names[:_NAMED])}."
