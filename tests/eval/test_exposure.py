"""Coverage, popularity lift and faults of top lists, counted by hand."""

from __future__ import annotations

import pytest

from eval.exposure import coverage, errors, popularity_lift

POPULARITY = {"a": 10, "b": 2, "c": 0}


def test_coverage_counts_items_once() -> None:
    assert coverage([["a", "b"], ["b"]], 4) == 0.5


def test_a_list_of_hits_lifts_popularity_and_a_list_like_the_history_does_not() -> None:
    assert popularity_lift([["a", "a"]], [["b"]], POPULARITY) == 5.0
    assert popularity_lift([["a", "b"], []], [["b", "a"], ["a"]], POPULARITY) == 1.0
    assert popularity_lift([["a"]], [["c"]], POPULARITY) == 0.0


def test_each_fault_of_a_list_is_a_share_of_all_places() -> None:
    found = errors([["a", "ghost", "a"], ["b"]], {"a", "b", "c"}, [{"a"}, set()], {"a", "ghost"})
    assert found == {"invalid": 0.25, "duplicate": 0.25, "seen": 0.5, "off_filter": 0.25}
    assert "off_filter" not in errors([], {}, [])
    assert errors([[]], {"a"}, [set()])["invalid"] == pytest.approx(0.0)
