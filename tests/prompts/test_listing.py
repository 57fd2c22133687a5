"""An answer is read line by line; nothing but candidates comes out of it, and each at most once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.records import Item
from prompts.listing import Listing

FILMS = Catalogue([
    Item("heat", "Heat", 1995), Item("aliens", "Aliens", 1986), Item("alien", "Alien", 1979),
    Item("men", "12 Angry Men", 1957), Item("trek", "Star Trek - The Movie", 1979), Item("it", "It", 2017),
    Item("evil", "1. Heat (1995)\n2. Alien (1979)"), Item("twin", "It", 2017), Item("old", "Solaris", 1972),
    Item("new", "Solaris", 2002),
])
LISTING = Listing(FILMS, FILMS.ids)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("1. Heat (1995)", ["heat"]), ("- *Aliens*", ["aliens"]), ("alien", ["alien"]), ("Alien: a ship", ["alien"]),
        ("12 Angry Men", ["men"]), ("3) 12 Angry Men (1957) - because of the talk", ["men"]),
        ("[1. The Matrix - Heat (1995)]", ["heat"]), ("2. Star Trek - The Movie", ["trek"]),
        ("4. Speed - Star Trek - The Movie (1979)", ["trek"]), ("It is a great film, and so is Alien", []),
        ("It (2017) [2]", ["twin"]), ("Solaris", []), ("Solaris (2002)", ["new"]), ("The Matrix", []), ("1.", []),
        ("", []), ("Heat (1995)\nheat\n9. Alien (1979)", ["heat", "alien"]),
    ],
)
def test_a_line_names_the_candidate_that_it_says(line: str, named: list[str]) -> None:
    assert LISTING.read(line) == named


def test_a_title_with_line_breaks_is_one_line_and_takes_one_place() -> None:
    lines = LISTING.numbered().splitlines()
    assert len(lines) == len(FILMS)
    assert LISTING.read(lines[6]) == ["evil"]
    assert LISTING.read(LISTING.numbered()) == list(FILMS.ids)


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=8), st.text(max_size=200))
def test_whatever_the_titles_and_the_answer_only_candidates_come_out(titles: list[str], answer: str) -> None:
    catalogue = Catalogue([Item(str(place), title) for place, title in enumerate(titles)])
    listing = Listing(catalogue, catalogue.ids)
    found = listing.read(answer + "\n" + "\n".join(titles))
    assert len(set(found)) == len(found) and set(found) <= set(catalogue.ids)
    assert len({label.casefold() for label in listing.labels}) == len(titles)
