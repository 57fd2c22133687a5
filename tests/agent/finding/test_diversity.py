"""A varied list keeps the best first and does not say one thing five times."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.finding.diversity import varied
from data.catalogue import Catalogue
from data.records import Item
from prompts.lm import Hit

GENRES = ("War", "War", "War", "Comedy", "War", "Drama")
CATALOGUE = Catalogue([Item(str(n), str(n), attributes={"genre": (genre,)}) for n, genre in enumerate(GENRES)])


def test_equally_good_items_are_mixed() -> None:
    hits = [Hit(str(n), 1.0 - n / 100) for n in range(6)]
    genres = {CATALOGUE[hit.item].values("genre") for hit in varied(CATALOGUE, hits, 3)}
    assert genres == {("War",), ("Comedy",), ("Drama",)}


def test_a_much_better_item_is_not_given_up_for_variety() -> None:
    hits = [Hit("0", 9.0), Hit("1", 8.0), Hit("3", 0.5), Hit("5", 0.0)]
    assert [hit.item for hit in varied(CATALOGUE, hits, 2)] == ["0", "1"]


@given(st.lists(st.floats(-5, 5), max_size=6), st.integers(0, 8), st.floats(0, 1))
def test_picks_are_k_of_the_hits_and_the_best_comes_first(scores: list[float], k: int, strength: float) -> None:
    hits = [Hit(str(row), score) for row, score in enumerate(sorted(scores, reverse=True))]
    picked = varied(CATALOGUE, hits, k, strength=strength)
    assert len(picked) == len(set(picked)) == min(k, len(hits)) and set(picked) <= set(hits)
    assert picked[:1] == hits[: min(k, 1)]
