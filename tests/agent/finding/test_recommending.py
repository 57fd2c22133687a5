"""k items of the catalogue with true reasons, or the reason why there are fewer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.explainer import Explainer
from agent.finding.co_liking import CoLiking
from agent.finding.filters import Filters, allowed
from agent.finding.query import Query
from agent.finding.recommending import Recommender
from agent.ranker import Ranker
from agent.rankers.evidence import Evidence
from agent.rankers.lm import LMRanker
from agent.retriever import Retriever
from agent.retrievers.bm25 import BM25
from agent.retrievers.co_liked import CoLiked
from agent.retrievers.facets import Facets
from agent.retrievers.hybrid import Hybrid
from agent.retrievers.popular import Popular
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Interaction, Item
from data.synthetic import make_world
from prompts.lm import ScriptedLM

WORLD = make_world(seed=4)
ids = st.lists(st.sampled_from(WORLD.catalogue.ids), max_size=25, unique=True).map(tuple)
facets = st.lists(
    st.sampled_from([Facet(kind, value) for kind, value in sorted(WORLD.catalogue.by_value)]), max_size=3
).map(tuple)
years = st.none() | st.integers(1950, 2020)
preferences = st.builds(
    Preferences, liked=ids, disliked=ids, seen=ids, wanted=facets, avoided=facets, year_from=years, year_to=years
)
queries = st.builds(
    Query,
    preferences,
    words=st.text(max_size=30),
    like=ids,
    exclude=ids.map(frozenset),
    filters=st.builds(Filters, required=facets.map(lambda found: (found,) if found else ()), avoided=facets),
)


def recommender(
    catalogue: Catalogue, events: tuple[Interaction, ...] = (), *, lm: ScriptedLM | None = None, bare: bool = False
) -> Recommender:
    liking = CoLiking(catalogue, events)
    bm25, facets, co_liked, popular = (
        BM25(catalogue), Facets(catalogue), CoLiked(catalogue, liking), Popular(catalogue, liking)
    )
    evidence = Evidence(catalogue, facets=facets, co_liked=co_liked, bm25=bm25, popularity=popular.scores)
    retriever: Retriever = bm25 if bare else Hybrid(catalogue, [bm25, facets, co_liked], popular)
    ranker: Ranker = evidence if lm is None else LMRanker(catalogue, lm)
    return Recommender(catalogue, retriever, ranker, Explainer(catalogue, liking, noun="film"), standby=evidence)


MADE = [recommender(WORLD.catalogue, tuple(WORLD.interactions)), recommender(WORLD.catalogue, bare=True)]


def films(*genres: str) -> Catalogue:
    return Catalogue([Item(f"f{n}", f"Film {n}", 1990 + n, attributes={"genre": (g,)}) for n, g in enumerate(genres)])


@settings(max_examples=100, deadline=None)
@given(queries, st.integers(1, 70), st.sampled_from(MADE))
def test_items_are_k_distinct_allowed_ones_with_reasons_or_the_notice_says_why_not(
    query: Query, k: int, made: Recommender
) -> None:
    found = made.recommend(query, k=k)
    items = [item.id for item in found.items]
    may = allowed(WORLD.catalogue, query.preferences, exclude=query.hidden(), filters=query.filters)
    assert len(set(items)) == len(items) == min(k, len(may)) and set(items) <= may
    assert len(items) == k or (found.notice and "left" in found.notice)
    for item in found.items:
        assert item.title == WORLD.catalogue[item.id].title and item.reasons
        assert all(claim.supported for reason in item.reasons for claim in reason.claims)
    assert found == made.recommend(query, k=k)


def test_a_wish_that_too_few_satisfy_is_let_go_openly_and_the_fitting_ones_come_first() -> None:
    catalogue = films("War", "War", "Comedy", "War")
    found = recommender(catalogue).recommend(Query(Preferences(wanted=(Facet("genre", "Comedy"),))), k=3)
    assert found.items[0].id == "f2" and len(found.items) == 3
    assert found.notice == "Of what I may suggest only one fits comedy; for the rest I left that out."


def test_a_wish_that_nothing_satisfies_is_named() -> None:
    found = recommender(films("War", "War")).recommend(Query(Preferences(wanted=(Facet("genre", "Noir"),))), k=1)
    assert len(found.items) == 1
    assert found.notice == "Nothing that I may suggest fits noir; so I left that out."


def test_filters_and_years_are_never_let_go() -> None:
    made = recommender(films("War", "War", "Comedy"))
    found = made.recommend(Query(filters=Filters(required=((Facet("genre", "Comedy"),),))), k=3)
    assert [item.id for item in found.items] == ["f2"] and found.notice
    found = made.recommend(Query(Preferences(year_to=1990)), k=3)
    assert [item.id for item in found.items] == ["f0"] and found.notice
    found = made.recommend(Query(Preferences(year_from=2050)), k=3)
    assert not found.items and found.notice == (
        "Nothing is left among our films under what you have set and seen. "
        'Say "forget the years", and 3 films are left.'
    )


def test_a_list_varies_where_items_are_equally_good() -> None:
    catalogue = films(*["War"] * 5, "Comedy", "Drama")
    genres = {catalogue[item.id].values("genre") for item in recommender(catalogue).recommend(Query(), k=3).items}
    assert len(genres) == 3


def test_a_model_that_fails_is_replaced_by_the_evidence_and_it_is_said() -> None:
    found = recommender(films("War", "Drama"), lm=ScriptedLM()).recommend(Query(), k=2)
    assert len(found.items) == 2
    assert found.notice and "without it" in found.notice


def test_the_order_of_the_model_is_kept() -> None:
    made = recommender(films("War", "Drama", "Comedy"), lm=ScriptedLM(ranking=["f1", "f0", "f2"]))
    assert made.recommend(Query(), k=1).items[0].id == "f1"


def test_an_empty_catalogue_is_said_and_k_below_one_is_refused() -> None:
    empty = recommender(Catalogue([]))
    assert empty.recommend(Query(words="anything"), k=5).items == ()
    with pytest.raises(ValueError, match="at least one"):
        empty.recommend(Query(), k=0)
