"""The best rows, with ties in a fixed order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.finding.top import top_hits
from data.catalogue import Catalogue
from data.records import Item

CATALOGUE = Catalogue([Item(str(row), str(row)) for row in range(8)])


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=8, max_size=8),
    st.integers(-1, 9),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_hits_are_the_k_largest_above_the_bound_and_ties_go_to_the_lower_row(
    scores: list[float], k: int, kept: list[bool]
) -> None:
    rows = sorted((row for row in range(8) if kept[row] and scores[row] > 0), key=lambda row: (-scores[row], row))
    hits = top_hits(CATALOGUE, np.asarray(scores), k, mask=np.asarray(kept), above=0.0)
    assert [int(hit.item) for hit in hits] == rows[: max(k, 0)]
