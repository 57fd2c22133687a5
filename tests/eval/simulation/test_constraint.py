"""A constraint is kept or broken by every item, and is news once."""

from __future__ import annotations

import pytest

from data.records import Item
from eval.simulation.constraint import Constraint

HEAT = Item("heat", "Heat", 1995, attributes={"genre": ("Crime",)}, numbers={"minutes": 170.0})
BARE = Item("bare", "Bare")


@pytest.mark.parametrize(
    ("constraint", "hard", "heat", "bare"),
    [
        (Constraint("genre", "crime"), False, False, True),
        (Constraint("genre", "CRIME", refused=True), True, True, False),
        (Constraint("item", "heat", refused=True), True, True, False),
        (Constraint("year", least=1990, most=1999), True, False, True),
        (Constraint("year", most=1994), True, True, True),
        (Constraint("minutes", least=170), True, False, True),
        (Constraint("word", "lighthouse"), False, False, False),
    ],
)
def test_what_keeps_and_what_breaks_a_constraint(constraint: Constraint, hard: bool, heat: bool, bare: bool) -> None:
    assert (constraint.hard, constraint.broken_by(HEAT), constraint.broken_by(BARE)) == (hard, heat, bare)


def test_a_list_ignores_what_more_than_half_of_it_breaks() -> None:
    crime = Constraint("genre", "Crime")
    assert not crime.ignored_by([HEAT, BARE])
    assert crime.ignored_by([HEAT, BARE, BARE])


def test_less_than_was_said_is_no_news_and_more_is() -> None:
    said = [Constraint("minutes", most=90), Constraint("genre", "Crime")]
    assert Constraint("minutes", most=120).said_in(said)
    assert not Constraint("minutes", most=80).said_in(said)
    assert not Constraint("minutes", least=80).said_in(said)
    assert not Constraint("year", most=120).said_in(said)
    assert Constraint("genre", "Crime").said_in(said)
    assert not Constraint("genre", "Crime", refused=True).said_in(said)


def test_a_constraint_reads_as_what_it_asks_for() -> None:
    assert str(Constraint("year", least=1990, most=1999)) == "year >= 1990 and <= 1999"
    assert str(Constraint("genre", "War", refused=True)) == "no genre War"
