"""The tasks ask for what really came next, and never show it beforehand."""

from __future__ import annotations

import random

import pytest

from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.interactions import Interactions
from data.records import Dialogue as Talk
from data.records import Interaction, Item, ItemRef, Mark, Turn
from data.synthetic import World
from prompts.example import Example
from prompts.prompt import Piece, Slot
from prompts.registry import classes_in
from prompts.task import Task
from prompts.tasks.described import Described, wish
from prompts.tasks.dialogue import Dialogue, messages
from prompts.tasks.mentioned import Mentioned
from prompts.tasks.recommended import Recommended
from prompts.tasks.sequential import Sequential
from prompts.tasks.suggested import Suggested
from prompts.taste import LONGEST, ranking_prompt, taste

SITUATIONS = (
    "nothing", "liked", "disliked", "words", "liked disliked", "liked words", "disliked words", "liked disliked words",
)


def named(example: Example, field: str) -> list[str]:
    value = example.fields.get(field, ())
    assert isinstance(value, tuple)
    return [piece.item if isinstance(piece, ItemRef) else str(getattr(piece, "target", None)) for piece in value]


def history(*values: float) -> Interactions:
    return Interactions(Interaction("u", f"i{time}", time, value) for time, value in enumerate(values))


def asked(events: Interactions, split: str, seed: int = 0) -> list[Example]:
    return list(Sequential(events, liked_from=4, disliked_to=2).examples(split, random.Random(seed)))


def test_every_task_is_found_by_its_folder() -> None:
    names = {"conversation", "described", "dialogue", "mentioned", "recommended", "sequential", "suggested"}
    assert names <= set(classes_in("prompts.tasks", Task))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_taste_has_a_wording_to_tune_on(situation: str) -> None:
    parts = {"liked": ("1", "2"), "disliked": ("3",), "words": "something old"}
    given = {name: value for name, value in parts.items() if name in situation.split()}
    example = taste(**{"liked": (), **given}, targets=("9",))  # type: ignore[arg-type]
    assert example.situation == situation
    for template in Sequential(Interactions(()), liked_from=0, disliked_to=0).templates(situation, seen=True):
        assert template.render(example).target == (Slot("9"),)
    prompt = ranking_prompt(**{"liked": (), **given})  # type: ignore[arg-type]
    assert prompt.messages[-1].pieces == (Slot(),)


def test_the_latest_likes_are_kept_and_the_end_of_long_words() -> None:
    example = taste([str(number) for number in range(50)], words="x" * 500 + " end")
    assert named(example, "liked") == [str(number) for number in range(50 - LONGEST, 50)]
    assert str(example.fields["words"]).endswith(" end") and len(str(example.fields["words"])) <= 200


@pytest.mark.parametrize("seed", range(10))
def test_training_never_shows_the_last_two_items_of_a_user(seed: int) -> None:
    for example in asked(history(5, 5, 5, 5, 5, 5), "train", seed):
        seen = {*named(example, "liked"), *named(example, "items")}
        assert seen <= {"i0", "i1", "i2", "i3"}
        assert max(named(example, "liked")) < min(named(example, "items"))


def test_validation_asks_for_the_second_last_and_test_for_the_last() -> None:
    [valid], [test] = asked(history(5, 5, 5, 5), "valid"), asked(history(5, 5, 5, 5), "test")
    assert named(valid, "items") == ["i2"] and named(test, "items") == ["i3"]


def test_a_last_item_that_was_not_liked_is_no_question() -> None:
    """An earlier liked one is not asked in its place: training has seen it."""
    assert asked(history(5, 5, 5, 1, 5), "valid") == [] and asked(history(5, 5, 5, 5, 1), "test") == []


def test_what_was_met_again_is_never_asked_for() -> None:
    events = Interactions([*history(5, 5, 5, 5), Interaction("u", "i0", 9, 5.0)])
    assert named(asked(events, "test")[0], "items") == ["i3"]


def test_events_without_a_value_count_as_liked() -> None:
    events = Interactions(Interaction("u", f"i{time}", time) for time in range(4))
    assert named(asked(events, "test")[0], "items") == ["i3"]


def test_a_user_with_too_few_likes_is_left_out() -> None:
    assert asked(history(5), "train") == asked(history(1, 1, 5), "test") == asked(Interactions(()), "train") == []


TALK = Talk("d", (
    Turn("user", ("I liked ", ItemRef("a"), " and hated ", ItemRef("b"))),
    Turn("agent", ("I know ", ItemRef("a"), ". Try ", ItemRef("c"))),
    Turn("user", ("Seen it",)),
    Turn("agent", ("Then ", ItemRef("c"), " or ", ItemRef("d"))),
    Turn("user", ("Thanks",)),
), {"b": Mark(liked=False)})  # fmt: skip


def slots(pieces: tuple[Piece, ...]) -> list[str | None]:
    return [piece.target for piece in pieces if isinstance(piece, Slot)]


def test_only_the_first_mention_by_the_agent_trains_the_item_head() -> None:
    said = messages(TALK.turns, learn=True)
    assert [slots(message.pieces) for message in said] == [[], ["c"], [], ["d"], []]
    assert all(slots(message.pieces) == [] for message in messages(TALK.turns))


def test_a_dialogue_ends_with_the_agents_last_turn() -> None:
    [example] = Dialogue(Dialogues([TALK])).examples("train", random.Random(0))
    assert len(example.context) == 3
    assert Dialogue(Dialogues([])).templates()[0].render(example).target[-1] == Slot("d")


def test_suggestions_ask_for_what_nobody_named_before() -> None:
    examples = list(Suggested(Dialogues([TALK])).examples("train", random.Random(0)))
    examples.sort(key=lambda one: named(one, "items"))
    assert [named(one, "items") for one in examples] == [["c"], ["d"]]
    assert [named(one, "liked") for one in examples] == [["a"], ["a", "c"]]
    assert [named(one, "disliked") for one in examples] == [["b"], ["b"]]
    assert examples[1].fields["words"] == "I liked and hated Seen it"


def test_a_wish_holds_facts_of_its_item_alone(world: World) -> None:
    rng = random.Random(0)
    examples = list(Described(world.catalogue).examples("train", rng))
    assert len(examples) == len(world.catalogue)
    for item in world.catalogue:
        facts = {value.lower() for values in item.attributes.values() for value in values}
        kinds = [values for other in world.catalogue for values in other.attributes.values()]
        others = {value.lower() for values in kinds for value in values}
        said = wish(item, rng)
        assert not [fact for fact in others - facts if f" {fact} " in f" {said} "]


def test_what_is_recommended_was_never_named_before_and_the_turn_that_names_it_is_not_shown() -> None:
    examples = list(Recommended(Dialogues([TALK])).examples("train", random.Random(0)))
    found = {len(example.context): example for example in examples}
    assert {size: example.fields["item"] for size, example in found.items()} == {1: Slot("c"), 3: Slot("d")}
    assert all(example.context == messages(TALK.turns[:size]) for size, example in found.items())
    (template,) = Recommended(Dialogues([])).templates()
    assert template.render(found[1]).target == (Slot("c"),) and template.render(found[1]).messages == found[1].context


def test_what_a_turn_mentions_is_asked_of_the_turn_itself_which_says_it_in_words() -> None:
    catalogue = Catalogue(Item(name, f"Film {name}", 1990) for name in "abcd")
    examples = list(Mentioned(Dialogues([TALK]), catalogue).examples("train", random.Random(0)))
    found = {len(example.context): example for example in examples}
    # Both sides' turns, and also what was named before.
    assert sorted(found) == [1, 2, 4]
    for size, example in found.items():
        *before, last = example.context
        turn = TALK.turns[size - 1]
        assert (tuple(before), last.role) == (messages(TALK.turns[: size - 1]), turn.speaker)
        target = example.fields["item"]
        assert isinstance(target, Slot) and target.target in turn.items()
        assert all(isinstance(piece, str) for piece in last.pieces)
        assert all(f"Film {item} (1990)" in last.pieces for item in turn.items())
    (template,) = Mentioned(Dialogues([]), catalogue).templates()
    assert template.render(found[2]).target == (found[2].fields["item"],)


def test_of_several_items_each_is_drawn_now_and_then() -> None:
    talk = Dialogues([Talk("d", (Turn("agent", (ItemRef("a"), ItemRef("b"), ItemRef("c"))),))])
    catalogue = Catalogue(Item(name, name) for name in "abc")
    for task in (Recommended(talk), Mentioned(talk, catalogue)):
        drawn = [example.fields["item"] for seed in range(40)
                 for example in task.examples("train", random.Random(seed))]
        assert {item.target for item in drawn if isinstance(item, Slot)} == {"a", "b", "c"} and len(drawn) == 40
