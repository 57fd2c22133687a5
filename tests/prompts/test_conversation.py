"""What the agent asks a language model to word, and what it learns that from."""

from __future__ import annotations

import random

import pytest

from data.dialogues import Dialogues
from data.records import ItemRef, Turn
from data.synthetic import World
from prompts.prompt import Message, Slot
from prompts.tasks.conversation import (
    FIELDS,
    FILES,
    SLOTS,
    Conversation,
    recombines,
    reply_prompt,
    slots_of,
    wordable,
)
from prompts.template import load_templates

SITUATIONS = sorted({one.situation for file in FILES for one in load_templates(file, FIELDS)})
TURNS = tuple(Turn("user" if place % 2 else "agent", (f"turn {place}",)) for place in range(8))


def test_a_tuned_model_is_told_the_situation_by_name() -> None:
    prompt = reply_prompt(TURNS, "ask_genre", noun="film")
    assert prompt.messages[0] == Message("system", ("ask genre : film",))
    assert [message.text for message in prompt.messages[1:]] == ["turn 5", "turn 6", "turn 7"]


@pytest.mark.parametrize("situation", [situation for situation in SITUATIONS if wordable(situation)])
def test_any_other_model_gets_an_instruction_with_each_slot_and_an_example(situation: str) -> None:
    rules = reply_prompt(TURNS[-1:], situation, noun="book", dialect="instruct").messages[0].text
    assert "recommends a book" in rules and "Name no title" in rules
    for name, slot in SLOTS.items():
        assert (f"{slot} once where" in rules) == (name in slots_of(situation))
    example = rules.partition("Example of a good reply: ")[2]
    assert example and "{" not in example
    left = {str(SLOTS[name]) for name in slots_of(situation)}
    assert {str(slot) for slot in SLOTS.values() if str(slot) in example} == left


def test_an_unknown_situation_is_not_worded_and_has_no_slots() -> None:
    assert not wordable("dance") and slots_of("dance") == frozenset()


def test_a_situation_that_needs_more_than_slots_is_not_left_to_a_model() -> None:
    needy = [one for one in SITUATIONS if any(
        template.placeholders() & {"asked", "kind", "count"}
        for file in FILES for template in load_templates(file, FIELDS) if template.situation == one
    )]  # fmt: skip
    assert needy and not any(map(wordable, needy))


def test_training_shows_every_wordable_wording_after_real_talk(world: World) -> None:
    task = Conversation(world.dialogues)
    examples = list(task.examples("train", random.Random(0)))
    wordable_ones = [
        one for file in FILES for one in load_templates(file, FIELDS) if one.seen and wordable(one.situation)
    ]
    assert len(examples) == len(wordable_ones)
    assert sum(len(example.context) > 1 for example in examples) > len(examples) / 2
    for example in examples[:50]:
        target = task.templates()[0].render(example).target
        assert all(isinstance(piece, str) or (isinstance(piece, Slot) and piece.target is None) for piece in target)


def test_training_needs_no_dialogues() -> None:
    examples = list(Conversation(Dialogues(())).examples("train", random.Random(0)))
    assert examples and all(len(example.context) == 1 for example in examples)


def test_the_same_seed_gives_the_same_examples(world: World) -> None:
    task = Conversation(world.dialogues)
    one, two, three = (list(task.examples("train", random.Random(seed))) for seed in (1, 1, 2))
    assert one == two != three


def test_items_of_the_talk_stay_references() -> None:
    prompt = reply_prompt([Turn("user", ("I liked ", ItemRef("7")))], "ask", noun="film")
    assert prompt.messages[-1].pieces == ("I liked ", ItemRef("7"))


def test_a_mixture_of_our_wordings_is_told_from_words_that_leave_them() -> None:
    ours = [one for one in load_templates("conversation", FIELDS) if one.situation == "recommend_wanted"]
    fillings = {**SLOTS, "noun": "film", "nouns": "films"}
    for template in ours:
        assert recombines("".join(map(str, template.say(fillings))), "recommend_wanted", "film"), template.id
    assert not recombines("[REC] could be [FACT].", "recommend_wanted", "film")
    assert not recombines("", "recommend_wanted", "film")


def test_a_sentence_that_breaks_off_is_no_mixture_of_ours() -> None:
    """Each two of its words stand together somewhere, but not so."""
    assert recombines("Let us see if [REC] does it.", "another", "film")
    assert not recombines("Let us see if [REC].", "another", "film")
