import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.numerals import decimal, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("4.5", 4.5), ("4,5", 4.5), (" -3 ", -3.0), (".5", 0.5), ("1e3", 1000.0), ("1,234", 1234.0), ("0,125", 0.125),
     ("1,234,567.5", 1234567.5), ("1.234,5", 1234.5), ("1.234", 1.234), ("", None), ("nan", None), ("inf", None),
     ("4,5,6", None), ("9" * 5_000, None), ("1e999", None), ("0x10", None), ("five", None)],
)
def test_numbers_with_point_comma_and_thousands(text: str, number: float | None) -> None:
    assert decimal(text) == number


@given(st.text(max_size=20))
def test_whatever_is_read_as_a_number_is_finite(text: str) -> None:
    found = decimal(text)
    assert found is None or math.isfinite(found)


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_whole_numbers_are_read_exactly(number: int) -> None:
    assert whole(f" {number} ") == number


def test_what_is_no_whole_number_is_none() -> None:
    assert [whole(text) for text in ("1.0", "", "１２", "9" * 19, "1 2")] == [None] * 5
