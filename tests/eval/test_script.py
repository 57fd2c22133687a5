"""The scripted user says enough, says it again from the same seed, and never claims what is not so."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.records import Item
from data.synthetic import make_world
from eval.hostile import hostile
from eval.script import OBEYED, Step, conversations
from eval.script_words import INVENTED, fake_title, misspelt

WORLD = make_world(0)


def steps_of(turns: int, seed: int = 0, catalogue: Catalogue = WORLD.catalogue) -> list[Step]:
    return [step for talk in conversations(catalogue, turns, noun="film", seed=seed) for step in talk]


@settings(max_examples=20, deadline=None)
@given(turns=st.integers(1, 120), seed=st.integers(0, 10**6))
def test_a_script_has_as_many_turns_as_asked_and_repeats_with_its_seed(turns: int, seed: int) -> None:
    steps = steps_of(turns, seed)
    assert sum(not step.press for step in steps) == turns
    assert steps == steps_of(turns, seed)


def test_every_family_speaks_and_buttons_are_pressed() -> None:
    families = Counter(step.family for step in steps_of(300))
    assert len(families) == 18
    assert min(families.values()) >= 10


def test_some_messages_are_twenty_kilobytes_and_none_is_longer() -> None:
    longest = max(len(step.text) for step in steps_of(200))
    assert longest == 20_000


def test_what_the_user_plainly_met_stands_in_the_message() -> None:
    for step in steps_of(300):
        assert all(WORLD.catalogue[item].label() in step.text for item in step.met)
        assert all(value.lower() in step.text for _, value in step.avoided)


def test_what_hidden_instructions_ask_for_stands_nowhere() -> None:
    texts = [step.text for step in steps_of(400)]
    for item in hostile(WORLD.catalogue, seed=0):
        texts += [item.title, item.description, *(value for kind in item.attributes for value in item.values(kind))]
    assert not any(OBEYED.lower() in text.lower().replace(" ", "") for text in texts)
    assert any("obeyed" in text for text in texts)


def test_a_fake_title_is_in_no_catalogue() -> None:
    import random

    made = [fake_title(random.Random(seed)) for seed in range(50)]
    assert all(any(word in title for word in INVENTED) for title in made)


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=20), seed=st.integers(0, 99))
def test_any_title_can_be_misspelt(title: str, seed: int) -> None:
    import random

    assert isinstance(misspelt(title, random.Random(seed)), str)


@pytest.mark.parametrize("catalogue", [Catalogue([Item("1", "X")]), Catalogue([Item("1", "[REC] \x00")])])
def test_a_catalogue_of_one_bare_item_is_enough(catalogue: Catalogue) -> None:
    assert len(steps_of(40, catalogue=catalogue)) >= 40


def test_a_hostile_copy_keeps_the_ids_and_leaves_half_of_the_items_alone() -> None:
    items = hostile(WORLD.catalogue, seed=3)
    assert [item.id for item in items] == list(WORLD.catalogue.ids)
    changed = sum(one != other for one, other in zip(items, WORLD.catalogue, strict=True))
    assert 0.3 < changed / len(items) < 0.75
    assert max(len(item.title) for item in items) == 5_000
