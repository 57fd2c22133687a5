"""What simulated users know is true of their target, tells it to nobody alone, and is drawn from the seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.records import Item
from data.store import Store, write_store
from data.synthetic import make_world
from eval.options import DEMO_STORE
from eval.simulation.giveaway import gives_away
from eval.simulation.minds import LEAST, Minds


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.open(DEMO_STORE)


def test_all_that_is_known_is_true_and_shared_with_others(store: Store) -> None:
    for known in Minds(store).draw(60, seed=3):
        assert len(known.facts) >= LEAST
        for fact in known.facts:
            assert not fact.constraint.broken_by(known.target)
            others = [item for item in store.catalogue if not fact.constraint.broken_by(item) and item != known.target]
            assert len(others) >= 3, fact
            assert not any(gives_away(value, known.target) for value in fact.fields.values())
        assert known.target not in known.likes and known.target.id not in known.seen
        assert {item.id for item in known.likes} <= known.seen


def test_users_are_drawn_from_the_seed_and_each_has_a_target_of_their_own(store: Store) -> None:
    minds = Minds(store)
    drawn = minds.draw(40, seed=1)
    assert drawn == minds.draw(40, seed=1)
    assert drawn[:10] == minds.draw(10, seed=1)
    assert len({known.target.id for known in drawn}) == 40
    assert {known.target.id for known in drawn} != {known.target.id for known in minds.draw(40, seed=2)}


def test_where_people_met_items_the_liked_ones_are_of_one_person_who_met_the_target(tmp_path: Path) -> None:
    world = make_world(0)
    store = write_store(tmp_path / "store", world.catalogue, world.interactions, name="made up", source="made up")
    people = [{event.item for event in store.interactions.history(user)} for user in store.interactions.users]
    drawn = Minds(store).draw(20, seed=0)
    assert sum(len(known.likes) for known in drawn) > 20
    for known in drawn:
        met = {known.target.id, *(item.id for item in known.likes)}
        assert any(met <= person for person in people)


def test_a_title_of_everyday_words_is_nobodys_target(tmp_path: Path) -> None:
    alike = {"genre": ("Drama",), "mood": ("tense",), "country": ("France",)}
    items = [Item(str(n), f"Zorblax {n}", 1990, attributes=alike) for n in range(30)]
    store = write_store(
        tmp_path / "store", Catalogue([*items, Item("it", "Something Else", 1991, attributes=alike)]), name="made up",
        source="made up",
    )
    targets = {known.target.id for known in Minds(store).draw(31, seed=0)}
    assert targets and "it" not in targets


def test_a_store_that_says_nothing_of_its_items_is_refused_with_the_way_out(tmp_path: Path) -> None:
    bare = Catalogue([Item(str(n), f"Item {n}") for n in range(20)])
    with pytest.raises(ValueError, match="promptrec import"):
        Minds(write_store(tmp_path / "bare", bare, name="bare", source="made up")).draw(3, seed=0)
