"""A conversation ends when the target is listed; who never listens is seen to break what was asked for."""

from __future__ import annotations

from functools import cache

from data.records import Item
from data.store import Store
from eval.options import DEMO_STORE
from eval.simulation.critic import Critic
from eval.simulation.finder import Finder
from eval.simulation.minds import Minds
from eval.simulation.outcome import MOST_TURNS, Outcome, figures
from eval.simulation.paging import PagingTalker
from eval.simulation.talk import talk
from eval.simulation.user import SimulatedUser
from eval.talkers import Answer


@cache
def store() -> Store:
    return Store.open(DEMO_STORE)


def users(count: int, seed: int = 0) -> list[SimulatedUser]:
    critic = Critic(store().catalogue)
    return [
        SimulatedUser(store().catalogue, critic, known, store().item_noun, seed)
        for known in Minds(store()).draw(count, seed)
    ]


def meet(user: SimulatedUser, items: list[Item]) -> Outcome:
    return talk(PagingTalker(items, 5), user, Finder(store().catalogue), session_id="s")


def others(user: SimulatedUser) -> list[Item]:
    return [item for item in store().catalogue if item != user.knowledge.target]


def test_who_always_finds_succeeds_at_once() -> None:
    found = figures([meet(user, [user.knowledge.target, *others(user)]) for user in users(10)])
    assert list(found["success@1"]) == [1.0] * 10  # type: ignore[arg-type]
    assert list(found["turns"]) == [1.0] * 10  # type: ignore[arg-type]


def test_the_turn_that_finds_it_counts() -> None:
    for user in users(5):
        later = others(user)
        found = meet(user, [*later[:10], user.knowledge.target, *later[10:]])
        assert found.found_at == 3
        assert [who for who, _, _ in found.transcript] == ["user", "agent"] * 3


def test_a_place_beyond_what_a_user_looks_at_is_no_find() -> None:
    (user,) = users(1)
    later = others(user)
    listed = [*later[:5], user.knowledge.target]
    found = talk(PagingTalker(listed, 6), user, Finder(store().catalogue), session_id="s")
    assert found.found_at is None


def test_who_never_listens_violates_and_ignores() -> None:
    outcomes = [meet(user, others(user)) for user in users(15)]
    assert all(one.found_at is None and len(one.transcript) == 2 * MOST_TURNS for one in outcomes)
    found = figures(outcomes)
    assert found["violated"] > 15 and found["ignored"] > 0.2  # type: ignore[operator]
    assert any("violates" in fault for one in outcomes for fault in one.faults)


def test_who_repeats_one_list_is_counted() -> None:
    (user,) = users(1)
    same = others(user)[:5]
    assert meet(user, same * 5).repeated == 20


def test_the_same_users_meet_the_same_system_in_the_same_way() -> None:
    first = [meet(user, others(user)).transcript for user in users(5)]
    assert first == [meet(user, others(user)).transcript for user in users(5)]
    assert first != [meet(user, others(user)).transcript for user in users(5, seed=1)]


class Silent:
    """Answers nothing at all."""

    def begin(self, session_id: str) -> None: ...

    def say(self, text: str) -> Answer:
        return Answer(failed="nobody there")

    def press(self, kind: str, item: str) -> Answer:
        return Answer()


def test_a_system_that_fails_is_talked_to_until_the_user_leaves() -> None:
    (user,) = users(1)
    found = talk(Silent(), user, Finder(store().catalogue), session_id="s")
    assert (found.failed, found.items, found.found_at) == (MOST_TURNS, 0, None)
