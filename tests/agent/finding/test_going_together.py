"""Labels that go together, and a ranking that turns from what goes with the unwelcome."""

from __future__ import annotations

import pytest

from agent.finding.co_liking import CoLiking
from agent.finding.facets import facet_index
from agent.finding.going_together import GoingTogether
from agent.finding.query import Query
from agent.rankers.evidence import Evidence
from agent.retrievers.bm25 import BM25
from agent.retrievers.co_liked import CoLiked
from agent.retrievers.facets import Facets
from agent.retrievers.popular import Popular
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item

SCARY, DARK, TENSE = Facet("mood", "scary"), Facet("mood", "dark"), Facet("mood", "tense")


def _shelf() -> Catalogue:
    moods = [("scary", "dark")] * 6 + [("scary", "tense")] * 5 + [("dark",), ("tense",)] + [("gentle",)] * 13
    return Catalogue([Item(str(n), f"Item {n}", attributes={"mood": values}) for n, values in enumerate(moods)])


SHELF = _shelf()


def test_what_goes_with_a_value_is_had_more_often_than_by_chance() -> None:
    scores = GoingTogether(facet_index(SHELF)).scores([SCARY])
    assert scores[11] > scores[13] == 0 and scores[12] > 0


def test_what_is_welcome_counts_nothing() -> None:
    scores = GoingTogether(facet_index(SHELF)).scores([SCARY], welcome={("mood", "dark")})
    assert scores[11] == 0 < scores[12]


def test_a_value_of_few_items_or_none_says_nothing() -> None:
    rare = Catalogue([*SHELF, Item("x", "X", attributes={"mood": ("odd", "dark")})])
    assert not GoingTogether(facet_index(rare)).scores([Facet("mood", "odd"), Facet("mood", "unheard of")]).any()


@pytest.mark.parametrize(("wanted", "first"), [((), "13"), ((DARK,), "11")])
def test_after_a_refusal_what_goes_with_it_comes_last_unless_it_was_asked_for(
    wanted: tuple[Facet, ...], first: str
) -> None:
    liking = CoLiking(SHELF)
    ranker = Evidence(
        SHELF, facets=Facets(SHELF), co_liked=CoLiked(SHELF, liking), bm25=BM25(SHELF),
        popularity=Popular(SHELF, liking).scores,
    )
    ranked = ranker.rank(Query(Preferences(wanted=wanted, avoided=(SCARY,))), (), ["11", "12", "13"])
    assert ranked[0].item == first
