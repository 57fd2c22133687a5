"""The promises of a list of items."""

from __future__ import annotations

from eval.grounding import duplicates, ghosts, unwelcome


def test_a_clean_list_has_no_fault() -> None:
    assert ghosts(["a", "b"], {"a", "b", "c"}) == duplicates(["a", "b"]) == unwelcome(["a", "b"], {"c"}) == ()


def test_every_further_place_of_an_item_counts() -> None:
    assert duplicates(["a", "b", "a", "a"]) == ("a", "a")


def test_items_outside_the_catalogue_and_unwelcome_ones_are_named() -> None:
    assert ghosts(["a", "x", "y"], {"a"}) == ("x", "y")
    assert unwelcome(["a", "b", "c"], {"a"}, lambda item: item == "c") == ("a", "c")
