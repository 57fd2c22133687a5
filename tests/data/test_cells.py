import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cells import is_empty, list_of, moment_of, number_of, text_of, year_of

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.datetimes()
CELLS = PLAIN | st.lists(PLAIN)


@given(CELLS)
def test_no_cell_breaks_a_reader(cell: object) -> None:
    number = number_of(cell)
    assert number is None or math.isfinite(number)
    assert isinstance(text_of(cell), str) and isinstance(is_empty(cell), bool)
    assert year_of(cell) is None or isinstance(year_of(cell), int)
    assert moment_of(cell) is None or isinstance(moment_of(cell), int)
    assert all(isinstance(value, str) and value for value in list_of(cell, "|"))


@pytest.mark.parametrize("cell", [None, "", "  ", "NaN", "N/A", "null", "\\N", float("nan"), []])
def test_words_for_nothing_are_empty(cell: object) -> None:
    assert is_empty(cell) and list_of(cell, ",") == ()


@pytest.mark.parametrize(
    ("cell", "year"),
    [(1995, 1995), ("1995", 1995), ("1995.0", 1995), (1995.0, 1995), ("1995-10-30", 1995), ("30-Oct-1995", 1995),
     (datetime.date(1995, 1, 1), 1995), (0, None), ("95", None), ("1995-1998", None), ("19951", None), ("soon", None)],
)
def test_a_year_is_found_in_numbers_and_dates(cell: object, year: int | None) -> None:
    assert year_of(cell) == year


@pytest.mark.parametrize(
    "cell",
    [1577836800, "1577836800", 1577836800.0, "2020-01-01", "2020-01-01T01:00:00+01:00", "2020-01-01 00:00:00Z",
     "1.1.2020", "1/1/2020 0:00", "01 Jan 2020", "January 1, 2020",
     datetime.datetime(2020, 1, 1), datetime.date(2020, 1, 1)],
)
def test_moments_are_seconds_in_utc(cell: object) -> None:
    assert moment_of(cell) == 1577836800


def test_the_month_comes_first_only_when_said() -> None:
    assert moment_of("2/1/2020") == moment_of("2020-01-02")
    assert moment_of("2/1/2020", month_first=True) == moment_of("2020-02-01")
    assert moment_of("12/31/2020") is None and moment_of("tomorrow") is None


@pytest.mark.parametrize(
    ("cell", "separator", "values"),
    [
        ("Crime|Drama", "|", ("Crime", "Drama")),
        (" Crime ;; Drama;", ";", ("Crime", "Drama")),
        ("London, England", "", ("London, England",)),
        ("['Crime', \"Rock 'n' roll\"]", ",", ("Crime", "Rock 'n' roll")),
        ('["Crime", "Drama"]', "", ("Crime", "Drama")),
        ('[{"id": 28, "name": "Crime"}, {"id": 1}]', "", ("Crime",)),
        (["Crime", None, 3.0], "", ("Crime", "3")),
        ("[untitled]", "", ("[untitled]",)),
    ],
)
def test_lists_come_in_many_forms(cell: object, separator: str, values: tuple[str, ...]) -> None:
    assert list_of(cell, separator) == values
