"""Criticism of a list is true of the target, and says what a person would see."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.records import Item
from eval.simulation.constraint import Constraint
from eval.simulation.critic import Critic, may_point
from eval.simulation.knowledge import Knowledge
from eval.simulation.point import decade, wish


def film(number: int, year: int, minutes: float, *genres: str, cast: tuple[str, ...] = ()) -> Item:
    attributes = {"genre": genres, "cast": cast}
    return Item(str(number), f"Zorblax {number}", year, attributes=attributes, numbers={"minutes": minutes})


TARGET = film(0, 1960, 90, "Western", "Comedy", cast=("Ada Abbel",))
NEW = [film(n, 2000 + n, 150 + n, "War", cast=("Bruno Borin",)) for n in range(1, 6)]
KNOWN = Knowledge(TARGET, (wish("genre", "Western"), decade(1960)), frozenset({"year", "minutes"}), (), frozenset())
CRITIC = Critic(Catalogue([TARGET, *NEW]))


def said_of(listed: list[Item], *said: Constraint) -> set[str]:
    return {str(point.constraint) for point in CRITIC.points(listed, KNOWN, said)}


def test_a_list_is_too_new_too_long_of_the_wrong_genre_and_of_a_name_that_comes_again() -> None:
    assert said_of(NEW) == {
        "year <= 2005", "minutes <= 155", "no genre War", "no cast Bruno Borin", "genre Western",
        "year >= 1960 and <= 1969",
    }


def test_everything_said_is_true_of_the_target() -> None:
    assert not any(point.constraint.broken_by(TARGET) for point in CRITIC.points(NEW, KNOWN, ()))


def test_what_was_said_is_not_said_again() -> None:
    assert "no genre War" not in said_of(NEW, Constraint("genre", "War", refused=True))
    assert "year <= 2005" not in said_of(NEW, Constraint("year", most=1969))


def test_nothing_is_wrong_with_a_list_like_the_target() -> None:
    assert said_of([film(9, 1961, 92, "Western", "Comedy")]) == set()


def test_a_word_of_the_title_is_refused_by_nobody() -> None:
    target = film(0, 1960, 90, "Comedy")
    target = Item("0", "War and Peace", 1960, attributes=target.attributes)
    known = Knowledge(target, (), frozenset(), (), frozenset())
    assert "no genre War" not in {str(one.constraint) for one in CRITIC.points(NEW, known, ())}


@pytest.mark.parametrize(("year", "may"), [(1970, True), (1950, False)])
def test_older_than_this_one_is_said_only_of_one_that_is_newer(year: int, may: bool) -> None:
    assert may_point(Constraint("year", most=1999), film(7, year, 90), TARGET) is may
