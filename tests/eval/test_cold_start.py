"""Who comes new is not known from before, is asked about after so many events, and PPR knows them by their profile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.interactions import Case, Interactions
from data.store import Store, write_store
from data.synthetic import World, make_world
from eval.baselines import popularity
from eval.cold_start import SHOTS, ColdStart, by_profile, first_popularity, of_users, popular_by_profile, traits_of
from eval.next_item import evaluate, ranked
from finetune.by_name import ByName
from prompts.load import load_language_model

WORLD = make_world(3, items=40, users=240, groups=8, length=14)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return write_store(
        tmp_path_factory.mktemp("cold") / "store", WORLD.catalogue, WORLD.interactions, name="cold", source="made up",
        profiles=WORLD.profiles,
    )


def test_three_parts_hold_every_user_once_and_the_seed_decides(store: Store) -> None:
    parts = ColdStart.drawn(store, seed=1)
    every = [*parts.warm, *parts.learning, *parts.asked]
    assert len(set(every)) == len(every) == 240 and (len(parts.warm), len(parts.learning)) == (168, 36)
    assert ColdStart.drawn(store, seed=1) == parts
    assert ColdStart.drawn(store, seed=2) != parts


def test_nothing_of_who_is_asked_about_is_learned(store: Store, tmp_path: Path) -> None:
    parts = ColdStart.drawn(store, seed=1)
    warm, few = parts.stores(store, tmp_path)
    assert set(warm.interactions.users) == set(warm.profiles) == set(parts.warm)
    assert set(few.interactions.users) == set(parts.learning)
    assert all(len(few.interactions.history(user)) == max(SHOTS) + 2 for user in parts.learning)
    assert warm.catalogue.fingerprint == few.catalogue.fingerprint == store.catalogue.fingerprint


def test_without_profiles_everybody_is_drawn_and_an_order_may_be_drawn_too(store: Store, tmp_path: Path) -> None:
    bare = write_store(tmp_path / "s", WORLD.catalogue, WORLD.interactions, name="bare", source="made up")
    assert len(ColdStart.drawn(bare, seed=1).warm) == 168 and traits_of(bare, "nobody") == ()
    parts = ColdStart.drawn(store, seed=1, ordered=False)
    drawn, told = parts.events, store.interactions
    same = [[e.item for e in drawn.history(user)] == [e.item for e in told.history(user)] for user in parts.asked]
    assert sum(same) < len(same) / 4
    assert all({e.item for e in drawn.history(u)} == {e.item for e in told.history(u)} for u in parts.asked)


def test_a_case_is_what_came_after_so_many_events(store: Store) -> None:
    parts = ColdStart.drawn(store, seed=1)
    for shots in SHOTS:
        for case in parts.cases(shots):
            items = [event.item for event in store.interactions.history(case.user)]
            assert (list(case.history), case.target) == (items[:shots], items[shots])
    assert len(parts.cases(0, users=5)) == 5


def test_too_few_users_are_refused_with_the_way_out(tmp_path: Path) -> None:
    few = [event for user in WORLD.interactions.users for event in WORLD.interactions.history(user)[:11]]
    small = write_store(tmp_path / "s", WORLD.catalogue, few, name="small", source="made up")
    with pytest.raises(ValueError, match="0 users of small have a profile and 12 events; give a store with both"):
        ColdStart.drawn(small, seed=0)


def test_of_events_in_a_drawn_order_ten_later_ones_are_asked_and_counted_by_user(store: Store) -> None:
    parts = ColdStart.drawn(store, seed=1, ordered=False)
    cases = parts.cases(3)
    first = [case for case in cases if case.user == parts.asked[0]]
    items = [event.item for event in parts.events.history(parts.asked[0])]
    assert [case.target for case in first] == items[3:13] and all(case.history == tuple(items[:3]) for case in first)
    values = np.asarray([float(case.user == parts.asked[0]) for case in cases])
    assert len(of_users(values, cases)) == len(parts.asked) and of_users(values, cases).sum() == 1


def test_counting_by_profile_lists_what_people_alike_met(store: Store) -> None:
    """Age tells the group that a user begins with, and the first events are of it."""
    parts = ColdStart.drawn(store, seed=1)
    warm = Interactions(event for user in parts.warm for event in store.interactions.history(user)[:3])
    cases = parts.cases(0)
    found = [evaluate(scorer, cases, store.catalogue, seed=0)["N@10"].mean() for scorer in (
        popular_by_profile(store, warm), popularity(store.catalogue, warm)
    )]  # fmt: skip
    assert found[0] > 1.5 * found[1]


def test_what_people_begin_with_is_counted_among_their_first_events(store: Store) -> None:
    counts = first_popularity(store.interactions, 0)
    assert sum(counts.values()) == 240
    assert sum(first_popularity(store.interactions, 2).values()) == 3 * 240


def test_a_generator_of_prompts_knows_what_a_profile_tells(store: Store, tmp_path: Path) -> None:
    """Age tells the group that a user begins with: without an event nothing else can."""
    parts = ColdStart.drawn(store, seed=0)
    warm, few = parts.stores(store, tmp_path)
    tune = ByName(None)
    usual = {"steps": "40", "valid_every": "40", "save_every": "40"}

    def made(recipe: str, store: Store, **settings: str) -> Path:
        out = tmp_path / recipe
        return tune(recipe, store, out, seed=0, settings={**usual, **settings}, progress=lambda line: None)

    base = made("sasrec", warm, batch_tokens="1024")
    light = made("ppr_light", few, base=str(base), lr_new="1e-2")
    cases = parts.cases(0)
    found = [_right_group(folder, store, cases, WORLD) for folder in (base, light)]
    assert found[1] > 2 * found[0]


def _right_group(folder: Path, store: Store, cases: list[Case], world: World) -> float:
    """The share of the first fives that are of the group which the user begins with."""
    lm = load_language_model(str(folder), store, None)
    tops = ranked(by_profile(lm, store), cases, store.catalogue, seed=0).tops
    wanted = [world.groups[case.target] for case in cases]
    hits = [world.groups[item] == group for top, group in zip(tops, wanted, strict=True) for item in top[:5]]
    return float(np.mean(hits))
