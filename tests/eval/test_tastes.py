"""Tastes to explain to are people's latest likes, or made-up ones that hang together."""

from __future__ import annotations

from pathlib import Path

from agent.finding.facets import facet_index
from data.records import Interaction
from data.store import Store, write_store
from data.synthetic import make_world
from eval.tastes import tastes

WORLD = make_world(0)


def store_of(folder: Path, events: list[Interaction]) -> Store:
    return write_store(folder / "store", WORLD.catalogue, events, name="world", source="test", item_noun="film")


def test_people_like_what_they_rated_high_latest_last_and_never_what_they_rated_low(tmp_path: Path) -> None:
    items = list(WORLD.catalogue.ids)[:14]
    events = [Interaction("u", item, n, 5.0 if n % 7 else 1.0) for n, item in enumerate(items)]
    (found,) = tastes(store_of(tmp_path, events), 9, seed=0)
    assert found.preferences.liked == tuple(item for n, item in enumerate(items) if n % 7)[-10:]


def test_made_up_tastes_are_nearer_to_each_other_than_chance_and_the_same_for_a_seed(tmp_path: Path) -> None:
    store = store_of(tmp_path, [])
    index = facet_index(store.catalogue)
    made = tastes(store, 40, seed=3)
    assert made == tastes(store, 40, seed=3) != tastes(store, 40, seed=4)
    near, stranger = 0.0, 0.0
    for query in made:
        first, second, *_, last = query.preferences.liked
        row = index.similarity(store.catalogue.row(first))
        near, stranger = near + row[store.catalogue.row(second)], stranger + row[store.catalogue.row(last)]
    assert near > 2 * stranger


def test_a_wish_is_a_value_of_what_is_liked_and_a_refusal_is_not(tmp_path: Path) -> None:
    store = store_of(tmp_path, [])
    made = tastes(store, 30, seed=1)
    assert any(query.preferences.wanted for query in made) and any(query.preferences.avoided for query in made)
    for query in made:
        liked = [store.catalogue[item] for item in query.preferences.liked]
        assert all(any(one.value in item.values(one.kind) for item in liked) for one in query.preferences.wanted)
        assert not {*query.preferences.wanted} & {*query.preferences.avoided}
