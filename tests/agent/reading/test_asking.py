"""What is asked of more than one item, or of why one is missing: how many, which one, in what order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.reading.ordering import Order
from agent.session import Facet, Preferences
from data.records import ItemRef, Turn
from tests.agent.films import named
from tests.agent.reading.reader import LIST, SHOWN, read


@pytest.mark.parametrize("text", [
    "which one should I watch?", "which would you pick?", "Which is better?", "which of these is the best?",
    "just tell me which one to watch", "what's your favourite of these?", "ok, pick one for me",
])  # fmt: skip
def test_one_of_the_list_is_to_be_chosen(text: str) -> None:
    found = read(text)
    assert found.question is not None and (found.question.kind, found.question.among) == ("choice", LIST)
    assert "recommend" not in found.acts and not found.liked


@pytest.mark.parametrize("text", ["Which film should I watch tonight?", "help me choose a film"])
def test_who_has_said_nothing_yet_speaks_of_no_list(text: str) -> None:
    assert read(text).question is None


def test_who_has_talked_speaks_of_the_list() -> None:
    talked = replace(SHOWN, turns=(Turn("user", ("a scary film",)), Turn("agent", ("Psycho.",))))
    question = read("Which film should I watch tonight?", talked).question
    assert question is not None and question.among == LIST


@pytest.mark.parametrize("text", [
    "which is better, Heat or Collateral?", "Should we watch Heat or Collateral",
    "I can't decide between Heat and Collateral",
])
def test_one_of_two_that_are_named_is_to_be_chosen(text: str) -> None:
    found = read(text)
    assert found.question is not None and found.question.among == (named("Heat"), named("Collateral"))
    assert not found.liked


@pytest.mark.parametrize("text", ["which is best for kids?", "the best films you have", "is Heat longer than Up?"])
def test_a_wish_and_a_comparison_are_no_choice(text: str) -> None:
    found = read(text)
    assert found.question is None or found.question.kind != "choice"


@pytest.mark.parametrize(("text", "of"), [
    ("how many films do you have?", Preferences()),
    ("How many comedies are there", Preferences(wanted=(Facet("genre", "Comedy"),))),
    ("how many films by Michael Mann do you have?", Preferences(wanted=(Facet("director", "Michael Mann"),))),
    ("how many films from the 90s are in your catalogue?", Preferences(year_from=1990, year_to=1999)),
])  # fmt: skip
def test_who_asks_how_many_there_are_wishes_for_none(text: str, of: Preferences) -> None:
    found = read(text)
    assert found.question is not None and (found.question.kind, found.question.of) == ("count", of)
    assert not (found.wanted or found.years or "recommend" in found.acts)


def test_some_of_what_was_counted_are_wished_for() -> None:
    before = replace(SHOWN, turns=(Turn("user", ("how many comedies do you have?",)), Turn("agent", ("I know 7.",))))
    assert read("show me three of them", before).wanted == (Facet("genre", "Comedy"),)
    assert not read("show me three of them").wanted


def test_how_many_minutes_is_asked_of_one_item() -> None:
    assert (found := read("how many minutes is Heat?").question) is not None and found.kind == "minutes"


def test_an_unknown_title_that_was_not_suggested_is_said_to_be_unknown() -> None:
    assert read("why didn't you suggest Zardozia?").unknown == ("Zardozia",)
    assert read("Why not The Interview?").unknown == ("The Interview",)
    assert read("would I like The Long Weekend?").unknown == ("The Long Weekend",)
    assert not read("why not Heat?").unknown and not read("do you have Tom Cruise films?").unknown


@pytest.mark.parametrize("text", ["why not something older?", "why not", "why don't you suggest a comedy?"])
def test_a_wish_with_why_not_is_a_wish(text: str) -> None:
    assert (found := read(text).question) is None or found.kind != "why_not"


@pytest.mark.parametrize(("text", "order"), [
    ("sort by year", Order("newest", "year", True, False)), ("oldest first", Order("oldest", "year", False, False)),
    ("sort them by running time please", Order("shortest", "minutes", False, False)),
    ("what's the longest film you have?", Order("longest", "minutes", True, True)),
    ("your oldest comedy?", Order("oldest", "year", False, True)),
])  # fmt: skip
def test_an_order_is_heard_and_its_words_point_at_nothing(text: str, order: Order) -> None:
    found = read(text)
    assert found.order == order and not (found.named or found.question or found.wishes)


@pytest.mark.parametrize("text", ["the longest one", "sort by price", "I saw the newest one first", "in order"])
def test_what_is_no_order_is_none(text: str) -> None:
    assert read(text).order is None


def test_the_most_of_all_is_a_wish_and_the_most_of_the_list_is_one_of_it() -> None:
    assert read("your scariest film").wanted == (Facet("mood", "scary"),)
    assert not read("is the scariest one violent?").wanted


@pytest.mark.parametrize(("text", "count"), [
    ("give me 10", 10), ("can you give me 8 comedies", 8), ("only 3 please", 3), ("just two", 2), ("top 5", 5),
    ("show me 25", 10), ("give me 90 minutes", None), ("find me 12 Angry Men", None), ("the second 3", None),
    ("I am 3", None),
])  # fmt: skip
def test_a_number_is_heard_as_how_many_where_nothing_else_is_counted(text: str, count: int | None) -> None:
    assert read(text).count == count


@pytest.mark.parametrize("text", [
    "compare Heat and Collateral", "What's the difference between Heat and Collateral?", "Heat vs Collateral",
])  # fmt: skip
def test_two_items_are_compared(text: str) -> None:
    question = read(text).question
    assert question is not None and (question.kind, question.item, question.beside) == (
        "compare", named("Heat"), named("Collateral"),
    )  # fmt: skip
    assert not read(text).liked


def test_who_compares_with_a_title_that_is_not_here_likes_neither() -> None:
    found = read("compare Heat and Zardozia")
    assert found.unknown == ("Zardozia",) and not found.liked
    assert found.question is not None and (found.question.kind, found.question.item) == ("compare", None)


def test_the_first_two_of_the_list_are_compared() -> None:
    question = read("what's the difference between the first two?").question
    assert question is not None and (question.item, question.beside) == LIST[:2]


@pytest.mark.parametrize("text", [
    "is it any good?", "is the first one worth it?", "how good is Psycho?", "would I like Psycho?",
    "do you think my wife would enjoy it?",
])
def test_whether_one_is_good_is_asked_of_it(text: str) -> None:
    found = read(text)
    assert found.question is not None and (found.question.kind, found.question.item) == ("worth", LIST[0])
    assert not found.liked


def test_what_else_somebody_made_is_a_wish_for_more_of_them() -> None:
    found = read("what else did he direct?")
    assert found.wanted == (Facet("director", "Alfred Hitchcock"),) and found.question is None
    assert read("more with the same actor").question is None


def test_what_can_you_do_asks_for_no_film() -> None:
    assert {"ask_who"} <= read("Hi, what can you do?").acts <= {"ask_who", "greet"}
    assert "recommend" in read("What are you recommendations?").acts


@pytest.mark.parametrize(("text", "kind"), [
    ("what genres do you have?", "genre"), ("which directors do you have?", "director"),
    ("what kinds of films do you have?", "genre"), ("which actors are there?", "cast"),
    ("what countries are there?", "country"),
])  # fmt: skip
def test_the_values_of_any_kind_can_be_asked_for(text: str, kind: str) -> None:
    question = read(text).question
    assert question is not None and question.whole and question.kind == kind


def test_what_films_do_you_have_asks_for_films() -> None:
    assert (found := read("what films do you have?")).question is None and "recommend" in found.acts


@pytest.mark.parametrize(("text", "facet"), [
    ("who is Michael Mann?", Facet("director", "Michael Mann")),
    ("Tell me about Tom Cruise", Facet("cast", "Tom Cruise")),
    ("what is a heist?", Facet("keyword", "heist")), ("ok, who's Al Pacino", Facet("cast", "Al Pacino")),
])  # fmt: skip
def test_who_or_what_a_value_is_asks_for_nothing_with_it(text: str, facet: Facet) -> None:
    found = read(text)
    assert found.question is not None and (found.question.kind, found.question.facets) == ("value", (facet,))
    assert not (found.wanted or found.similar or "recommend" in found.acts)


@pytest.mark.parametrize("text", ["that's wrong", "Sorry, that is not true!", "you already told me that"])
def test_a_complaint_is_no_wish(text: str) -> None:
    found = read(text)
    assert found.acts == {"complain"} and not (found.wishes or found.liked or found.disliked)


@pytest.mark.parametrize(("text", "act"), [("you're funny", "chat"), ("meh", "refuse"), ("not convinced", "refuse")])
def test_small_remarks_ask_for_nothing(text: str, act: str) -> None:
    found = read(text)
    assert act in found.acts and not (found.wanted or found.wishes or found.liked)


def test_a_pointer_and_a_title_are_two_that_can_be_compared_or_chosen_from() -> None:
    two = {LIST[0], named("Heat")}
    similar, better = read("how similar is it to Heat?").question, read("is it better than Heat?").question
    assert similar is not None and (similar.kind, {similar.item, similar.beside}) == ("compare", two)
    assert better is not None and (better.kind, set(better.among)) == ("choice", two)


def test_no_gangster_films_leaves_other_crime_alone() -> None:
    assert Facet("genre", "Crime") not in read("a crime film, but no gangster films").avoided


def test_what_they_have_in_common_is_asked_of_the_two_of_before() -> None:
    two = ("I liked ", ItemRef(named("Heat")), " and ", ItemRef(named("Collateral")))
    question = read("what do they have in common?", replace(SHOWN, turns=(Turn("user", two),))).question
    assert question is not None and (question.item, question.beside) == (named("Heat"), named("Collateral"))
    assert read("it makes no difference").question is None


@pytest.mark.parametrize("text", [
    "I liked Heat a lot, what else might I like?", "I loved Heat. What would I enjoy?",
    "I liked Heat, is there something I might like more?",
])  # fmt: skip
def test_what_else_one_might_like_asks_for_more_and_keeps_what_was_liked(text: str) -> None:
    found = read(text)
    assert found.liked == (named("Heat"),) and found.question is None and "recommend" in found.acts
