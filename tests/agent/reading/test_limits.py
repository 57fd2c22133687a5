from __future__ import annotations

from agent.reading.limits import find_limits


def test_a_price_needs_no_unit_where_the_words_can_mean_nothing_else() -> None:
    (limit,) = find_limits("anything cheaper than 20?", ("price",))
    assert (limit.name, limit.least, limit.most) == ("price", None, 20.0)
    assert not find_limits("cheaper than 20", ("minutes",))
