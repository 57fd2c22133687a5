"""Attribute values as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reading.vocabulary import Vocabulary
from agent.session import Facet
from data.catalogue import Catalogue
from data.records import Item
from tests.agent.films import FILMS

VOCABULARY = Vocabulary(FILMS)


def values(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    return [f"{facet.kind}: {facet.value}" for mention in vocabulary.find(text) for facet in mention.facets]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a scifi film", ["genre: Science Fiction"]),
        ("sci-fi and westerns", ["genre: Science Fiction", "genre: Western"]),
        ("I love romcoms", ["genre: Romance", "genre: Comedy"]),
        ("a scary movie", ["genre: Horror"]),
        ("something scary", ["mood: scary"]),
        ("a cartoon", ["genre: Animation"]),
        ("funny", ["mood: funny"]),
        ("something by Nolan", ["director: Christopher Nolan"]),
        ("tarantino hitchcok films", ["director: Alfred Hitchcock"]),
        ("with tom hanks", ["cast: Tom Hanks"]),
        ("directed by Clint Eastwood", ["director: Clint Eastwood"]),
        ("starring Clint Eastwood", ["cast: Clint Eastwood"]),
        ("a French film", ["country: France"]),
        ("Italian westerns", ["country: Italy", "genre: Western"]),
        ("films about time travel", ["keyword: time travel"]),
        ("a heist film", ["keyword: heist"]),
        ("a western or a war movie", ["genre: Western", "genre: War"]),
        ("horor", ["genre: Horror"]),
        ("Can you help me? Action.", ["genre: Action"]),
        ("I saw it twice. Family is not my thing.", ["genre: Family"]),
        ("the dark would be better than this", ["mood: dark"]),
        ("I meant war, of course", ["genre: War"]),
        ("hello, it should be drama", ["genre: Drama"]),
        ("I want a film that is dark tonight", ["mood: dark"]),
    ],
)
def test_a_value_is_found_by_its_everyday_names(text: str, found: list[str]) -> None:
    assert values(text) == found


@pytest.mark.parametrize("text", ["I love you", "that's sad", "watch it with us", "the police called me yesterday", ""])
def test_loose_words_are_no_wishes_where_nothing_anchors_them(text: str) -> None:
    assert values(text) == []


def test_a_question_takes_loose_words_at_their_word() -> None:
    assert [mention.facets for mention in VOCABULARY.find("is the first one dark?", eager=True)] == [
        (Facet("mood", "dark"),)
    ]


def test_any_catalogue_brings_its_own_words() -> None:
    shop = Catalogue(
        (
            Item("1", "Rose Cream", None, "", {"brand": ("Dermaluxe",), "category": ("Face Cream",)}),
            Item("2", "Sun Spray", None, "", {"brand": ("Solaris",), "category": ("Sunscreen",)}),
        )
    )
    assert values("a face cream by dermaluxe", Vocabulary(shop)) == ["category: Face Cream", "brand: Dermaluxe"]


def test_a_catalogue_without_moods_falls_back_on_genres() -> None:
    plain = Catalogue(
        (Item("1", "One", None, "", {"genre": ("Comedy",)}), Item("2", "Two", None, "", {"genre": ("Horror",)}))
    )
    assert values("something funny", Vocabulary(plain)) == ["genre: Comedy"]
    assert values("something scary", Vocabulary(plain)) == ["genre: Horror"]


def test_an_everyday_word_is_no_singular_of_a_surname() -> None:
    shelf = Vocabulary(Catalogue([Item("1", "One", None, "", {"cast": ("Burl Ives", "Barbara Olds", "Tom Nolan")})]))
    assert values("I've had enough, these are too old for me", shelf) == []
    assert values("something with Ives", shelf) == ["cast: Burl Ives"]
    assert values("any of Nolan's?", shelf) == ["cast: Tom Nolan"]


def test_an_everyday_word_that_is_a_value_itself_means_that_value_unless_it_is_rare() -> None:
    def shelf(count: int) -> Vocabulary:
        mafia = [Item(f"m{n}", f"Mafia {n}", None, "", {"keyword": ("mafia",)}) for n in range(count)]
        gangs = [Item(f"g{n}", f"Gang {n}", None, "", {"keyword": ("gangster",)}) for n in range(9)]
        return Vocabulary(Catalogue((*mafia, *gangs)))

    assert values("a mafia film", shelf(6)) == ["keyword: mafia"]
    assert values("a mafia film", shelf(1)) == values("a mobster film", shelf(6)) == ["keyword: gangster"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_names_only_values_of_the_catalogue_apart_from_each_other(text: str) -> None:
    mentions = VOCABULARY.find(text)
    assert all((facet.kind, facet.value.lower()) in FILMS.by_value for one in mentions for facet in one.facets)
    assert all(one.end <= other.start for one, other in zip(mentions, mentions[1:], strict=False))


def test_an_everyday_word_is_the_theme_itself_where_a_theme_stands() -> None:
    films = [
        Item(str(n), f"Zorblax {n}", attributes={
            "keyword": ("Hollywood", "children"), "country": ("United States",), "mood": ("family-friendly",),
        })
        for n in range(9)
    ]  # fmt: skip
    vocabulary = Vocabulary(Catalogue(films))
    for text, found in (
        ("a Hollywood film", "country: United States"), ("Hollywood should come into it", "keyword: Hollywood"),
        ("something for children", "mood: family-friendly"), ("any films about children", "keyword: children"),
        ("I'd like one with children in it", "keyword: children"), ("how about children?", "mood: family-friendly"),
    ):  # fmt: skip
        assert values(text, vocabulary) == [found], text
