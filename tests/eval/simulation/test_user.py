"""A simulated user says nothing but the truth, never the name of what they look for, and the same by the same seed."""

from __future__ import annotations

import random
import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import Item
from data.store import Store
from eval.options import DEMO_STORE
from eval.simulation.critic import Critic
from eval.simulation.knowledge import Knowledge
from eval.simulation.minds import Minds
from eval.simulation.point import wish
from eval.simulation.user import SimulatedUser

ASKED = (
    "", "Here you are.", "Which genre?", "Who should play in it?", "When should it be from?", "What do you like?",
    "Anything to avoid?", "Tell me more.", "How long?",
)  # fmt: skip


@cache
def store() -> Store:
    return Store.open(DEMO_STORE)


@cache
def minds() -> Minds:
    return Minds(store())


@cache
def critic() -> Critic:
    return Critic(store().catalogue)


def user(known: Knowledge, seed: int = 0) -> SimulatedUser:
    return SimulatedUser(store().catalogue, critic(), known, store().item_noun, seed)


def conversation(speaker: SimulatedUser, seed: int, turns: int = 8) -> list[str]:
    """What a user says to lists and questions that a seed draws."""
    rng, said = random.Random(seed), [speaker.opening()]
    others = [item for item in store().catalogue if item != speaker.knowledge.target]
    for turn in range(1, turns):
        listed = rng.sample(others, rng.choice((0, 1, 5)))
        said.append(speaker.reply(rng.choice(ASKED), listed, turn))
    return said


def names(title: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(title.casefold())}(?!\w)", text.casefold()) is not None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_all_that_is_said_is_true_and_the_target_is_never_named(seed: int, lists: int) -> None:
    (known,) = minds().draw(1, seed)
    talked, told = user(known, seed), user(known, seed)
    said = [*conversation(talked, lists), told.everything()]
    for text in said:
        assert text.strip()
        assert known.target.id not in text
        for title in (known.target.title, *known.target.values("also_known_as")):
            assert not names(title, text), (title, text)
    assert talked.stated and len(told.stated) >= len(known.facts)
    for constraint in (*talked.stated, *told.stated):
        assert not constraint.broken_by(known.target), (constraint, known.target)


def test_the_same_seed_makes_the_same_conversation_and_another_seed_another() -> None:
    first, *_ = minds().draw(1, 7)
    assert conversation(user(first, 7), 0) == conversation(user(first, 7), 0)
    different = {tuple(conversation(user(first, seed), 0)) for seed in range(5)}
    assert len(different) > 1


def test_a_question_is_answered_with_what_is_known_and_with_no_idea_where_nothing_is() -> None:
    target = Item("0", "Zorblax", 1990, attributes={"genre": ("Western",)})
    speaker = user(Knowledge(target, (wish("genre", "Western"),), frozenset(), (), frozenset()))
    assert "western" in speaker.reply("Which genre do you want?", [], 1).lower()
    speaker.reply("Who should direct it?", [], 2)
    assert (speaker.asked, speaker.answered) == (2, 1)


def test_only_the_target_is_accepted() -> None:
    one, two = minds().draw(2, 0)
    assert user(one).accepts([two.target, one.target])
    assert not user(one).accepts([two.target])


def test_what_was_ignored_is_insisted_upon() -> None:
    target = Item("0", "Zorblax", 1990, attributes={"genre": ("Western",)})
    other = Item("9", "Fnord", 1991, attributes={"genre": ("War",)})
    again = 0
    for seed in range(12):
        speaker = user(Knowledge(target, (wish("genre", "Western"),), frozenset(), (), frozenset()), seed)
        speaker.opening()
        again += "western" in speaker.reply("", [other], 1).lower()
    assert 0 < again < 12
