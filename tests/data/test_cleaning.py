from hypothesis import given
from hypothesis import strategies as st

from data.cleaning import clean_reading
from data.knowledge import Triple
from data.problems import Problems
from data.reading import Reading
from data.records import Dialogue, Interaction, Item, ItemRef, Mark, Turn
from data.text import clean


def cleaned(*turns: Turn, **more: object) -> tuple[Reading, int]:
    items = (Item("a", "Heat"), Item("b\u200b", "Ronin"))
    talk = Dialogue("d", turns, {"b\u200b": Mark(liked=True)})
    return clean_reading(Reading("x", items, dialogues=(talk,), **more), Problems(strict=True))  # type: ignore[arg-type]


def test_blanks_beside_items_stay_and_pieces_join() -> None:
    reading, _ = cleaned(Turn("user", ("  I\n like ", ItemRef("a"), " ", "and  ", ItemRef("b\u200b"), " \u200b")))
    assert reading.dialogues[0].turns == (Turn("user", ("I like ", ItemRef("a"), " and ", ItemRef("b"))),)
    assert reading.dialogues[0].marks == {"b": Mark(liked=True)}


def test_a_turn_that_says_nothing_is_left_out() -> None:
    reading, _ = cleaned(Turn("user", ("hi",)), Turn("agent", (" \u200b ",)))
    assert reading.dialogues[0].turns == (Turn("user", ("hi",)),)


def test_ids_stay_one_across_records() -> None:
    reading, stripped = cleaned(Turn("user", ("hi",)), interactions=(Interaction("u\u200b", "b\u200b", 3, 4.0),))
    assert reading.interactions == (Interaction("u", "b", 3, 4.0),)
    assert stripped == 2


def test_a_profile_is_cleaned_and_cut() -> None:
    told = Interaction("u", "a", 3, 4.0, None, "Likes\u200b tea. " * 1_000)
    reading, _ = cleaned(Turn("user", ("hi",)), interactions=(told,))
    (event,) = reading.interactions
    assert event.profile.startswith("Likes tea. Likes tea.") and len(event.profile) <= 2_000


def test_annotations_and_facts_are_cleaned_as_texts_are() -> None:
    rests_on = (("a\u200b", "b", "c " * 3_000), ("a", "b", "\u200b"))
    noted = Turn("user", ("hi",), "Gre\u200bet", " Utrecht ", rests_on, ("REC", "RE\u200bC", ""))
    facts = (Triple("item:b\u200b", "ge\u200bnre", "genre:Dr\u200bama"), Triple("item:b", "genre", "genre:Drama"))
    reading, _ = cleaned(noted, knowledge=facts)
    (turn,) = reading.dialogues[0].turns
    assert (turn.goal, turn.topic, turn.intents) == ("Greet", "Utrecht", ("REC",))
    assert [fact[:2] for fact in turn.knowledge] == [("a", "b")] and len(turn.knowledge[0][2]) <= 2_000
    assert reading.knowledge == (Triple("item:b", "genre", "genre:Drama"),)


def test_a_fact_of_no_item_and_an_empty_profile_entry_are_left_out() -> None:
    profile = {"Home\u200b": ("Utrecht",), "\u200b": ("x",), "Age": (" ",)}
    talk = Dialogue("d", (Turn("user", ("hi",)),), profile=profile)
    facts = (Triple("item:z", "genre", "genre:Drama"), Triple("item:a", "", "genre:Drama"), Triple("item:a", "x", "y"))
    problems = Problems()
    reading, _ = clean_reading(Reading("x", (Item("a", "Heat"),), dialogues=(talk,), knowledge=facts), problems)
    assert reading.knowledge == facts[2:]
    assert [problem.column for problem in problems.listed] == ["knowledge", "knowledge"]
    assert reading.dialogues[0].profile == {"Home": ("Utrecht",)}


def test_records_that_name_no_item_are_reported() -> None:
    talk = Dialogue("d", (Turn("user", (ItemRef("z"),)),))
    problems = Problems()
    items = (Item("a", "Heat"), Item("c", " "))
    reading, _ = clean_reading(Reading("x", items, (Interaction("u", "c"),), (talk,)), problems)
    assert ([item.id for item in reading.items], reading.interactions, reading.dialogues) == (["a"], (), ())
    assert [problem.column for problem in problems.listed] == ["item", "interaction", "dialogue"]


@given(st.lists(st.text(st.characters(max_codepoint=126)) | st.just(ItemRef("a")), max_size=6))
def test_the_words_and_items_of_a_turn_survive(pieces: list[str | ItemRef]) -> None:
    reading, _ = cleaned(Turn("agent", tuple(pieces)), Turn("user", ("hi",)))
    *said, _ = reading.dialogues[0].turns
    before = [clean(piece)[0] if isinstance(piece, str) else "<a>" for piece in pieces]
    after = [piece if isinstance(piece, str) else "<a>" for turn in said for piece in turn.pieces]
    assert "".join(before).replace(" ", "") == "".join(after).replace(" ", "")
    assert all("  " not in piece for piece in after)
