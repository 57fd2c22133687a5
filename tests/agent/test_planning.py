"""A tuned model says what people would do next where the rules do not know, and the rules guard it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agent.build import build_agent
from agent.planning import Planner
from agent.session import Session
from data.records import Dialogue, ItemRef, Turn
from data.store import Store, write_store
from data.synthetic import World
from finetune.recipe import Recipe
from finetune.train import tune
from prompts.checkpoint import load_checkpoint
from prompts.growing import grown
from prompts.load import demo_lm
from prompts.prompted_lm import PromptedLM
from prompts.turn_goals import TURN_GOALS, with_goals
from tests.tiny_models import HashEncoder, saved_base, texts_of, word_piece

ANSWERS = {"mumble mumble": "recommend", "hum hum": "ask", "tralala": "chat"}


@pytest.fixture(scope="module")
def store(world: World, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Dialogues in which what the user mutters decides what the agent does, whatever was said before."""
    first, second, third, *_ = world.catalogue.ids
    said = {"recommend": ("see ", ItemRef(first)), "ask": ("what do you like ?",), "chat": ("good",)}
    words = ("you may like ", "how about ", "since you like that, ", "as you asked: ")
    shown = [
        (
            Turn("user", ("I like ", ItemRef(second))),
            Turn("agent", (opening, ItemRef(third), ", a film like ", ItemRef(second))),
        )
        for opening in words
    ]
    made = [
        with_goals(Dialogue(f"{split}{number}{text}", (
            *(shown[number // 2 % 4] if number % 2 else ()), Turn("user", (text,)), Turn("agent", said[goal]),
        ), {}, split))
        for split, count in (("train", 8), ("valid", 1)) for number in range(count) for text, goal in ANSWERS.items()
    ]
    folder = tmp_path_factory.mktemp("goals") / "store"
    return write_store(folder, world.catalogue, dialogues=made, name="muttering", source="synthetic", item_noun="film")


@pytest.fixture(scope="module")
def lm(store: Store, tmp_path_factory: pytest.TempPathFactory) -> PromptedLM:
    folder = tmp_path_factory.mktemp("models")
    base = saved_base("llama", folder / "base", word_piece([*texts_of(store.catalogue), *ANSWERS, *ANSWERS.values()]))
    recipe = Recipe(
        "goals", base=str(base), indexing="vector", asks="phrase", tasks={"goal": 1.0}, steps=80, batch_tokens=384,
        longest=64, lr=3e-3, lr_new=3e-3, valid_every=80, valid_examples=3, save_every=1000,
    )
    return load_checkpoint(tune(recipe, store, folder / "out", encoder=HashEncoder()), store.catalogue)


def test_a_model_tuned_on_goals_plans_them(lm: PromptedLM, store: Store) -> None:
    for model in (lm, grown(lm, store.catalogue, HashEncoder())):
        planner = Planner.of(model)
        assert planner is not None
        assert {text: planner.goal([Turn("user", (text,))]) for text in ANSWERS} == ANSWERS


def test_a_model_that_was_not_tuned_on_goals_plans_none(lm: PromptedLM) -> None:
    other = PromptedLM(lm.lm, lm.tokenizer, lm.catalogue, items=lm.items)
    assert Planner.of(other) is None and Planner.of(None) is None


def test_a_model_that_met_no_goal_in_tuning_plans_none_though_its_recipe_asked_for_them(
    store: Store, tmp_path: Path
) -> None:
    base = saved_base("llama", tmp_path / "base", word_piece(texts_of(store.catalogue)))
    bare = [replace(one, turns=tuple(replace(turn, goal="") for turn in one.turns)) for one in store.dialogues]
    other = write_store(tmp_path / "store", store.catalogue, dialogues=bare, name="bare", source="synthetic")
    recipe = Recipe(
        "both", base=str(base), indexing="vector", tasks={"goal": 1.0, "dialogue": 1.0}, steps=1, batch_tokens=256,
        longest=64, valid_every=1, valid_examples=3, save_every=1000,
    )
    lm = load_checkpoint(tune(recipe, other, tmp_path / "out", encoder=HashEncoder()), other.catalogue)
    assert lm.tuned_on == {"dialogue"} and Planner.of(lm) is None


def test_the_demo_lm_plans_goals() -> None:
    demo = Store.open(demo_lm().parent / "store")
    planner = Planner.of(load_checkpoint(demo_lm(), demo.catalogue))
    assert planner is not None and planner.goal([Turn("user", ("hello",))]) in TURN_GOALS


def test_the_chat_does_what_the_model_plans_where_no_rule_knows(lm: PromptedLM, store: Store) -> None:
    agent = build_agent(store, lm)
    session = Session("s")
    assert agent.reply(session, "tralala").action == "chat"
    asked = agent.reply(session, "hum hum")
    assert asked.action == "ask"
    liked = agent.reply(session, f"I like {store.catalogue.items[1].title}").session
    assert agent.reply(liked, "mumble mumble").items


def test_the_rules_guard_the_plan(lm: PromptedLM, store: Store) -> None:
    """No second question after a question, and no recommendation with nothing to go by."""
    agent = build_agent(store, lm)
    asked = agent.reply(Session("s"), "hum hum").session
    assert agent.reply(asked, "hum hum").action == "chat"
    assert not agent.reply(Session("s"), "mumble mumble").items


def test_a_plan_is_asked_for_only_where_the_rules_do_not_know(
    lm: PromptedLM, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real: Callable[..., str] = Planner.goal
    monkeypatch.setattr(Planner, "goal", lambda self, turns: asked.append(len(turns)) or real(self, turns))
    agent = build_agent(store, lm)
    for text in ("hi", "recommend me a film", f"I like {store.catalogue.items[1].title}", "thanks", "why?", "bye"):
        agent.reply(Session("s"), text)
    assert not asked
    agent.reply(Session("s"), "hum hum")
    assert asked == [1]
