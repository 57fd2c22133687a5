"""The contract of every retriever in `agent/retrievers/`, and what each one is for."""

from __future__ import annotations

import hashlib
import pkgutil
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import agent.retrievers
from agent.finding.co_liking import CoLiking
from agent.finding.query import Query
from agent.retriever import Retriever
from agent.retrievers.bm25 import BM25
from agent.retrievers.co_liked import CoLiked
from agent.retrievers.dense import Dense
from agent.retrievers.facets import Facets
from agent.retrievers.hybrid import Hybrid
from agent.retrievers.lm import LMRetriever
from agent.retrievers.popular import Popular
from agent.session import Facet, Preferences
from data.catalogue import Catalogue
from data.records import Interaction, Item
from data.synthetic import make_world
from prompts.item_vectors import ItemVectors
from prompts.lm import ScriptedLM

WORLD = make_world(seed=3, length=3, groups=10, users=2_000)
ONE = Catalogue([Item("only", "Only One")])


class HashingEncoder:
    """Bags of hashed words: deterministic, and near where words are shared."""

    name = "hashing"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[hashlib.sha256(word.encode()).digest()[0] % 64] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


Make = Callable[[Catalogue, Sequence[Interaction]], Retriever]
FACTORIES: dict[str, Make] = {
    "bm25": lambda catalogue, events: BM25(catalogue),
    "co_liked": lambda catalogue, events: CoLiked(catalogue, CoLiking(catalogue, events)),
    "dense": lambda catalogue, events: Dense(ItemVectors(catalogue, HashingEncoder())),
    "facets": lambda catalogue, events: Facets(catalogue),
    "lm": lambda catalogue, events: LMRetriever(catalogue, ScriptedLM(ranking=catalogue.ids[::-1])),
    "popular": lambda catalogue, events: Popular(catalogue, CoLiking(catalogue, events)),
    "hybrid": lambda catalogue, events: Hybrid(
        catalogue, [BM25(catalogue), Facets(catalogue)], Popular(catalogue, CoLiking(catalogue, events))
    ),
}
NAMES = sorted(module.name for module in pkgutil.iter_modules(agent.retrievers.__path__))
MADE = {name: FACTORIES[name](WORLD.catalogue, tuple(WORLD.interactions)) for name in NAMES if name in FACTORIES}
ids = st.lists(st.sampled_from(WORLD.catalogue.ids), max_size=5, unique=True)


def test_every_retriever_of_the_folder_is_held_to_the_contract() -> None:
    assert set(NAMES) == set(FACTORIES)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None)
@given(liked=ids, disliked=ids, words=st.text(max_size=40), k=st.integers(0, 70), kept=st.sets(st.integers(0, 59)))
def test_hits_are_distinct_at_most_k_within_the_mask_best_first_and_the_same_again(
    name: str, liked: list[str], disliked: list[str], words: str, k: int, kept: set[int]
) -> None:
    query = Query(Preferences(liked=tuple(liked), disliked=tuple(disliked)), words=words)
    mask = np.isin(np.arange(len(WORLD.catalogue)), list(kept))
    hits = MADE[name].retrieve(query, k, mask=mask)
    assert len({hit.item for hit in hits}) == len(hits) <= k
    assert all(mask[WORLD.catalogue.row(hit.item)] and np.isfinite(hit.score) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == MADE[name].retrieve(query, k, mask=mask)


@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_of_one_bare_title_and_no_events_is_no_trouble(name: str) -> None:
    retriever = FACTORIES[name](ONE, ())
    for query in (Query(), Query(words="only"), Query(Preferences(liked=("only",))), Query(like=("gone",))):
        assert {hit.item for hit in retriever.retrieve(query, 5)} <= {"only"}


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_catalogue_gives_nothing(name: str) -> None:
    empty = Catalogue([])
    assert FACTORIES[name](empty, ()).retrieve(Query(words="anything"), 5) == []


@pytest.mark.parametrize("name", ["popular", "hybrid"])
def test_a_list_is_filled_up_even_for_an_empty_query(name: str) -> None:
    assert len(MADE[name].retrieve(Query(), 20)) == 20


@pytest.mark.parametrize("name", ["co_liked", "dense", "facets", "bm25", "hybrid"])
def test_what_is_like_a_liked_item_comes_before_chance(name: str) -> None:
    """Of the world's ten groups an item's own and those around it are near: three in ten would be chance."""
    liked = WORLD.catalogue.items[0].id
    own = WORLD.groups[liked]
    near = WORLD.members(own) | WORLD.members((own - 1) % 10) | WORLD.members((own + 1) % 10)
    hits = MADE[name].retrieve(Query(Preferences(liked=(liked,))), 6)
    assert sum(hit.item in near for hit in hits) >= 0.8 * len(hits) > 0


def test_words_find_titles_people_and_descriptions_whatever_their_accents() -> None:
    catalogue = Catalogue([
        Item("a", "Amélie", description="A shy waitress in Montmartre."),
        Item("b", "Heat", attributes={"director": ("Michael Mann",)}),
    ])
    bm25 = BM25(catalogue)
    assert [hit.item for hit in bm25.retrieve(Query(words="amelie"), 5)] == ["a"]
    assert [hit.item for hit in bm25.retrieve(Query(words="something by MANN"), 5)] == ["b"]
    assert [hit.item for hit in bm25.retrieve(Query(words="the waitress"), 5)] == ["a"]
    assert bm25.retrieve(Query(words="the of and"), 5) == []


def test_wanted_values_come_first_by_the_attributes() -> None:
    catalogue = Catalogue([
        Item("a", "A", attributes={"genre": ("Drama",)}),
        Item("b", "B", attributes={"genre": ("Horror",)}),
        Item("c", "C", attributes={"genre": ("Drama", "Horror")}),
    ])
    hits = Facets(catalogue).retrieve(Query(Preferences(wanted=(Facet("genre", "horror"),))), 3)
    assert [hit.item for hit in hits] == ["b", "c"]


def test_popularity_is_people_then_stated_numbers_then_known_names() -> None:
    items = [Item(name, name.upper(), attributes={"cast": ("Star",) if name != "a" else ("Nobody",)}) for name in "abc"]
    liked = CoLiking(Catalogue(items), [Interaction("u", "a"), Interaction("v", "a"), Interaction("u", "b")])
    assert [hit.item for hit in Popular(Catalogue(items), liked).retrieve(Query(), 3)] == ["a", "b", "c"]
    none = CoLiking(Catalogue(items))
    assert [hit.item for hit in Popular(Catalogue(items), none).retrieve(Query(), 3)] == ["b", "c", "a"]
    voted = Catalogue([Item("x", "X"), Item("y", "Y", numbers={"votes": 7.0})])
    assert [hit.item for hit in Popular(voted, CoLiking(voted)).retrieve(Query(), 2)] == ["y", "x"]


def test_a_model_finds_what_it_would_recommend_and_nothing_where_no_taste_is_known_or_it_cannot_answer() -> None:
    ids = WORLD.catalogue.ids
    liking = Query(Preferences(liked=(ids[0],)))
    found = LMRetriever(WORLD.catalogue, ScriptedLM(ranking=ids[5:8])).retrieve(liking, 2)
    assert [hit.item for hit in found] == list(ids[5:7])
    assert LMRetriever(WORLD.catalogue, ScriptedLM(ranking=ids)).retrieve(Query(words="a film"), 3) == []
    assert LMRetriever(WORLD.catalogue, ScriptedLM()).retrieve(liking, 3) == []
