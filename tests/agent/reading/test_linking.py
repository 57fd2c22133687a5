"""Titles as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reading.linking import Linker
from agent.session import Session
from tests.agent.films import FILMS, named

LINKER = Linker(FILMS)


def labels(text: str, session: Session | None = None) -> list[str]:
    return [FILMS[mention.item].label() for mention in LINKER.link(text, session)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I loved Heat but not Collateral", ["Heat (1995)", "Collateral (2004)"]),
        ("Incpetion was great", ["Inception (2010)"]),
        ("toy story two", ["Toy Story 2 (1999)"]),
        ("Toy Story II", ["Toy Story 2 (1999)"]),
        ("Toy Story 1", ["Toy Story (1995)"]),
        ("fury road", ["Mad Max: Fury Road (2015)"]),
        ("mad max", ["Mad Max: Fury Road (2015)"]),
        ("the godfather 2", ["The Godfather: Part II (1974)"]),
        ("godfather part two", ["The Godfather: Part II (1974)"]),
        ("Godfather", ["The Godfather (1972)"]),
        ("Godfather, The", ["The Godfather (1972)"]),
        ("the 2017 It", ["It (2017)"]),
        ("It (1990)", ["It (1990)"]),
        ("I liked It from 1990", ["It (1990)"]),
        ("amelie and spiderman", ["Amélie (2001)", "Spider-Man (2002)"]),
        ("the good the bad and the ugly", ["The Good, the Bad and the Ugly (1966)"]),
        ("have you seen Up?", ["Up (2009)"]),
        ("something like up", ["Up (2009)"]),
        ("i loved get out", ["Get Out (2017)"]),
        ('"heat" please', ["Heat (1995)"]),
        ("heat", ["Heat (1995)"]),
        ("the movie heat", ["Heat (1995)"]),
        ("Collateral, heat and inception", ["Collateral (2004)", "Heat (1995)", "Inception (2010)"]),
        ("noting hill", ["Notting Hill (1999)"]),
    ],
)
def test_a_title_is_found_however_it_is_written(text: str, found: list[str]) -> None:
    assert labels(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I love the heat of summer",
        "it was good",
        "I loved it",
        "what's up",
        "get out of here",
        "cheer me up",
        "I'm up for something tense",
        "Heat (1986)",
        "",
        "?!",
    ],
)
def test_everyday_words_are_no_titles_unless_marked(text: str) -> None:
    assert labels(text) == []


def test_the_longest_title_wins() -> None:
    assert labels("Toy Story 2 and Toy Story") == ["Toy Story 2 (1999)", "Toy Story (1995)"]


def test_a_namesake_that_was_talked_about_comes_first() -> None:
    old = named("It", 1990)
    assert labels("I loved It") == ["It (2017)"]
    assert labels("I loved It", Session("s", shown=(old,))) == ["It (1990)"]


def test_namesakes_are_given_as_alternatives() -> None:
    assert LINKER.link("I loved It")[0].alternatives == (named("It", 1990),)


def test_spans_cover_the_words_of_the_title() -> None:
    text = "Yesterday I saw the godfather again"
    mention = LINKER.link(text)[0]
    assert text[mention.start : mention.end] == "the godfather"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_links_only_to_items_in_order_and_apart(text: str) -> None:
    mentions = LINKER.link(text)
    assert all(mention.item in FILMS for mention in mentions)
    assert all(one.end <= other.start for one, other in zip(mentions, mentions[1:], strict=False))
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)


@pytest.mark.parametrize("item", FILMS, ids=lambda item: item.id)
def test_every_quoted_title_with_its_year_finds_its_item(item: object) -> None:
    label = f'"{item.title}" ({item.year})'  # type: ignore[attr-defined]
    assert [mention.item for mention in LINKER.link(f"What about {label}?")] == [item.id]  # type: ignore[attr-defined]
