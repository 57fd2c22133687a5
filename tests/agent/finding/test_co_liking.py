"""Counts of people, against counting by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.finding.co_liking import CoLiking
from data.catalogue import Catalogue
from data.dialogues import Dialogues
from data.records import Dialogue, Interaction, Item, ItemRef, Turn

CATALOGUE = Catalogue([Item(name, name) for name in "abcd"])
events = st.lists(
    st.builds(
        Interaction,
        st.sampled_from("uvwxy"),
        st.sampled_from("abcd?"),
        value=st.none() | st.sampled_from([1.0, 4.0, 5.0]),
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(events)
def test_people_behind_items_and_pairs_are_counted_once_each(given_events: list[Interaction]) -> None:
    values = [event.value for event in given_events if event.item in CATALOGUE and event.value is not None]
    least = 0.8 * max(values, default=0.0)
    liked = {
        item: {e.user for e in given_events if e.item == item and (e.value is None or e.value >= least)}
        for item in "abcd"
    }
    liking = CoLiking(CATALOGUE, given_events)
    assert liking.said == ("liked" if values else "chose")
    assert liking.counts.tolist() == [len(liked[item]) for item in "abcd"]
    for row, item in enumerate("abcd"):
        assert liking.together(row).tolist() == [len(liked[item] & liked[other]) for other in "abcd"]
        assert ((0 <= liking.similarity(row)) & (liking.similarity(row) < 1)).all()


def test_no_events_mean_no_likes() -> None:
    liking = CoLiking(CATALOGUE)
    assert not liking and liking.counts.tolist() == [0, 0, 0, 0] and not liking.together(2).any()


def test_few_people_count_less_than_many_who_agree_as_much() -> None:
    pairs = [("a", "b", 2), ("c", "d", 40)]
    made = [Interaction(f"{one}{n}", item) for one, two, count in pairs for n in range(count) for item in (one, two)]
    liking = CoLiking(CATALOGUE, made)
    assert liking.similarity(2)[3] > 2 * liking.similarity(0)[1] > 0


def test_lift_is_zero_where_a_pair_is_no_more_than_chance() -> None:
    steps = (("a", 2), ("b", 2), ("c", 1))
    made = [Interaction(str(person), item) for person in range(8) for item, step in steps if person % step == 0]
    liking = CoLiking(CATALOGUE, made)
    assert np.isclose(liking.lift(0, 1), 1.0) and liking.lift(0, 2) == 0.0 and liking.lift(0, 3) == 0.0


def test_a_store_of_conversations_alone_counts_what_is_named_together_in_them() -> None:
    def talk(number: int, *items: str, split: str = "train") -> Dialogue:
        said = tuple(Turn("user" if place % 2 else "agent", (ItemRef(item),)) for place, item in enumerate(items))
        return Dialogue(f"d{number}", said, split=split)

    talks = Dialogues([talk(0, "a", "b", "a"), talk(1, "a", "b"), talk(2, "c"), talk(3, "c", "d", split="test")])
    liking = CoLiking(CATALOGUE, (), talks)
    assert liking.said == "named"
    assert liking.counts.tolist() == [2, 2, 1, 0]
    assert liking.together(0).tolist() == [2, 2, 0, 0]
    rated = CoLiking(CATALOGUE, [Interaction("u", "d", value=5.0)], talks)
    assert rated.said == "liked" and rated.counts.tolist() == [0, 0, 0, 1]
