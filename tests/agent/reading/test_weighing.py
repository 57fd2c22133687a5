"""Two items weighed against each other: what is asked of whom, what is answered, and that nobody is taken to wish."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.reading.questions import Question
from agent.words.facts import answer
from data.catalogue import Catalogue
from data.records import ItemRef, Turn
from prompts.template import load_templates
from tests.agent.films import FILMS, named
from tests.agent.reading.reader import LIST, SHOWN, read

HEAT, COLLATERAL = named("Heat"), named("Collateral")


@pytest.mark.parametrize(("text", "kind"), [
    ("is Heat longer than Collateral?", "minutes"), ("Is Heat shorter than Collateral", "minutes"),
    ("which is older, Heat or Collateral?", "year"), ("Heat or Collateral, which one is newer?", "year"),
    ("Which came first: Heat or Collateral?", "year"), ("what's longer, Heat or Collateral", "minutes"),
    ("Was Heat released earlier than Collateral?", "year"),
    ("Which one is the longest, Heat or Collateral?", "minutes"),
])  # fmt: skip
def test_two_items_are_weighed_and_nothing_is_wished(text: str, kind: str) -> None:
    found = read(text)
    assert found.question == Question(kind, HEAT, beside=COLLATERAL)
    assert "ask_fact" in found.acts and not (found.critiques or found.wanted or found.years or found.liked)


def test_the_item_in_a_list_may_be_one_of_the_two() -> None:
    assert read("is the second one longer than Heat?").question == Question("minutes", HEAT, beside=LIST[1])


@pytest.mark.parametrize("text", ["and which is newer?", "Which one is newer?", "ok, what is newer"])
def test_a_question_without_names_goes_on_about_the_two_of_before(text: str) -> None:
    before = replace(SHOWN, turns=(Turn("user", ("is ", ItemRef(HEAT), " longer than ", ItemRef(COLLATERAL), "?")),))
    assert read(text, before).question == Question("year", HEAT, beside=COLLATERAL)
    assert read("and something newer?", before).question is None


@pytest.mark.parametrize("text", ["which is scarier, Heat or Collateral?", "is Heat more violent than Collateral?"])
def test_what_no_catalogue_says_of_two_is_no_wish_either(text: str) -> None:
    found = read(text)
    assert found.question == Question("other", HEAT, beside=COLLATERAL) and not found.critiques
    assert answer(found.question, FILMS).situation == "answer_unknown"


def test_films_that_are_longer_than_one_are_looked_for() -> None:
    found = read("are there films longer than Heat?")
    assert found.question is None and found.critiques


@pytest.mark.parametrize("text", ["something older than Heat and Collateral", "I like Heat more than Collateral"])
def test_what_weighs_nothing_is_no_such_question(text: str) -> None:
    found = read(text).question
    assert found is None or found.beside is None


def test_the_answer_says_which_has_more_whichever_way_it_was_asked() -> None:
    for question in (Question("year", HEAT, beside=COLLATERAL), Question("year", COLLATERAL, beside=HEAT)):
        fact = answer(question, FILMS)
        assert (fact.situation, fact.fields["item"], fact.fields["other"]) == (
            "weighed_years", ItemRef(COLLATERAL), ItemRef(HEAT)
        )  # fmt: skip
        assert (fact.fields["value"], fact.fields["less"]) == ("2004", "1995")
    long = answer(Question("minutes", HEAT, beside=COLLATERAL), FILMS)
    assert (long.situation, long.fields["item"]) == ("weighed_length", ItemRef(HEAT))
    assert str(long.fields["value"]).endswith("minutes")


def test_even_ones_are_even_and_what_is_not_known_is_not_made_up() -> None:
    one, other = FILMS[HEAT], FILMS[COLLATERAL]
    same = Catalogue([one, replace(other, year=one.year, numbers=one.numbers)])
    found = [answer(Question(kind, HEAT, beside=COLLATERAL), same).situation for kind in ("year", "minutes")]
    assert found == ["weighed_years_even", "weighed_length_even"]
    bare = Catalogue([one, replace(other, numbers={})])
    unknown = answer(Question("minutes", HEAT, beside=COLLATERAL), bare)
    assert (unknown.situation, unknown.fields) == ("answer_unknown", {"item": ItemRef(COLLATERAL)})


@pytest.mark.parametrize("situation", ["weighed_years", "weighed_length"])
def test_every_wording_names_both_with_what_each_has(situation: str) -> None:
    from prompts.tasks.conversation import FIELDS

    wordings = [one for one in load_templates("conversation", FIELDS) if one.situation == situation]
    assert len(wordings) == 6
    assert all(one.placeholders() == {"item", "other", "value", "less"} for one in wordings)
