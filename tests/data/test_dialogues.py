import pytest

from data.dialogues import Dialogues
from data.records import Dialogue, ItemRef, Turn

TALK = Dialogue(
    "1",
    (
        Turn("user", ("I like ", ItemRef("a"))),
        Turn("agent", ("Which others?",)),
        Turn("agent", ("See ", ItemRef("b"), ", ", ItemRef("a"), " and ", ItemRef("b"))),
        Turn("user", ("Thanks, or ", ItemRef("c"), "?")),
    ),
)


def test_only_agent_turns_that_name_items_are_cases() -> None:
    (case,) = Dialogues([TALK]).turns_with_targets()
    assert case.context == TALK.turns[:2]
    assert case.turn == TALK.turns[2]


def test_a_target_counts_once_and_new_ones_were_not_said_before() -> None:
    (case,) = Dialogues([TALK]).turns_with_targets()
    assert case.targets == ("b", "a")
    assert case.new == ("b",)


def test_validation_is_a_seeded_share_of_training_and_leaves_test_alone() -> None:
    talks = [Dialogue(str(n), TALK.turns, split="test" if n < 10 else "train") for n in range(60)]
    parted = Dialogues(talks).with_validation(0.2, seed=1)
    assert parted.splits == ("test", "train", "valid")
    assert [len(parted.split(name)) for name in parted.splits] == [10, 40, 10]
    assert list(parted) == list(Dialogues(talks).with_validation(0.2, seed=1))
    assert [talk.id for talk in parted] == [talk.id for talk in talks]
    with pytest.raises(ValueError, match="use it"):
        parted.with_validation()
    with pytest.raises(ValueError, match="between 0 and 1"):
        Dialogues(talks).with_validation(2)


def test_nobody_of_a_validation_dialogue_talks_in_a_training_one() -> None:
    pairs = [(f"seeker {n % 12}", f"recommender {n % 12 // 3}") for n in range(120)]
    pairs += [("seeker 0", "recommender 3")]
    talks = [Dialogue(str(n), TALK.turns, people=pair) for n, pair in enumerate(pairs)]
    parted = Dialogues(talks).with_validation(0.2, seed=3)
    train, valid = ({one for talk in parted.split(name) for one in talk.people} for name in ("train", "valid"))
    assert not train & valid
    assert len(parted.split("valid")) >= 24
    assert len(parted.split("between")) <= 1
    assert list(parted) == list(Dialogues(talks).with_validation(0.2, seed=3))


def test_dialogues_with_people_who_are_not_named_are_drawn_one_by_one() -> None:
    talks = [Dialogue(str(n), TALK.turns, people=() if n == 7 else ("a", "b")) for n in range(20)]
    parted = Dialogues(talks).with_validation(0.25, seed=0)
    assert parted.splits == ("train", "valid")
    assert len(parted.split("valid")) == 5
