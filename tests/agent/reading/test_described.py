"""Loose names, on the films of the demo: what people say of a film whose title they do not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.reading.described import Descriptions
from agent.reading.reader import Reader
from agent.reading.understanding import Understanding
from agent.session import Preferences, Session
from data.store import Store

STORE = Path(__file__).parents[3] / "demo" / "store"
CATALOGUE = Store.open(STORE).catalogue
READER = Reader.of(CATALOGUE)
DESCRIPTIONS = Descriptions(CATALOGUE, READER.vocabulary)
NEW = Session("s")


def film(title: str) -> str:
    return next(item.id for item in CATALOGUE if item.title == title)


def read(text: str, session: Session = NEW) -> Understanding:
    return READER.understander.understand(text, session)


def showing(*titles: str) -> Session:
    return NEW.showing(film(title) for title in titles)


@pytest.mark.parametrize("text, titles", [
    ("i loved that nolan dream movie", ["Inception"]),
    ("the one with the shark", ["Jaws"]),
    ("the one where jim carrey's life is a tv show was great", ["The Truman Show"]),
    ("the one with the rat who cooks, and the one where the old man flies his house with balloons",
     ["Ratatouille", "Up"]),
    ("saw that Clint Eastwood one with the buried gold last night. Liked the Tarantino one with the freed slave too",
     ["The Good, the Bad and the Ugly", "Django Unchained"]),
    ("the film about the drummer and his terrifying teacher, and the one about Mozart", ["Whiplash", "Amadeus"]),
    ("I remember one with Ethan Hawke, everybody's genes are perfect except his", ["Gattaca"]),
    ("a friend mentioned one about a forgotten singer who is famous in South Africa", ["Searching for Sugar Man"]),
    ("that sci-fi one where silent ships appear and an expert must speak with them", ["Arrival"]),
])  # fmt: skip
def test_a_film_is_known_by_plot_director_or_star(text: str, titles: list[str]) -> None:
    assert [one.item for one in DESCRIPTIONS.find(text)] == [film(title) for title in titles]


@pytest.mark.parametrize("text", [
    "the one with bill murray", "that nolan movie", "the best movie of the 90s", "the movie night is on friday",
    "that's the one", "not the violent one", "show me the second one", "a movie about sharks",
    "the new star wars movie", "the movie should be funny",
    "I was thinking of a comedy with friends", "the one where zorblax meets quux",
])  # fmt: skip
def test_what_fits_several_films_or_none_names_no_film(text: str) -> None:
    assert DESCRIPTIONS.find(text) == ()


def test_the_words_are_those_of_the_description_alone() -> None:
    text = "Loved the one with the shark, but nothing bloody please"
    (found,) = DESCRIPTIONS.find(text)
    assert text[found.start : found.end] == "the one with the shark"
    assert found.words == ("shark",)


def test_a_film_is_liked_or_disliked_by_its_loose_name_and_no_wish_is_made_of_it() -> None:
    found = read("i loved that nolan dream movie. I hated the one with the shark")
    assert (found.liked, found.disliked) == ((film("Inception"),), (film("Jaws"),))
    assert (found.wanted, found.wishes, found.sought) == ((), (), ())


def test_loose_names_alone_are_likes_while_nothing_was_shown() -> None:
    found = read("that ghibli film with the bathhouse was beautiful. and the zombie one with simon pegg")
    assert found.liked == (film("Spirited Away"), film("Shaun of the Dead"))
    assert found.wishes == ()


@pytest.mark.parametrize("text", [
    "I'm looking for the one where they email each other", "there is one where they fall in love by email",
    "no, not those. the one where they fall in love by email", "the one where they fall in love by email, is it here?",
])  # fmt: skip
def test_a_loose_name_after_a_list_is_looked_for(text: str) -> None:
    found = read(text, showing("Heat", "Big"))
    assert (found.sought, found.liked) == ((film("You've Got Mail"),), ())


def test_a_film_of_the_list_is_pointed_at_unless_it_is_looked_for_again() -> None:
    listed = showing("Zodiac", "Jaws")
    assert read("the one with the killer who sends coded letters to the police", listed).named == (film("Zodiac"),)
    again = read("Not that one. It was the one with the killer who sends coded letters to the police", listed)
    assert again.sought == (film("Zodiac"),)


def test_a_film_that_is_known_is_not_looked_for() -> None:
    seen = showing("Big").preferring(Preferences(seen=(film("Jaws"),)))
    assert read("the one with the shark", seen).sought == ()


def test_a_loose_name_says_more_than_a_pointer_inside_it() -> None:
    found = read("I liked the Tarantino one with the freed slave", showing("Pulp Fiction"))
    assert found.liked == (film("Django Unchained"),)


def test_a_grown_reader_still_knows_the_old_films_by_their_loose_names() -> None:
    grown = READER.grown(CATALOGUE)
    assert grown.understander.understand("i loved that nolan dream movie", NEW).liked == (film("Inception"),)
