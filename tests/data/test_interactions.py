from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.interactions import Case, Interactions
from data.records import Interaction

EVENTS = st.lists(
    st.builds(
        Interaction,
        user=st.sampled_from("abcd"),
        item=st.sampled_from("123456789"),
        time=st.none() | st.integers(0, 5),
        value=st.none() | st.sampled_from([1.0, 3.0, 5.0]),
    ),
    max_size=40,
)
TIMED = EVENTS.map(lambda events: [event for event in events if event.time is not None])


def met(*items: str, user: str = "u") -> list[Interaction]:
    return [Interaction(user, item, time) for time, item in enumerate(items)]


@given(EVENTS, st.none() | st.integers(0, 3))
def test_a_history_holds_all_of_a_users_events_in_time_order(events: list[Interaction], seed: int | None) -> None:
    interactions = Interactions(events, seed=seed)
    assert len(interactions) == len(events)
    for user in interactions.users:
        history = interactions.history(user)
        times = [-1 if event.time is None else event.time for event in history]
        assert times == sorted(times)
        assert sorted(map(repr, history)) == sorted(repr(event) for event in events if event.user == user)


@given(EVENTS)
def test_leaving_one_out_puts_every_event_in_exactly_one_part(events: list[Interaction]) -> None:
    interactions = Interactions(events)
    split = interactions.leave_one_out()
    parts = list(chain(split.train, split.valid, split.test))
    assert sorted(map(repr, parts)) == sorted(map(repr, interactions.once()))
    assert len(parts) + split.repeats == len(events)


@given(EVENTS)
def test_a_held_out_target_is_never_in_its_history(events: list[Interaction]) -> None:
    interactions = Interactions(events)
    split = interactions.leave_one_out()
    for part in ("valid", "test"):
        for case in split.cases(part):
            assert case.target not in case.history
    for case in split.cases("test"):
        order = [event.item for event in interactions.once().history(case.user)]
        assert [*case.history, case.target] == order


@given(TIMED, st.integers(0, 6), st.integers(0, 6))
def test_a_time_split_never_trains_on_what_comes_after_the_cut(events: list[Interaction], one: int, two: int) -> None:
    start, cut = sorted((one, two))
    interactions = Interactions(events)
    split = interactions.split_by_time(cut, valid_from=start)
    assert all(event.time < start for event in split.train if event.time is not None)
    assert all(start <= event.time < cut for event in split.valid if event.time is not None)
    assert all(event.time >= cut for event in split.test if event.time is not None)
    assert len(split.train) + len(split.valid) + len(split.test) + split.repeats == len(events)
    assert all(case.target not in case.history for case in split.cases("test"))


def test_the_last_item_is_for_test_and_the_one_before_for_validation() -> None:
    split = Interactions(met("a", "b", "c", "d")).leave_one_out()
    assert list(split.cases("valid")) == [Case("u", ("a", "b"), "c")]
    assert list(split.cases("test")) == [Case("u", ("a", "b", "c"), "d")]


def test_users_with_fewer_than_three_items_are_for_training_only() -> None:
    split = Interactions(met("a", "b", "a")).leave_one_out()
    assert [event.item for event in split.train] == ["a", "b"]
    assert not len(split.valid) and not len(split.test)
    assert split.repeats == 1


def test_ties_keep_the_order_of_the_file_or_are_shuffled_by_the_seed() -> None:
    tied = [Interaction("u", str(n), 7) for n in range(20)]
    assert Interactions(tied).history("u") == tuple(tied)
    shuffled = Interactions(tied, seed=1).history("u")
    assert shuffled != tuple(tied) and sorted(map(repr, shuffled)) == sorted(map(repr, tied))
    assert shuffled == Interactions(tied, seed=1).history("u")
    assert shuffled != Interactions(tied, seed=2).history("u")


def test_one_users_ties_do_not_depend_on_other_users() -> None:
    tied = [Interaction("u", str(n), 7) for n in range(20)]
    other = [Interaction("a", str(n), 7) for n in range(5)]
    assert Interactions(tied, seed=1).history("u") == Interactions(other + tied, seed=1).history("u")


def test_events_without_a_time_keep_their_order_even_with_a_seed() -> None:
    events = [Interaction("u", item) for item in "qwertzuiop"]
    assert Interactions(events, seed=3).history("u") == tuple(events)


def test_a_time_split_without_times_says_what_to_use_instead() -> None:
    with pytest.raises(ValueError, match="leave_one_out"):
        Interactions([Interaction("u", "a")]).split_by_time(3)
    with pytest.raises(ValueError, match="validation comes before test"):
        Interactions(met("a")).split_by_time(3, valid_from=4)


@given(EVENTS, st.integers(0, 3))
def test_shares_are_drawn_and_leave_every_user_and_item_in_training(events: list[Interaction], seed: int) -> None:
    interactions = Interactions(events)
    split = interactions.in_shares(seed)
    parts = (split.train, split.valid, split.test)
    assert sorted(repr(event) for part in parts for event in part) == sorted(map(repr, interactions.once()))
    assert set(split.train.users) == set(interactions.users) and split.train.items == interactions.items
    assert split.repeats == len(interactions) - len(interactions.once())
    again = interactions.in_shares(seed)
    assert (split.train, split.valid, split.test) == (again.train, again.valid, again.test)


def test_a_tenth_is_for_test_and_a_tenth_for_validation_another_one_for_another_seed() -> None:
    every = Interactions([event for user in range(20) for event in met(*"abcdefghij", user=str(user))])
    splits = [every.in_shares(seed) for seed in (0, 1)]
    assert [len(part) for one in splits for part in (one.train, one.valid, one.test)] == [160, 20, 20] * 2
    assert splits[0].test != splits[1].test


def test_few_meetings_are_shared_between_test_and_validation_and_strangers_need_not_be_known() -> None:
    few = Interactions([Interaction(str(n), str(n)) for n in range(20)])
    assert [len(part) for part in (few.in_shares(0).valid, few.in_shares(0).test)] == [0, 0]
    strangers = few.in_shares(0, known=False)
    assert [len(part) for part in (strangers.train, strangers.valid, strangers.test)] == [16, 2, 2]
    some = Interactions([*few, Interaction("0", "1"), Interaction("1", "2"), Interaction("2", "3")]).in_shares(1)
    assert len(some.valid) == len(some.test) == 1


def test_popularity_counts_events_and_breaks_ties_by_id_not_by_appearance() -> None:
    events = [*met("z", "b"), *met("b", "a", user="v")]
    assert list(Interactions(events).popularity().items()) == [("b", 2), ("a", 1), ("z", 1)]


def test_liked_keeps_high_ratings_and_events_that_have_none() -> None:
    events = [Interaction("u", "a", 0, 5.0), Interaction("u", "b", 1, 2.0), Interaction("u", "c", 2)]
    assert [event.item for event in Interactions(events).liked(4)] == ["a", "c"]


def test_a_subset_of_items_drops_users_who_met_none_of_them() -> None:
    few = Interactions([*met("a", "b"), *met("c", user="v")]).only({"a"})
    assert few.users == ("u",) and few.items == {"a"}


def test_an_unknown_user_has_an_empty_history() -> None:
    assert Interactions(met("a")).history("nobody") == ()


def test_numbers_by_first_appearance_give_the_target_away_and_renumbering_stops_that() -> None:
    # Items numbered while whole sequences are walked: the next item is the largest so far, plus 1.
    leaking = Interactions(Interaction(f"u{u}", str(6 * u + n), n) for u in range(60) for n in range(6))
    cured, new = leaking.renumbered(seed=5)

    def caught(interactions: Interactions) -> float:
        cases = list(interactions.leave_one_out().cases("test"))
        return sum(case.target == str(max(map(int, case.history)) + 1) for case in cases) / len(cases)

    assert caught(leaking) == 1.0
    assert caught(cured) < 0.1
    assert sorted(new.values(), key=int) == [str(number) for number in range(1, 361)]
    assert cured == leaking.renumbered(seed=5)[0]
    assert [new[event.item] for event in leaking.history("u0")] == [event.item for event in cured.history("u0")]
