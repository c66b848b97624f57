"""Which year a day belongs to, and how the first day of years and a year are written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from norec_cli.model.years import CALENDAR, YearStart, read_year

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
starts = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: YearStart(day.month, day.day))


@pytest.mark.parametrize(
    ("start", "day", "label"),
    [
        ("01-01", "2023-12-31", "2023"), ("01-01", "2024-01-01", "2024"),
        ("09-01", "2023-08-31", "2022/23"), ("09-01", "2023-09-01", "2023/24"), ("09-01", "2024-01-01", "2023/24"),
        ("09-01", "2000-08-31", "1999/00"), ("01-02", "2024-01-01", "2023/24"), ("12-31", "2023-12-31", "2023/24"),
        ("03-01", "2024-02-29", "2023/24"), ("07-01", "1900-01-01", "1899/00"), ("07-01", "2199-12-31", "2199/00"),
    ],
)  # fmt: skip
def test_the_year_of_a_day(start: str, day: str, label: str) -> None:
    assert YearStart.parse(start).finder()(date.fromisoformat(day)).label == label


@given(starts, days)
def test_every_day_is_in_exactly_one_year(start: YearStart, day: date) -> None:
    year = start.finder()(day)
    assert year.first <= day <= year.last
    assert (year.first.month, year.first.day) == (start.month, start.day)
    assert start.year(year.number + 1).first - year.last == timedelta(days=1)
    assert start.year_called(year.label) == year


@given(days)
def test_calendar_years_are_those_of_the_calendar(day: date) -> None:
    year = CALENDAR.finder()(day)
    assert (year.number, year.label) == (day.year, str(day.year))


@given(starts)
def test_the_first_day_of_years_is_read_as_it_is_written(start: YearStart) -> None:
    assert YearStart.parse(str(start)) == start


@pytest.mark.parametrize("text", ["2023/24", "2023-24", "2023/2024", "2023-2024", "2023 – 24", "2023\N{EN DASH}2024"])
def test_the_ways_to_write_a_year_over_two_calendar_years(text: str) -> None:
    written = read_year(text)
    assert (written.number, written.spans) == (2023, True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023/25", "names no year"), ("2023/23", "names no year"), ("2023/2124", "names no year"),
        ("2023/0024", "names no year"), ("23/24", "is not a year"), ("2023/4", "is not a year"), ("", "is not a year"),
    ],
)  # fmt: skip
def test_what_is_no_year(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_year(text)
