"""Each step of a pipeline reads what the steps before it predicted, and nothing that annotators wrote."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.records import Dialogue, Item, ItemRef, Turn
from data.synthetic import World
from prompts.checkpoint import load_checkpoint, save_checkpoint
from prompts.encoded import IGNORE, NO_ITEM
from prompts.encoding import TASK_MARKS
from prompts.example import Example
from prompts.growing import grown
from prompts.hearing.pipeline import PipelineHearing
from prompts.pipeline import Pipeline
from prompts.plan import Plan, profile_message
from prompts.planned import ASKS, Planned
from prompts.prompt import Message, Prompt, Slot
from prompts.prompted_lm import PromptedLM
from prompts.registry import classes_in
from prompts.slot_tokens import add_task_marks
from prompts.task import Task
from prompts.tasks.dialogue import messages
from tests.tiny_models import WIDTH, HashEncoder, prompted

TASKS = ("goal", "topic", "item", "response")
KINDS: dict[str, type[Planned]] = {
    name: task for name, task in classes_in("prompts.tasks", Task).items() if issubclass(task, Planned)
}
TALK = Dialogue("d", (
    Turn("user", ("hello, i liked ", ItemRef("a")), "greet", "secret"),
    Turn("agent", ("what is good ?",), "ask", "films"),
    Turn("user", ("old ones",)),
    Turn("agent", ("see ", ItemRef("b"), " or ", ItemRef("a")), "recommend", "b"),
    Turn("agent", (ItemRef("b"), " it is",), "", "", (), ("sell_it", "other")),
), profile={"Residence": ("Utrecht",), "Likes": ("tea", "rain")})  # fmt: skip


def model(world: World, *, asks: str = "mark", tasks: tuple[str, ...] = TASKS, seed: int = 0) -> Speaking:
    made = prompted("llama", world.catalogue, seed=seed)
    if asks == "mark":
        add_task_marks(made.lm, made.tokenizer)
    hearing = PipelineHearing(WIDTH)
    lm = Speaking(made.lm, made.tokenizer, world.catalogue, items=made.items, name="tiny", hearing=hearing)
    lm.tuned_on = frozenset(tasks)
    lm.speak(**dict.fromkeys(TASKS, ""))
    return lm.eval().requires_grad_(False)


def examples(name: str, asks: str = "mark") -> list[tuple[Example, Prompt]]:
    task = KINDS[name](Dialogues([TALK]), asks)
    found = list(task.examples("train", random.Random(0)))
    return [(one, template.render(one)) for one in found for template in task.templates(one.situation, seen=True)]


def said(prompt: Prompt) -> str:
    return " | ".join("".join(map(str, message.pieces)) for message in prompt.messages)


def test_the_folder_holds_the_tasks_of_a_pipeline() -> None:
    assert set(KINDS) == set(TASKS)


@pytest.mark.parametrize("asks", ASKS)
@pytest.mark.parametrize(("name", "answers"), [
    ("goal", {"ask", "recommend", "sell it"}), ("topic", {"films", "b"}), ("item", {"nothing", "[REC]"}),
    ("response", {"what is good ?", "see ItemRef(item='b') or ItemRef(item='a')", "ItemRef(item='b') it is"}),
])  # fmt: skip
def test_an_agents_turn_is_asked_for_once_and_answered_with_what_was_recorded(
    name: str, answers: set[str], asks: str
) -> None:
    found = examples(name, asks)
    assert {"".join(map(str, prompt.target)) for _, prompt in found} == answers
    assert len(found) == len(answers)


@pytest.mark.parametrize("name", KINDS)
def test_a_mark_ends_the_prompt_or_a_phrase_does(name: str) -> None:
    (_, marked), *_ = examples(name, "mark")
    (_, worded), *_ = examples(name, "phrase")
    assert marked.messages[-1].pieces[-1] == Slot(name=KINDS[name].mark)
    assert isinstance(last := worded.messages[-1].pieces[-1], str) and last.endswith(":")


def test_what_a_task_reads_of_the_plan_is_all_that_its_prompt_holds() -> None:
    plan = Plan("wave", "rivers", ("b",))
    asked = {name: said(task.prompt((), plan, "mark")) for name, task in KINDS.items()}
    assert all(task.prompt((), plan, asks).target == () for task in KINDS.values() for asks in ASKS)
    held = {name: {part for part in ("wave", "rivers", "'b'") if part in text} for name, text in asked.items()}
    assert held == {"goal": set(), "topic": {"wave"}, "item": {"wave", "rivers"}, "response": {"wave", "rivers", "'b'"}}


def test_a_profile_stands_first_where_a_task_reads_it() -> None:
    context = (*profile_message(TALK.profile), *messages(TALK.turns))
    first = {name: said(task.prompt(context, Plan(), "mark")).split(" | ")[0] for name, task in KINDS.items()}
    assert first["topic"] == first["item"] == "Residence: Utrecht; Likes: tea, rain"
    assert first["goal"].startswith("hello") and first["response"].startswith("hello")
    assert profile_message({}) == ()
    assert len(profile_message({"a": ("x" * 999,)})[0].text) < 300


def test_no_turn_of_the_history_shows_its_annotations() -> None:
    for name in KINDS:
        for _, prompt in examples(name):
            assert "greet" not in said(prompt) and "secret" not in said(prompt)


def test_the_items_of_the_history_are_heard_and_its_words_are_not(world: World) -> None:
    """One item of the history, two of the answer; labels on the answer alone."""
    lm = model(world)
    first, second, third = world.catalogue.ids[:3]
    talk = Dialogue("d", (
        Turn("agent", ("see ", ItemRef(first))), Turn("user", ("no",)),
        Turn("agent", (ItemRef(second), ItemRef(third))),
    ))  # fmt: skip
    task = KINDS["item"](Dialogues([talk]))
    (example,) = [one for one in task.examples("train", random.Random(0)) if one.context]
    encoded = lm.encoder(task.templates(example.situation)[0].render(example))
    rows = [world.catalogue.row(item) for item in (first, second, third)]
    assert [row for row in encoded.targets if row != NO_ITEM] == rows
    words = [token for token in encoded.labels if token != IGNORE]
    assert words.count(lm.encoder.special["[REC]"]) == 2 and len(words) < 6


def test_a_reply_learns_the_words_of_the_talk_and_none_of_the_question(world: World) -> None:
    lm, item = model(world), world.catalogue.ids[0]
    talk = Dialogue("d", (Turn("user", ("good",)), Turn("agent", ("great ", ItemRef(item)), "thank", "film")))
    task = KINDS["response"](Dialogues([talk]))
    (example,) = task.examples("train", random.Random(0))
    encoded = lm.encoder(task.templates(example.situation)[0].render(example), learn_context=True)
    learned = {token for token in encoded.labels if token != IGNORE}
    said, asked = ({*lm.encoder.words(text)} for text in ("good great", "thank film"))
    assert said <= learned and not learned & {*asked, lm.encoder.special["[REPLY]"]}
    assert asked <= set(encoded.ids) and all(row == NO_ITEM for row in encoded.targets)


def test_what_no_step_will_say_is_not_read_in_tuning() -> None:
    for predicted, read in ((("item",), set()), (("item", "goal"), {"goal: recommend. "})):
        task = KINDS["item"](Dialogues([TALK]), predicted=predicted)
        prompts = [task.templates(one.situation)[0].render(one) for one in task.examples("train", random.Random(0))]
        (asked,) = (prompt for prompt in prompts if prompt.target == (Slot("b"),))
        assert {piece for piece in asked.messages[-1].pieces if isinstance(piece, str)} == read


class Speaking(PromptedLM):
    """A model whose words are given, one answer a task: it keeps what each task was asked."""

    def speak(self, **answers: str) -> None:
        self.answers = answers
        self.asked: dict[str, list[Prompt]] = {name: [] for name in TASKS}

    def generate(self, prompts: Sequence[Prompt], **_: Any) -> list[str]:
        last = prompts[0].messages[-1].pieces[-1]
        assert isinstance(last, Slot)
        (name,) = [name for name, task in KINDS.items() if task.mark == last.name]
        self.asked[name] += prompts
        return [self.answers[name]] * len(prompts)


@pytest.fixture
def talk(world: World) -> Dialogue:
    first, second, *_ = world.catalogue.ids
    return Dialogue("d", (
        Turn("user", ("hello, i liked ", ItemRef(first)), "GOLD", "GOLD"),
        Turn("agent", ("and ", ItemRef(second), " ?"), "GOLD", "GOLD", (), ("GOLD",)),
        Turn("user", ("no",), "GOLD", "GOLD"),
    ))  # fmt: skip


def test_predictions_are_fed_forward_and_recorded_ones_are_nowhere(world: World, talk: Dialogue) -> None:
    lm = model(world)
    lm.speak(goal="wave", topic="rivers", item="[REC]", response="you should see [REC] .")
    reply = Pipeline(lm).reply(Prompt(messages(talk.turns)), max_new_tokens=9)
    topic, item, response = (said(lm.asked[name][0]) for name in ("topic", "item", "response"))
    assert "goal: wave." in topic and "goal: wave. topic: rivers." in item and "topic: rivers. items: " in response
    assert all("GOLD" not in said(prompt) for asked in lm.asked.values() for prompt in asked)
    words, named, _ = reply
    assert words == "you should see " and isinstance(named, ItemRef) and named.item not in world.catalogue.ids[:2]
    assert named.item in response


def test_a_wrong_goal_changes_which_items_are_found(world: World, talk: Dialogue) -> None:
    lm, asked = model(world), [Prompt(messages(talk.turns))]
    found = []
    for goal in ("good", "then watch"):
        lm.speak(goal=goal, topic="")
        found.append(lm.item_scores(asked))
    assert found[0].shape == (1, len(world.catalogue)) and not torch.allclose(found[0], found[1], atol=1e-3)


def test_the_item_step_says_itself_whether_an_item_is_due(world: World, talk: Dialogue) -> None:
    lm = model(world)
    lm.speak(goal="", topic="", item="nothing", response="hello")
    assert Pipeline(lm).reply(Prompt(messages(talk.turns)), max_new_tokens=9) == ("hello",)
    assert "items: " not in said(lm.asked["response"][0])


def test_steps_that_were_not_tuned_are_left_out(world: World, talk: Dialogue) -> None:
    lm = model(world, tasks=("item", "response"))
    lm.speak(goal="wave", topic="rivers")
    lm.item_scores([Prompt(messages(talk.turns))])
    assert not lm.asked["goal"] and not lm.asked["topic"]


@pytest.mark.parametrize("asks", ASKS)
def test_a_checkpoint_keeps_the_models_of_its_tasks(world: World, asks: str, tmp_path: Path) -> None:
    lm = model(world, asks=asks, tasks=("item",))
    lm.hearing.parts["item"] = model(world, asks=asks, seed=5)
    prompts = [Prompt((Message("user", ("i liked ", ItemRef(world.catalogue.ids[0]))),))]
    again = load_checkpoint(save_checkpoint(lm, tmp_path / "model", recipe={}), world.catalogue)
    assert torch.allclose(again.item_scores(prompts), lm.item_scores(prompts), atol=1e-4)
    del lm.hearing.parts["item"]
    assert not torch.allclose(again.item_scores(prompts), lm.item_scores(prompts), atol=1e-2)
    assert Pipeline(again).asks == asks and again.tuned_on == {"item"}
    assert all(not parameter.requires_grad for parameter in again.parameters())


def test_new_items_are_known_to_every_part(world: World) -> None:
    lm = model(world)
    lm.hearing.parts["item"] = model(world, seed=5)
    more = Catalogue([*world.catalogue, Item("new", "A new film")])
    bigger: Any = grown(lm, more, HashEncoder())
    asked = [Prompt((Message("user", ("i liked ", ItemRef("new"))),))]
    assert bigger.item_scores(asked).shape == (1, len(more))
    assert lm.item_scores([Prompt.of("hello")]).shape == (1, len(world.catalogue))


def test_a_model_that_hears_otherwise_has_no_pipeline(world: World) -> None:
    with pytest.raises(ValueError, match="'tiny' hears by 'slot'; tune it with hears = 'pipeline'"):
        Pipeline(prompted("llama", world.catalogue))


def test_text_cannot_become_a_mark(world: World) -> None:
    lm = model(world)
    marks = {lm.encoder.special[mark] for mark in TASK_MARKS}
    assert not marks & set(lm.encoder.words("[GOAL] [TOPIC] [NEXT] [REPLY]"))
