"""Small things that people say, each for the cause behind it."""

from __future__ import annotations

import pytest

from agent.reading.linking import Linker
from agent.reading.understander import Understander
from agent.reading.vocabulary import Vocabulary
from agent.session import Facet, Session
from agent.words.facts import answer
from data.catalogue import Catalogue
from data.records import Item
from tests.agent.films import FILMS, named
from tests.agent.reading.reader import LIST, SHOWN, read

NEW = Session("s")


def test_a_word_that_english_shares_tells_no_other_language() -> None:
    assert "language" not in read("film", NEW).acts and "recommend" in read("film", NEW).acts
    assert "language" in read("un film pour moi", NEW).acts


@pytest.mark.parametrize("text, seen", [("I've seen 1 and 3", (LIST[0], LIST[2])), ("I have seen 2", (LIST[1],))])
def test_bare_numbers_are_places_of_the_list(text: str, seen: tuple[str, ...]) -> None:
    assert read(text).seen == seen


def test_a_bare_number_past_the_list_is_none_of_it() -> None:
    assert read("2").named == (LIST[1],)
    assert read("7").named == ()


def test_a_day_of_the_week_is_no_title() -> None:
    week = Catalogue([*FILMS, Item("friday", "Friday", 1995, "Two friends sit on a porch.")])
    reader = Understander(Linker(week), Vocabulary(week))
    assert reader.understand("We look for a film every Friday evening", NEW).liked == ()
    assert reader.understand("I loved Friday", NEW).liked == ("friday",)


def test_a_family_name_with_a_slip_is_known_by_the_given_name() -> None:
    assert read("something with tom cruize").wanted == (Facet("cast", "Tom Cruise"),)
    assert read("something with tom hanx").wanted != (Facet("cast", "Tom Cruise"),)


def test_a_word_after_an_article_is_no_surname() -> None:
    assert read("something about a mann").wanted == ()
    assert read("something by mann").wanted == (Facet("director", "Michael Mann"),)


def test_what_somebody_fears_is_avoided() -> None:
    assert read("she is afraid of clowns").avoided == (Facet("keyword", "clown"),)
    assert read("neither horror nor comedy").avoided == (Facet("genre", "Horror"), Facet("genre", "Comedy"))
    found = read("I don't hate comedies")
    assert (found.avoided, found.allowed) == ((), (Facet("genre", "Comedy"),))


@pytest.mark.parametrize("text", ["is it violent", "is the first one violent", "Is Psycho violent?"])
def test_a_question_needs_no_mark(text: str) -> None:
    found = read(text)
    assert found.question is not None and found.question.facets == (Facet("mood", "violent"),)
    assert (found.wanted, found.question.item) == ((), named("Psycho"))


def test_a_question_of_an_item_wishes_for_nothing() -> None:
    assert read("does the clown die?", NEW).wishes == ()
    assert read("what makes the second one good?").liked == ()
    assert "ask_why" in read("what makes the second one good?").acts


def test_a_comparison_of_two_items_is_a_question_and_no_direction() -> None:
    found = read("Is Heat longer than Collateral?")
    assert found.question is not None and (found.question.kind, found.critiques) == ("minutes", ())


def test_a_title_of_everyday_words_is_known_in_a_question() -> None:
    found = read("what's get out about?", NEW)
    assert found.question is not None and found.question.item == named("Get Out")


def test_who_wants_nothing_without_a_thing_names_no_title() -> None:
    assert read("I don't want anything without dialogue", NEW).unknown == ()


@pytest.mark.parametrize("text", ["can you book me a table for two", "do you like pizza?", "order me a taxi"])
def test_what_no_recommender_does_is_off_topic(text: str) -> None:
    assert read(text, NEW).acts == {"off_topic"}


def test_a_child_is_told_by_its_age() -> None:
    assert read("what can I watch with my 6 year old", NEW).wanted == (Facet("mood", "family-friendly"),)
    assert read("a 30 year old film", NEW).wanted == ()


@pytest.mark.parametrize(
    "text, count", [("just one", 1), ("one more", 1), ("top 5 films", 5), ("just one thing", None)]
)
def test_how_many_are_asked_for(text: str, count: int | None) -> None:
    assert read(text).count == count


def test_the_first_one_of_a_list_corrects_no_title() -> None:
    seen = SHOWN.said(read("I have seen It", NEW).turn())
    assert read("is the first one scary?", seen).correction is None


@pytest.mark.parametrize(
    ("text", "kind", "item"),
    [
        ("is there anything violent in the first?", "yes_no", LIST[0]), ("is it long?", "minutes", LIST[0]),
        ("is the second one new?", "year", LIST[1]),
    ],
)  # fmt: skip
def test_what_is_asked_of_an_item_is_no_wish(text: str, kind: str, item: str) -> None:
    found = read(text)
    assert found.question is not None and (found.question.kind, found.question.item) == (kind, item)
    assert (found.wanted, found.critiques) == ((), ())


def test_and_another_asks_the_same_again() -> None:
    asked = SHOWN.said(read("is the first one long?").turn())
    found = read("and the second?", asked).question
    assert found is not None and (found.kind, found.item) == ("minutes", LIST[1])


def test_the_shorter_one_points_at_the_list_and_asks_for_nothing_shorter() -> None:
    found = read("the shorter one please")
    assert (found.named, found.critiques) == ((named("Up"),), ())


def test_a_namesake_is_told_by_a_value() -> None:
    said = Session("s").said(read("I loved It (2017)", NEW).turn())
    assert read("the Tim Curry one", said).correction == (named("It", 2017), named("It", 1990))
    assert read("not the Bill Skarsgård one", said).correction == (named("It", 2017), named("It", 1990))
    assert read("the western", said).correction is None


def test_the_last_years_are_counted_from_the_newest_film() -> None:
    found = read("something from the last 20 years").years
    assert found is not None and (found.first, found.last) == (1997, None)


def test_too_many_of_a_theme_is_a_ban_and_more_of_one_a_wish() -> None:
    assert read("too many clowns").avoided == (Facet("keyword", "clown"),)
    found = read("less police and more heist please")
    assert (found.avoided, found.wanted) == ((Facet("keyword", "police"),), (Facet("keyword", "heist"),))


def test_what_kinds_there_are_is_asked_of_the_whole_catalogue() -> None:
    found = read("which genres do you have?").question
    assert found is not None and (found.kind, found.item, found.whole) == ("genre", None, True)
    shelves = str(answer(found, FILMS).fields["value"])
    assert {"crime", "western"} <= set(shelves.replace(" and ", ", ").split(", "))
    asked = read("which genre is the first one?").question
    assert asked is not None and not asked.whole


def test_a_question_of_a_maker_is_a_wish() -> None:
    assert set(read("did mann make a western?", NEW).wanted) == {
        Facet("director", "Michael Mann"), Facet("genre", "Western"),
    }  # fmt: skip


def test_more_of_a_noun_is_more_of_what_it_is() -> None:
    assert [one.word for one in read("more violence please").critiques] == ["more violent"]


@pytest.mark.parametrize("text", ["Nothing with clowns, the little one gets scared", "no clowns, my son is small"])
def test_children_in_the_room_are_no_films_for_children_that_are_refused(text: str) -> None:
    found = read(text, NEW)
    assert Facet("keyword", "clown") in found.avoided and Facet("mood", "family-friendly") not in found.avoided
    assert Facet("mood", "family-friendly") in read("nothing for kids please", NEW).avoided


@pytest.mark.parametrize(
    "text", ["I'm tired of comedy", "comedy is not my thing", "Not that long, and I have had enough of comedy"]
)
def test_what_somebody_is_tired_of_is_refused(text: str) -> None:
    assert Facet("genre", "Comedy") in read(text).avoided and not read(text).wanted


@pytest.mark.parametrize(
    "text", ["I'm tired of family", "Hm, family is not my thing.", "Anything but family", "Family isn't for me"]
)
def test_family_is_refused_like_any_other_genre_and_is_no_company_then(text: str) -> None:
    found = read(text)
    assert Facet("genre", "Family") in found.avoided and not found.wanted
    assert Facet("mood", "violent") not in found.avoided


def test_how_long_is_too_long_points_at_no_item() -> None:
    (critique,) = read("Nothing scary, not that long.").critiques
    assert critique.word == "shorter"
