"""Time and memory of a block."""

from __future__ import annotations

import numpy as np

from eval.measure import measured


def test_a_block_that_needs_memory_shows_a_higher_peak() -> None:
    with measured() as small:
        pass
    with measured() as large:
        np.ones(12_000_000).sum()
    assert large.peak_mb > small.peak_mb + 60
    assert 0 <= small.seconds < large.seconds
