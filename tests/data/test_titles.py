import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.titles import Title, read_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Matrix, The (1999)", Title("The Matrix", 1999)),
        ("Seven (Se7en) (1995)", Title("Seven", 1995, ("Se7en",))),
        ("Hate (Haine, La) (1995)", Title("Hate", 1995, ("La Haine",))),
        ("Star Maker, The (Uomo delle stelle, L') (1995)", Title("The Star Maker", 1995, ("L'Uomo delle stelle",))),
        ("Twelve Monkeys (a.k.a. 12 Monkeys) (1995)", Title("Twelve Monkeys", 1995, ("12 Monkeys",))),
        ("Léon (a.k.a. The Professional) (Léon) (1994)", Title("Léon", 1994, ("The Professional", "Léon"))),
        ("Postino, Il (The Postman) (1994)", Title("Il Postino", 1994, ("The Postman",))),
        ("Two Friends (1986) ", Title("Two Friends", 1986)),
        ("Land Before Time III (1995) (V)", Title("Land Before Time III", 1995)),
        ("Death Note: Desu nôto (2006–2007)", Title("Death Note: Desu nôto", 2006)),
        ("(500) Days of Summer (2009)", Title("(500) Days of Summer", 2009)),
        ("Birdman or (The Unexpected Virtue) (2014)", Title("Birdman or (The Unexpected Virtue)", 2014)),
        ("2001: A Space Odyssey (1968)", Title("2001: A Space Odyssey", 1968)),
        ("1984", Title("1984")),
        ("(1999)", Title("(1999)")),
        ("Monsters, Inc. (2001)", Title("Monsters, Inc.", 2001)),
        ("I Love You, Man (2009)", Title("I Love You, Man", 2009)),
        ("", Title("")),
    ],
)
def test_a_catalogue_title_is_taken_apart(text: str, title: Title) -> None:
    assert read_title(text, alternatives=True) == title


def test_brackets_are_part_of_a_title_where_they_hold_no_other_one() -> None:
    assert read_title("Antichrist (Director's Cut) (2009)") == Title("Antichrist (Director's Cut)", 2009)


@given(st.text(max_size=40), st.booleans())
def test_no_title_that_says_something_becomes_empty(text: str, alternatives: bool) -> None:
    assert bool(read_title(text, alternatives=alternatives).name) == bool(text.strip())
