"""How the dates of a column of somebody's table are read: what can be proved is read, what may be two things is refused.

`03/04/2012` is the third of April or the fourth of March. One date of the column that has a number above 12, such as
`25/04/2012`, proves for all of them which number is the day. Where nothing proves it, or two dates prove the opposite, the person
must say it.
"""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.transfer.rows.date_columns import Order, made_into_date, needs_order, order_of, read_day, year_start

UNPROVED = "may have the day or the month first, and no other date of the column shows which"
MUST_SAY = "may have the day or the month first: say --date-format DMY or MDY"
NO_WHOLE_YEAR = "has a year of two digits, or none: write the year in full, e.g. 2023-08"
A_YEAR = "is a year: if the column has years, say so with --map year=…"
BARE_NUMBER = "is a bare number, as spreadsheets keep dates: format the column as a date and save again"
NO_DATE = "is not a date: write it like 2012-06-30"
OUTSIDE = "must be in the years 1900 to 2199"


ORDERS = [
    pytest.param([], (None, "", ""), id="an empty column"),
    pytest.param(["", "unknown"], (None, "", ""), id="a column without dates"),
    pytest.param(["25/04/2012"], ("DMY", "", ""), id="25 can be no month, so the day comes first"),
    pytest.param(["04/25/2012"], ("MDY", "", ""), id="25 can be no month, so the month comes first"),
    pytest.param(["03/04/2012", "25/04/2012"], ("DMY", "", ""), id="one date proves it for the others before it"),
    pytest.param(["04/25/2012", "03/04/2012"], ("MDY", "", ""), id="and for the others after it"),
    pytest.param(["13-01-2012"], ("DMY", "", ""), id="with hyphens"),
    pytest.param(["1 13 2012"], ("MDY", "", ""), id="with blanks"),
    pytest.param(["25/04/2012 00:00:00"], ("DMY", "", ""), id="with the midnight that databases add"),
    pytest.param(["03/04/2012"], (None, "03/04/2012", UNPROVED), id="nothing proves it"),
    pytest.param(["03/04/2012", "05/06/2012"], (None, "03/04/2012", UNPROVED), id="the first doubtful date is shown"),
    pytest.param(["12/12/2012", "01/12/2012"], (None, "01/12/2012", UNPROVED), id="12 may be a month"),
    pytest.param(["25/26/2012"], (None, "", ""), id="no month is 25 or 26, so the date is wrong and not doubtful"),
    pytest.param(["00/13/2012"], (None, "", ""), id="a date that no order makes right proves nothing"),
    pytest.param(["25/26/2012", "25/04/2012"], ("DMY", "", ""), id="an impossible date beside one that proves it"),
    pytest.param(["04/04/2012"], (None, "", ""), id="the fourth of April is the same either way"),
    pytest.param(
        ["25/04/2012", "04/26/2012"],
        (None, "25/04/2012", 'has the day first, "04/26/2012" the month'),
        id="two dates prove the opposite of each other",
    ),
    pytest.param(["03.04.2012"], (None, "", ""), id="with points the day always comes first"),
    pytest.param(
        ["25.04.2012", "03/04/2012"], (None, "03/04/2012", UNPROVED), id="so points prove nothing for strokes"
    ),
    pytest.param(["2012-04-25"], (None, "", ""), id="a date that begins with its year proves nothing"),
    pytest.param(["25 April 2012"], (None, "", ""), id="nor does one with the name of its month"),
    pytest.param(["25/04/12"], (None, "", ""), id="nor one with a year of two digits"),
    pytest.param(["25/04-2012"], (None, "", ""), id="nor one with two different signs"),
]


@pytest.mark.parametrize(("column", "found"), ORDERS)
def test_a_column_proves_the_order_of_day_and_month(column: list[str], found: tuple[Order | None, str, str]) -> None:
    assert order_of(column) == found
    assert order_of(iter(column)) == found


@pytest.mark.parametrize(
    ("text", "needs"),
    [("03/04/2012", True), ("3-4-2012", True), ("03.04.2012", False), ("2012-04-03", False), ("3 April 2012", False)],
)
def test_only_numbers_without_points_need_an_order(text: str, needs: bool) -> None:
    assert needs_order(text) is needs


READ = [
    pytest.param("2012-06-30", None, "2012-06-30", id="as this program writes it"),
    pytest.param("2012/6/3", None, "2012-06-03", id="year first, with strokes"),
    pytest.param("2012.06.30", None, "2012-06-30", id="year first, with points"),
    pytest.param("2012-06-30T00:00:00Z", None, "2012-06-30", id="with a midnight, as JSON has it"),
    pytest.param("2012-06-30 00:00:00.000", None, "2012-06-30", id="with a midnight, as databases have it"),
    pytest.param("03/04/2012", "DMY", "2012-04-03", id="day first, where that is proved"),
    pytest.param("03/04/2012", "MDY", "2012-03-04", id="month first, where that is proved"),
    pytest.param("03.04.2012", "MDY", "2012-04-03", id="with points the day comes first, whatever is proved"),
    pytest.param("4/4/2012", None, "2012-04-04", id="the same either way"),
    pytest.param("30/06/2012 00:00", "DMY", "2012-06-30", id="numbers with a midnight"),
    pytest.param("30 June 2012", None, "2012-06-30", id="the name of the month"),
    pytest.param("30-Jun-2012", None, "2012-06-30", id="three letters of it, as spreadsheets write them"),
    pytest.param("1. mai 2012", None, "2012-05-01", id="in Norwegian"),
    pytest.param("1 DESEMBER 2012", None, "2012-12-01", id="in capitals"),
    pytest.param("1 März 2012", None, "2012-03-01", id="in German"),
    pytest.param("June 3, 2012", None, "2012-06-03", id="the name first"),
    pytest.param("29 February 2012", None, "2012-02-29", id="the 29th of February in a leap year"),
    pytest.param("1 Jan 1900", None, "1900-01-01", id="the first day that is accepted"),
    pytest.param("31/12/2199", "DMY", "2199-12-31", id="the last day that is accepted"),
]


@pytest.mark.parametrize(("text", "order", "day"), READ)
def test_a_date_is_read(text: str, order: Order | None, day: str) -> None:
    assert read_day(text, order, last=False) == date.fromisoformat(day)
    assert read_day(text, order, last=True) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2012-06", "2012-06-01", "2012-06-30", id="a month of 30 days"),
        pytest.param("2012/2", "2012-02-01", "2012-02-29", id="February of a leap year"),
        pytest.param("1900-02", "1900-02-01", "1900-02-28", id="1900 was no leap year"),
    ],
)
def test_a_month_stands_for_its_first_or_its_last_day(text: str, first: str, last: str) -> None:
    assert read_day(text, None, last=False) == date.fromisoformat(first)
    assert read_day(text, None, last=True) == date.fromisoformat(last)


REFUSED = [
    pytest.param("03/04/2012", None, MUST_SAY, id="day or month first"),
    pytest.param("25/04/2012", None, MUST_SAY, id="what the column should have proved"),
    pytest.param("25/04/2012", "MDY", "doesn't exist in the calendar: correct the date", id="a 25th month"),
    pytest.param("25/26/2012", None, "doesn't exist in the calendar: correct the date", id="impossible in any order"),
    pytest.param("31/06/2012", "DMY", "doesn't exist in the calendar: correct the date", id="31 June"),
    pytest.param("29 Feb 2013", None, "doesn't exist in the calendar: correct the date", id="no leap year"),
    pytest.param("2012-13", None, "doesn't exist in the calendar: correct the date", id="a 13th month"),
    pytest.param("0000-01", None, "doesn't exist in the calendar: correct the date", id="the year 0"),
    pytest.param("1899-12-31", None, OUTSIDE, id="before 1900"),
    pytest.param("01.01.2200", None, OUTSIDE, id="after 2199"),
    pytest.param("25/04/12", "DMY", NO_DATE, id="a year of two digits"),
    pytest.param("25.04.12", None, NO_DATE, id="a year of two digits, with points"),
    pytest.param("25 April 12", None, NO_DATE, id="a year of two digits, with the name of the month"),
    pytest.param("Jun-12", None, NO_WHOLE_YEAR, id="what a spreadsheet shows of June 2012"),
    pytest.param("12. jun", None, NO_WHOLE_YEAR, id="a day without a year"),
    pytest.param("2012", None, A_YEAR, id="a year alone"),
    pytest.param("2012/2013", None, A_YEAR, id="an academic year"),
    pytest.param("41090", None, BARE_NUMBER, id="the number that a spreadsheet keeps for 30 June 2012"),
    pytest.param("20120630", None, BARE_NUMBER, id="eight digits without signs"),
    pytest.param("2012-06-30 14:15", None, NO_DATE, id="a time of the day"),
    pytest.param("30 Juin-ish 2012", None, NO_DATE, id="no name of a month"),
    pytest.param("30/06-2012", "DMY", NO_DATE, id="two different signs"),
    pytest.param("", "DMY", NO_DATE, id="nothing"),
    pytest.param("٣٠.٠٦.٢٠١٢", None, NO_DATE, id="digits of other scripts"),
]


@pytest.mark.parametrize(("text", "order", "reason"), REFUSED)
def test_a_text_that_may_be_several_days_or_none_is_refused(text: str, order: Order | None, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        read_day(text, order, last=False)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("Sep-75", True, id="9.75 that became September 1975"),
        pytest.param("9. mai", True, id="9.5 that became the ninth of May"),
        pytest.param("5-Des", True, id="in Norwegian"),
        pytest.param("Sep-1975", False, id="with a whole year"),
        pytest.param("Set-75", False, id="no month that is known"),
        pytest.param("9.75", False, id="the number itself"),
    ],
)
def test_a_number_that_became_a_date_is_noticed(text: str, is_one: bool) -> None:
    assert made_into_date(text) is is_one


YEARS = [
    pytest.param("2014", "2014-01-01", id="a calendar year begins on the first of January"),
    pytest.param("2014-2015", "2014-08-15", id="an academic year begins when it is said to"),
    pytest.param("2014/15", "2014-08-15", id="with two digits of its second year"),
    pytest.param("2014 – 2015", "2014-08-15", id="with a dash and blanks"),
    pytest.param("1999/00", "1999-08-15", id="at the turn of a century"),
    pytest.param(
        "2014-2016", "is not an academic year: the second year must follow the first, as in 2014-2015", id="two years"
    ),
    pytest.param(
        "2014/13", "is not an academic year: the second year must follow the first, as in 2014-2015", id="backwards"
    ),
    pytest.param(
        "2014-1915", "is not an academic year: the second year must follow the first, as in 2014-2015", id="a slip"
    ),
    pytest.param("14/15", "is not a year: write 2014 or 2014-2015", id="years of two digits"),
    pytest.param("2014-06-30", "is not a year: write 2014 or 2014-2015", id="a day"),
    pytest.param("1899", OUTSIDE, id="before 1900"),
]


@pytest.mark.parametrize(("text", "found"), YEARS)
def test_the_first_day_of_a_year(text: str, found: str) -> None:
    try:
        said = year_start(text, (8, 15)).isoformat()
    except ValueError as refusal:
        said = str(refusal)
    assert said == found


@given(st.lists(st.dates(date(1900, 1, 1), date(2199, 12, 31)), min_size=1), st.sampled_from("/- "), st.booleans())
@settings(max_examples=50)
def test_a_column_is_read_as_it_was_written_or_not_at_all(days: list[date], sign: str, day_first: bool) -> None:
    """What one person writes in one way is never read in the other."""
    form = sign.join(("%d", "%m") if day_first else ("%m", "%d")) + f"{sign}%Y"
    column = [f"{day:{form}}" for day in days]
    order, _, problem = order_of(column)
    if order is not None:
        assert [read_day(text, order, last=False) for text in column] == days
    else:
        assert problem or all(day.day == day.month for day in days)
