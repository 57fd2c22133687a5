"""Loose names: the films are in the demo, no message is in both parts, and what was found is counted."""

from __future__ import annotations

import tomllib

import pytest

from agent.build import build_agent
from data.store import Store
from eval.options import DEMO_STORE
from eval.protocols.loose_names import LABELS, looked_for

PARTS = tomllib.loads(LABELS.read_text("utf-8"))
STORE = Store.open(DEMO_STORE)


def test_every_film_is_in_the_demo_and_no_message_in_both_parts() -> None:
    labels = {item.label() for item in STORE.catalogue}
    assert {film for part in PARTS.values() for film, _ in part["described"]} <= labels
    said = [message for part in PARTS.values() for message in (*(m for _, m in part["described"]), *part["other"])]
    assert len(said) == len(set(said)) > 150


def test_found_and_mistaken_films_are_counted() -> None:
    agent = build_agent(STORE, None)
    described = [("Jaws (1975)", "the one with the shark"), ("Heat (1995)", "that nolan dream movie")]
    found = looked_for(agent, described, ["hello", "the one with the rat who cooks"])
    assert {name: found[name] for name in ("R@1", "R@5", "named", "wrong", "false")} == {
        "R@1": 0.5, "R@5": 0.5, "named": 0.5, "wrong": 0.5, "false": 0.5,
    }  # fmt: skip
    with pytest.raises(ValueError, match="Nothing .* is not in this store"):
        looked_for(agent, [("Nothing (1900)", "the one with the shark")], ["hello"])
