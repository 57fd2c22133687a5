import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.codec import (
    dialogue_line,
    interaction_line,
    item_line,
    profile_line,
    read_dialogue,
    read_interaction,
    read_item,
    read_profile,
    read_triple,
    triple_line,
)
from data.knowledge import Triple
from data.records import Dialogue, Interaction, Item, ItemRef, Mark, Profile, Review, Turn

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
ITEMS = st.builds(
    Item,
    id=WORDS,
    title=WORDS,
    year=st.none() | st.integers(1, 3000),
    description=st.text(st.characters(codec="utf-8"), max_size=12),
    attributes=st.dictionaries(WORDS, st.lists(WORDS, max_size=3).map(tuple), max_size=3),
    numbers=st.dictionaries(WORDS, NUMBERS, max_size=3),
)
ANSWERS = st.none() | st.booleans()
PIECES = st.lists(WORDS | st.builds(ItemRef, WORDS), max_size=4).map(tuple)
FACTS = st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=2).map(tuple)
LABELS = st.lists(WORDS, max_size=2).map(tuple)
SAID = st.text(st.characters(codec="utf-8"), max_size=12)
TURNS = st.builds(Turn, st.sampled_from(["user", "agent"]), PIECES, SAID, SAID, FACTS, LABELS)
REVIEWS = st.none() | st.builds(Review, SAID, SAID, SAID)
DIALOGUES = st.builds(
    Dialogue,
    WORDS,
    st.lists(TURNS, max_size=4).map(tuple),
    st.dictionaries(WORDS, st.builds(Mark, ANSWERS, ANSWERS, ANSWERS), max_size=2),
    WORDS,
    st.dictionaries(WORDS, LABELS, max_size=2),
)


@given(ITEMS)
def test_an_item_survives_a_line(item: Item) -> None:
    assert read_item(json.loads(item_line(item))) == item


@given(st.builds(Profile, WORDS, st.dictionaries(WORDS, LABELS, max_size=3)))
def test_a_profile_survives_a_line(profile: Profile) -> None:
    assert read_profile(json.loads(profile_line(profile))) == profile


@given(st.builds(Interaction, WORDS, WORDS, st.none() | st.integers(), st.none() | NUMBERS, REVIEWS, SAID))
def test_an_interaction_survives_a_line(event: Interaction) -> None:
    line = interaction_line(event)
    assert "\n" not in line
    assert read_interaction(json.loads(line)) == event


@given(DIALOGUES)
def test_a_dialogue_survives_a_line(dialogue: Dialogue) -> None:
    assert read_dialogue(json.loads(dialogue_line(dialogue))) == dialogue


@given(st.builds(Triple, WORDS, WORDS, WORDS))
def test_a_fact_survives_a_line(triple: Triple) -> None:
    assert read_triple(json.loads(triple_line(triple))) == triple


def test_a_dialogue_without_annotations_is_a_line_as_it_always_was() -> None:
    line = '{"id": "d", "split": "test", "turns": [{"speaker": "user", "pieces": ["hi ", {"item": "7"}]}]}'
    dialogue = Dialogue("d", (Turn("user", ("hi ", ItemRef("7"))),), split="test")
    assert dialogue_line(dialogue) == line
    assert read_dialogue(json.loads(line)) == dialogue


@pytest.mark.parametrize(
    ("noted", "message"),
    [
        ({"goal": 3}, "'goal' is '3'; expected str"),
        ({"intents": "REC"}, "'intents' is 'REC'; expected list"),
        ({"intents": [1]}, "expected a list of texts"),
        ({"knowledge": [["a", "b"]]}, "expected a head, a relation and a tail"),
        ({"knowledge": [["a", "b", None]]}, "expected a list of texts"),
    ],
)
def test_a_wrong_annotation_is_refused_in_words(noted: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match="expected") as caught:
        read_dialogue({"id": "d", "turns": [{"speaker": "user", "pieces": []} | noted]})
    assert message in str(caught.value)
    with pytest.raises(ValueError, match=r"'profile.Age' is '30'; expected a list of texts"):
        read_dialogue({"id": "d", "turns": [], "profile": {"Age": "30"}})


def test_a_number_that_is_none_is_never_written() -> None:
    with pytest.raises(ValueError, match="finite"):
        interaction_line(Interaction("u", "i", None, float("nan")))
    with pytest.raises(ValueError, match="finite"):
        item_line(Item("1", "A", numbers={"minutes": float("inf")}))


def test_a_line_without_a_review_is_one_as_it_always_was_and_a_wrong_review_is_refused() -> None:
    assert interaction_line(Interaction("u", "i", 3, 4.0)) == '{"user": "u", "item": "i", "time": 3, "value": 4.0}'
    with pytest.raises(ValueError, match="'text' is '3'; expected str"):
        read_interaction({"user": "u", "item": "i", "time": 1, "value": 4.0, "review": {"text": 3}})
