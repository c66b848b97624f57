"""How the dates of a column of somebody's table are read: what can be proved is read, what may be two things is refused.

`03/04/2012` is the third of April or the fourth of March. One date of the column that has a number above 12, such as
`25/04/2012`, proves for all of them which number is the day. Where nothing proves it, or two dates prove the opposite, the person
must say it.
"""

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.model.years import YearStart
from norec_cli.transfer.rows import vocabulary
from norec_cli.transfer.rows.date_columns import (
    Order,
    holds_academic_years,
    made_into_date,
    may_be_academic_year,
    needs_order,
    order_of,
    read_day,
    read_year_cell,
)

UNPROVED = "may have the day or the month first, and no other date of the column shows which"
MUST_SAY = "may have the day or the month first: say --date-format DMY or MDY"
A_YEAR = "is a year: write it like 2012-06-30"
MAY_BE_A_YEAR = "may be a year: write it like 2012-06-30"
SHORT = "has a year of two digits: write the year in full, "
SHORT_OR_NONE = "has a year of two digits, or none: write the year in full, "
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
    pytest.param("15 de enero de 2024", None, "2024-01-15", id="in Spanish"),
    pytest.param("15 de enero del 2024", None, "2024-01-15", id="in Spanish of America"),
    pytest.param("1º de janeiro de 2024", None, "2024-01-01", id="in Portuguese"),
    pytest.param("3-out-2024", None, "2024-10-03", id="a short name that is an English word too"),
    pytest.param("1er févr. 2024", None, "2024-02-01", id="in French"),
    pytest.param("14 juil. 2024", None, "2024-07-14", id="a short name of four letters"),
    pytest.param("14 juin 2024", None, "2024-06-14", id="and one that begins like it"),
    pytest.param("9 de\u0301c 2024", None, "2024-12-09", id="an accent as a character of its own"),
    pytest.param("15\u00a0Jan\u00a02024", None, "2024-01-15", id="blanks at which no line breaks"),
    pytest.param("2nd Feb 2024", None, "2024-02-02", id="the ending of a number"),
    pytest.param("February 2nd, 2024", None, "2024-02-02", id="and with the name first"),
    pytest.param("15.jan.2024", None, "2024-01-15", id="a name between points"),
    pytest.param("15JAN2024", None, "2024-01-15", id="nothing between"),
    pytest.param("2024-Jan-15", None, "2024-01-15", id="the year first and the name of the month"),
    pytest.param("15-JAN-2024 00.00.00", None, "2024-01-15", id="with the midnight of other databases"),
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
        pytest.param("02/2012", "2012-02-01", "2012-02-29", id="month first, with a stroke"),
        pytest.param("2.2012", "2012-02-01", "2012-02-29", id="with a point"),
        pytest.param("02-2012", "2012-02-01", "2012-02-29", id="with a hyphen"),
        pytest.param("Feb 2012", "2012-02-01", "2012-02-29", id="a short name"),
        pytest.param("February, 2012", "2012-02-01", "2012-02-29", id="a name and a comma"),
        pytest.param("Feb-2012", "2012-02-01", "2012-02-29", id="a name and a hyphen"),
        pytest.param("2012 February", "2012-02-01", "2012-02-29", id="the year first"),
        pytest.param("février 2012", "2012-02-01", "2012-02-29", id="in French"),
        pytest.param("febrero de 2012", "2012-02-01", "2012-02-29", id="in Spanish"),
        pytest.param("fev. 2012", "2012-02-01", "2012-02-29", id="in Portuguese"),
        pytest.param("2011-12", "2011-12-01", "2011-12-31", id="a month that could be an academic year"),
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
    pytest.param("2012-14", None, "doesn't exist in the calendar: correct the date", id="a 14th month"),
    pytest.param("13/2012", None, "doesn't exist in the calendar: correct the date", id="a 13th month before its year"),
    pytest.param("2012-13", None, A_YEAR, id="an academic year with a hyphen"),
    pytest.param("0000-01", None, "doesn't exist in the calendar: correct the date", id="the year 0"),
    pytest.param("1899-12-31", None, OUTSIDE, id="before 1900"),
    pytest.param("01.01.2200", None, OUTSIDE, id="after 2199"),
    pytest.param("25/04/12", "DMY", f"{SHORT}2012-04-25", id="a year of two digits"),
    pytest.param("03/04/12", None, f"{SHORT}2012-04-03 or 2012-03-04", id="that may be two dates"),
    pytest.param("25.04.12", None, f"{SHORT}2012-04-25", id="a year of two digits, with points"),
    pytest.param("03.04.12", None, f"{SHORT}2012-04-03", id="with points the day comes first"),
    pytest.param("25 April 12", None, f"{SHORT}2012-04-25", id="a year of two digits, with the name of the month"),
    pytest.param("25-abr-99", None, f"{SHORT}1999-04-25", id="in the last century"),
    pytest.param("April 25, '12", None, f"{SHORT}2012-04-25", id="the name of the month first"),
    pytest.param("31.04.12", None, NO_DATE, id="a year of two digits and no day of the calendar"),
    pytest.param("Aug-23", None, f"{SHORT_OR_NONE}2023-08 (or YYYY-08-23 if it is 23 August)", id="a month or a day"),
    pytest.param("aug.23", None, f"{SHORT_OR_NONE}2023-08 (or YYYY-08-23 if it is 23 August)", id="with a point"),
    pytest.param("août-23", None, f"{SHORT_OR_NONE}2023-08 (or YYYY-08-23 if it is 23 August)", id="in French"),
    pytest.param("Aug-32", None, f"{SHORT}2032-08", id="what can only be a month"),
    pytest.param("Feb-30", None, f"{SHORT}2030-02", id="because the month has no such day"),
    pytest.param("12. jun", None, f"{SHORT_OR_NONE}YYYY-06-12 (or 2012-06 if it is June 2012)", id="a day or a month"),
    pytest.param("9. mai", None, "has no year: write YYYY-05-09", id="what can only be a day"),
    pytest.param("30 Junie 2012", None, 'has "Junie" where a month should be: write it like 2012-06-30', id="no month"),
    pytest.param(
        "jui 2012", None, 'has "jui" where a month should be: write it like 2012-06-30', id="one of two months"
    ),
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
        pytest.param("Set-75", True, id="in Portuguese"),
        pytest.param("Sat-75", False, id="no month that is known"),
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
    pytest.param("2014-2016", "names no year: the second year must follow the first, as in 2014-2015", id="two years"),
    pytest.param("2014/13", "names no year: the second year must follow the first, as in 2014-2015", id="backwards"),
    pytest.param("2014-1915", "names no year: the second year must follow the first, as in 2014-2015", id="a slip"),
    pytest.param("14/15", "is not a year: write 2014 or 2014-2015", id="years of two digits"),
    pytest.param("2014-06-30", "is not a year: write 2014 or 2014-2015", id="a day"),
    pytest.param("1899", OUTSIDE, id="before 1900"),
]


@pytest.mark.parametrize(("text", "found"), YEARS)
def test_the_first_day_of_a_year(text: str, found: str) -> None:
    try:
        year = read_year_cell(text)
        said = (YearStart(8, 15) if year.spans else YearStart()).first_day(year.number).isoformat()
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


ACADEMIC = [
    pytest.param([], False, id="an empty column"),
    pytest.param(["2011-12"], False, id="one month, as this program writes it"),
    pytest.param(["2011-12", "2011-12"], False, id="the same month twice"),
    pytest.param(["2011/12"], True, id="what has no sign of being a month"),
    pytest.param(["2011-12", "2012-13"], True, id="one text that can be no month shows it for all"),
    pytest.param(["2011/12", "2012-2013"], True, id="with four digits"),
    pytest.param(["2009-10", "2010-11", "2011-12"], True, id="months that all follow their years"),
    pytest.param(["2009-10", "2010-11", "2011-03"], False, id="another month shows that they are months"),
    pytest.param(["2009/10", "2010-11-15"], False, id="so does a day written in this way"),
    pytest.param(["2011/12", "15.01.2012"], True, id="but not a day written in another way"),
    pytest.param(["2011-03", "2012"], False, id="months and years that are no academic years"),
]


@pytest.mark.parametrize(("column", "years"), ACADEMIC)
def test_a_column_shows_whether_it_has_months_or_academic_years(column: list[str], years: bool) -> None:
    assert holds_academic_years(column) is years


@pytest.mark.parametrize(
    ("text", "reason"), [("2011-12", MAY_BE_A_YEAR), ("2011/12", MAY_BE_A_YEAR), ("2011/13", ""), ("2012/13", A_YEAR)]
)
def test_in_a_column_of_academic_years_nothing_that_may_be_one_is_a_month(text: str, reason: str) -> None:
    assert may_be_academic_year(text) is bool(reason)
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$" if reason else "calendar"):
        read_day(text, None, last=False, years=True)


def names_of_months() -> list[tuple[int, str]]:
    """The names and abbreviations of months in all languages, with their numbers."""
    return [(int(line[1]), word) for line in vocabulary._lines() if line[0] == "month" for word in line[3]]


SPELLINGS = [
    "{d} {name} {y}", "{d}. {name} {y}", "{d:02}-{name}-{y}", "{d}.{name}.{y}", "{d}/{name}/{y}", "{d}{name}{y}", "{d} de {name} de {y}",
    "{d} de {name} del {y}", "{d}er {name} {y}", "{d}º {name} {y}", "{d}th of {name} {y}", "{d} {name}. {y}", "{d} {name}, {y}", "{name} {d}, {y}", "{name} {d}th, {y}",
    "{name}. {d} {y}", "{name}-{d:02}-{y}", "{y}-{name}-{d:02}", "{y} {name} {d}", "{d:02}-{name}-{y} 00.00.00", "{d}.{m}.{y}", "{d:02}.{m:02}.{y}",
    "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m:02}.{d:02}", "{y}-{m:02}-{d:02}T00:00:00Z",
]  # fmt: skip
WITHOUT_CENTURY = [
    "{d}.{m}.{s}", "{d}/{m}/{s}", "{m}/{d}/{s}", "{d} {name} {s}", "{d}-{name}-{s}", "{name} {d}, {s}", "{name} {d} '{s}", "{name}-{s}", "{name} {s}", "{name}.{s}",
    "{d}-{name}", "{d}. {name}", "{name} {d}",
]  # fmt: skip
MONTHS_ALONE = [
    "{name} {y}",
    "{name}. {y}",
    "{name}-{y}",
    "{name} de {y}",
    "{y} {name}",
    "{m:02}/{y}",
    "{m}.{y}",
    "{m:02}-{y}",
]
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def spelled(form: str, day: date, name: str) -> str:
    """Write a date."""
    return form.format(d=day.day, m=day.month, y=day.year, s=f"{day.year % 100:02}", name=name)


def a_name(data: st.DataObject, day: date) -> str:
    name = data.draw(st.sampled_from([name for month, name in names_of_months() if month == day.month]))
    name = data.draw(st.sampled_from([str.casefold, str.upper, str.title]))(name)
    return unicodedata.normalize(data.draw(st.sampled_from(["NFC", "NFD"])), name)


@given(DAYS, st.sampled_from(SPELLINGS), st.data())
def test_a_date_in_any_language_and_spelling_is_that_date(day: date, form: str, data: st.DataObject) -> None:
    text = spelled(form, day, a_name(data, day))
    assert read_day(text, None, last=False) == read_day(text, None, last=True) == day


@given(DAYS, st.sampled_from(MONTHS_ALONE), st.data())
def test_a_month_in_any_language_and_spelling_is_that_month(day: date, form: str, data: st.DataObject) -> None:
    text = spelled(form, day, a_name(data, day))
    first, end = read_day(text, None, last=False), read_day(text, None, last=True)
    assert (first.year, first.month, first.day) == (day.year, day.month, 1)
    assert (end + timedelta(days=1)).day == 1
    assert (end.year, end.month) == (day.year, day.month)


@given(DAYS, st.sampled_from(WITHOUT_CENTURY), st.sampled_from([None, "DMY", "MDY"]), st.data())
def test_a_date_without_its_whole_year_is_never_read(
    day: date, form: str, order: Order | None, data: st.DataObject
) -> None:
    with pytest.raises(ValueError, match=r"year|not a date"):
        read_day(spelled(form, day, a_name(data, day)), order, last=False)
