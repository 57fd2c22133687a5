"""The contract of every ranker in `agent/rankers/`, and what each one is for."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import agent.rankers
from agent.finding.co_liking import CoLiking
from agent.finding.named_ranker import known_rankers
from agent.finding.query import Query
from agent.ranker import Ranker
from agent.rankers.blend import Blend
from agent.rankers.evidence import Evidence
from agent.rankers.lm import LMRanker
from agent.retrievers.bm25 import BM25
from agent.retrievers.co_liked import CoLiked
from agent.retrievers.facets import Facets
from agent.retrievers.popular import Popular
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Item
from data.synthetic import World, make_world
from prompts.lm import LanguageModelError, ScriptedLM

WORLD = make_world(seed=5)


def evidence(catalogue: Catalogue, world: World | None = None) -> Evidence:
    liking = CoLiking(catalogue, () if world is None else world.interactions)
    return Evidence(
        catalogue,
        facets=Facets(catalogue),
        co_liked=CoLiked(catalogue, liking),
        bm25=BM25(catalogue),
        popularity=Popular(catalogue, liking).scores,
    )


def scripted(catalogue: Catalogue) -> LMRanker:
    return LMRanker(catalogue, ScriptedLM(ranking=catalogue.ids[::-2]))


FACTORIES: dict[str, Callable[[Catalogue], Ranker]] = {
    "evidence": evidence,
    "lm": scripted,
    "blend": lambda catalogue: Blend([(evidence(catalogue), 1.0), (scripted(catalogue), 0.5)]),
}
FOUND = {module.name for module in pkgutil.iter_modules(agent.rankers.__path__)}
NAMES = sorted(FOUND - set(known_rankers()))
"""Those that prompt a model by a published method have the same contract in test_prompted_rankers.py."""
MADE = {name: FACTORIES[name](WORLD.catalogue) for name in NAMES if name in FACTORIES}
ids = st.lists(st.sampled_from(WORLD.catalogue.ids), max_size=20)


def test_every_ranker_of_the_folder_is_held_to_the_contract() -> None:
    assert set(NAMES) == set(FACTORIES)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(candidates=ids, liked=ids, words=st.text(max_size=30))
def test_each_candidate_comes_back_once_best_first_and_the_same_again(
    name: str, candidates: list[str], liked: list[str], words: str
) -> None:
    query = Query(Preferences(liked=tuple(liked)), words=words)
    hits = MADE[name].rank(query, (), candidates)
    assert sorted(hit.item for hit in hits) == sorted(set(candidates))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == MADE[name].rank(query, (), candidates)


@pytest.mark.parametrize("name", NAMES)
def test_one_bare_title_is_no_trouble(name: str) -> None:
    ranker = FACTORIES[name](Catalogue([Item("only", "Only One")]))
    assert [hit.item for hit in ranker.rank(Query(Preferences(liked=("gone",))), (), ["only"])] == ["only"]


def test_evidence_learns_from_people_who_liked_the_same() -> None:
    """The world's known answer: the next group, and the same one, follow an item."""
    liked = WORLD.catalogue.ids[0]
    others = [item for item in WORLD.catalogue.ids if item != liked]
    best = evidence(WORLD.catalogue, WORLD).rank(Query(Preferences(liked=(liked,))), (), others)[:10]
    near = WORLD.members(WORLD.groups[liked]) | WORLD.members(WORLD.next_group(liked))
    assert sum(hit.item in near for hit in best) >= 8


def test_evidence_puts_what_was_asked_for_before_what_was_liked_and_dislikes_last() -> None:
    catalogue = Catalogue([
        Item("west", "West", attributes={"genre": ("Western",)}),
        Item("love", "Love", attributes={"genre": ("Romance",)}),
        Item("love2", "Love Two", attributes={"genre": ("Romance",)}),
        Item("space", "Space", attributes={"genre": ("Science Fiction",)}),
        Item("space2", "Space Two", attributes={"genre": ("Science Fiction",)}),
    ])
    preferences = Preferences(liked=("space",), disliked=("love",), wanted=(Facet("genre", "Western"),))
    hits = evidence(catalogue).rank(Query(preferences), (), ["love2", "space2", "west"])
    assert [hit.item for hit in hits] == ["west", "space2", "love2"]


def test_candidates_that_the_model_leaves_out_follow_in_their_order() -> None:
    catalogue = Catalogue([Item(name, name) for name in "abcd"])
    hits = LMRanker(catalogue, ScriptedLM(ranking=["c", "a"])).rank(Query(), (), ["a", "b", "c", "d"])
    assert [hit.item for hit in hits] == ["c", "a", "b", "d"]


def test_a_model_that_cannot_rank_says_so_instead_of_guessing() -> None:
    with pytest.raises(LanguageModelError):
        LMRanker(Catalogue([Item("a", "A")]), ScriptedLM()).rank(Query(), (), ["a"])


def test_a_blend_weighs_its_members_whatever_their_units() -> None:
    catalogue = Catalogue([Item(name, name) for name in "abc"])
    one, other = (LMRanker(catalogue, ScriptedLM(ranking=list(order))) for order in ("abc", "cba"))
    assert [hit.item for hit in Blend([(one, 2.0), (other, 1.0)]).rank(Query(), (), list("bca"))] == ["a", "b", "c"]
    assert [hit.item for hit in Blend([(one, 1.0), (other, 2.0)]).rank(Query(), (), list("bca"))] == ["c", "b", "a"]
