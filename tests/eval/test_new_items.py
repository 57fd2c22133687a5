"""Items taken out of the evidence are really out of it; how soon an appended one is listed is measured at every door.
"""

from __future__ import annotations

import pytest

from data.interactions import Interactions
from data.records import Interaction
from data.store import Store
from eval.options import Options
from eval.protocols import freshness, new_items


@pytest.fixture(autouse=True)
def _without_text_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the demo extra: words alone, which is faster to test."""
    monkeypatch.setattr("prompts.text_encoder.PACKAGE", "a-package-that-is-not-installed")


def test_the_new_items_are_a_share_drawn_by_the_seed_and_stand_in_no_history() -> None:
    events = Interactions(Interaction(f"u{user}", f"i{(user + step) % 20}", step) for user in range(20)
                          for step in range(6))
    new = new_items.drawn_items(events, 0.1, seed=3)
    assert len(new) == 2 and new == new_items.drawn_items(events, 0.1, seed=3)
    cases = list(new_items.cases_of(events, new))
    assert len(cases) > 5
    for case in cases:
        met = [event.item for event in events.history(case.user)]
        assert case.target in new and new.isdisjoint(case.history)
        assert met.index(case.history[-1]) < met.index(case.target)


def test_popularity_finds_no_new_item_and_their_text_does(world_store: Store) -> None:
    result = new_items.run(Options(store=world_store.path, model="scripted", users=40, seeds=(0, 1)))
    popular, evidence = result.row("popularity").metrics, result.row("evidence").metrics
    assert popular["found"].mean <= evidence["found"].mean
    assert evidence["new_N@10"].mean >= popular["new_N@10"].mean
    assert {"R@10", "N@10", "new_R@10"} <= set(evidence)


def test_every_door_is_measured_and_the_store_is_left_alone(world_store: Store) -> None:
    result = freshness.run(Options(store=world_store.path, model="scripted", repeats=2))
    assert {row.system for row in result.rows} == {"restart", "post", "add", "line"}
    assert all(result.row(door).metrics["items"].mean == 2 for door in ("post", "add", "line"))
    assert len(Store.open(world_store.path).catalogue) == 24
