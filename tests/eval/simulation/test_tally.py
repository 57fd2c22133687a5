"""Answers are judged by what was said before them: broken, lacking, repeated, unknown, failed."""

from __future__ import annotations

import pytest

from data.catalogue import Catalogue
from data.records import Item
from eval.simulation.constraint import Constraint
from eval.simulation.critic import Critic
from eval.simulation.finder import Finder
from eval.simulation.knowledge import Knowledge
from eval.simulation.outcome import Outcome, figures
from eval.simulation.tally import Tally
from eval.simulation.user import SimulatedUser
from eval.talkers import Answer

ITEMS = [
    Item("1", "Heat", 1995, attributes={"genre": ("Crime",)}),
    Item("2", "Alien", 1979, attributes={"genre": ("Horror",)}),
    Item("3", "Clue", 1985, attributes={"genre": ("Comedy",)}),
    Item("4", "Clue", 1999),
]
CATALOGUE = Catalogue(ITEMS)
USER = SimulatedUser(CATALOGUE, Critic(CATALOGUE), Knowledge(ITEMS[0], (), frozenset(), (), frozenset()))


def listing(*items: Item, notice: str = "") -> Answer:
    ids, titles = tuple(item.id for item in items), tuple(item.title for item in items)
    return Answer("Here.", "recommend", ids, titles, notice=notice)


def test_broken_constraints_and_missing_wishes_are_counted_by_item() -> None:
    tally = Tally(Finder(CATALOGUE))
    stated = [Constraint("genre", "Horror", refused=True), Constraint("year", most=1990)]
    tally.take("no horror, older", listing(ITEMS[0], ITEMS[1]), stated)
    stated.append(Constraint("genre", "Comedy"))
    tally.take("comedy", listing(ITEMS[2], ITEMS[0], notice="only one fits"), stated)
    found = tally.outcome(None, USER)
    assert (found.items, found.violated, found.unmet, found.unmet_unsaid, found.repeated) == (4, 3, 1, 0, 1)
    assert (found.stated, found.ignored) == (3, 0)
    assert found.faults == (
        "turn 1 violates year <= 1990 with Heat (1995)", "turn 1 violates no genre Horror with Alien (1979)",
        "turn 2 violates year <= 1990 with Heat (1995)",
    )


def test_a_constraint_that_most_of_the_next_list_breaks_was_ignored() -> None:
    tally = Tally(Finder(CATALOGUE))
    tally.take("comedy", Answer("What else?"), [Constraint("genre", "Comedy")])
    tally.take("so?", listing(ITEMS[0], ITEMS[1], ITEMS[2]), [Constraint("genre", "Comedy")])
    found = tally.outcome(None, USER)
    assert (found.stated, found.ignored, found.unmet, found.unmet_unsaid) == (1, 1, 2, 2)


def test_only_the_first_items_of_a_list_are_looked_at_and_unknown_ones_are_counted() -> None:
    tally = Tally(Finder(CATALOGUE), shown=2)
    answer = Answer("", "recommend", ("x7", "x8", "1"), ("Alien", "Zorblax", "Heat"))
    assert tally.take("hi", answer, ()) == (ITEMS[1],)
    assert tally.outcome(None, USER).unknown == 1


def test_a_title_means_an_item_where_it_is_the_only_one_of_its_name() -> None:
    finder = Finder(CATALOGUE)
    assert finder.find("their-7", "alien") == ITEMS[1]
    assert finder.find("their-8", "Clue") is None
    assert finder.find("their-8", "Clue (1985)") == ITEMS[2]
    assert finder.find("4", "anything") == ITEMS[3]


def test_failures_are_counted_and_kept_in_the_transcript() -> None:
    tally = Tally(Finder(CATALOGUE))
    tally.take("hi", Answer(failed="HTTP 500"), ())
    tally.take("hi", Answer(refused="too long"), ())
    found = tally.outcome(None, USER)
    assert found.failed == 2 and found.transcript[1] == ("agent", "HTTP 500", ())


def test_figures_are_shares_of_conversations_counts_and_shares_of_what_was_said() -> None:
    failed = Outcome(None, items=25, violated=3, stated=6, ignored=2, questions=2, answered=1)
    found = figures([Outcome(1, items=5, stated=2), failed])
    assert [found[f"success@{turn}"].mean() for turn in (1, 5)] == [0.5, 0.5]  # type: ignore[union-attr]
    assert list(found["turns"]) == [1, 5]  # type: ignore[arg-type]
    assert (found["violated"], found["ignored"], found["answered_questions"]) == (3, pytest.approx(0.25), 0.5)
    assert "answered_questions" not in figures([Outcome(1)])
