from __future__ import annotations

from agent.reading.linking import Linker
from agent.reading.naming import resolve
from data.catalogue import Catalogue
from data.records import Item

FILMS = [Item("m", "The Matrix", 1999), Item("f", "Mad Max: Fury Road", 2015), Item("a", "Amélie", 2001)]
LINKER = Linker(Catalogue(FILMS))


def test_ids_titles_labels_and_missing_articles_or_accents_need_no_word() -> None:
    named = resolve(["m", "the matrix", "Matrix", "The Matrix (1999)", "amelie"], LINKER)
    assert named.items == ("m", "a") and named.notice is None


def test_a_guess_is_said() -> None:
    named = resolve(["The Matrx", "Fury Road"], LINKER)
    assert named.items == ("m", "f")
    assert named.notice == "I read 'The Matrx' as The Matrix (1999). I read 'Fury Road' as Mad Max: Fury Road (2015)."


def test_a_name_that_nothing_matches_is_named_back() -> None:
    named = resolve(["Zorblax the Ninth"], LINKER)
    assert not named.items and "'Zorblax the Ninth' is not in the catalogue" in str(named.notice)
