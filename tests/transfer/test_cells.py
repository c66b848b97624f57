"""How the text of a cell becomes a value: what says one thing is read, what may say two is refused in words.

`31.0` is 31, because spreadsheets write whole numbers so. `1.234` may be one thousand two hundred and thirty-four, or one and a bit:
it is refused. `Sep-75` was 9.75 before a spreadsheet took it for a date: it is refused too.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.model.dates import end_after_months
from norec_cli.transfer.rows.cells import (
    Length,
    end_after,
    end_of,
    is_woman,
    months,
    several,
    token_of,
    whole,
    yes_or_no,
)

WAS_A_NUMBER = "looks like a number that a spreadsheet turned into a date: put the number back"
TOO_MANY = "must be 1000000000 or less"


def outcome(read: Callable[..., Any], *given_: Any) -> Any:
    """Return what a text is read as, or the words with which it is refused."""
    try:
        return read(*given_)
    except ValueError as refusal:
        return str(refusal)


WHOLE = [
    pytest.param("31", 31, id="digits"),
    pytest.param("0", 0, id="nothing"),
    pytest.param("007", 7, id="noughts before it"),
    pytest.param("31.0", 31, id="a whole number as a spreadsheet may write it"),
    pytest.param("31,00", 31, id="the same with a comma"),
    pytest.param("1 234", 1234, id="thousands separated by a blank"),
    pytest.param("1\u00a0234\u00a0567", 1_234_567, id="by blanks that break no line, as Norwegian spreadsheets write"),
    pytest.param("1\u202f234", 1234, id="by narrow ones, as French spreadsheets write"),
    pytest.param("1'234", 1234, id="by an apostrophe, as Swiss spreadsheets write"),
    pytest.param("1000000000", 1_000_000_000, id="the greatest number that is accepted"),
    pytest.param(
        "1.234", "may be 1234 or a number with decimals: write it without the point or comma", id="a point or a comma"
    ),
    pytest.param(
        "12,345", "may be 12345 or a number with decimals: write it without the point or comma", id="a comma or a point"
    ),
    pytest.param(
        "1.000", "may be 1000 or a number with decimals: write it without the point or comma", id="one, or a thousand"
    ),
    pytest.param("1000000001", TOO_MANY, id="one more than that"),
    pytest.param("9" * 5000, TOO_MANY, id="more digits than Python would convert"),
    pytest.param("31.5", "is not a whole number", id="half a person"),
    pytest.param("-3", "is not a whole number", id="less than nothing"),
    pytest.param("1 23", "is not a whole number", id="a blank at an odd place"),
    pytest.param("12 345.6", "is not a whole number", id="decimals behind thousands"),
    pytest.param("1e3", "is not a whole number", id="an exponent"),
    pytest.param("three", "is not a whole number", id="a word"),
    pytest.param("", "is not a whole number", id="an empty cell"),
    pytest.param("٣", "is not a whole number", id="a digit of another script"),
    pytest.param("5-Mar", WAS_A_NUMBER, id="what a spreadsheet made of 5-3"),
]


@pytest.mark.parametrize(("text", "found"), WHOLE)
def test_a_number_of_people(text: str, found: int | str) -> None:
    assert outcome(whole, text) == found


MONTHS = [
    pytest.param("9", Fraction(9), id="whole months"),
    pytest.param("1.2000", Fraction("1.2"), id="four decimals, which are no year"),
    pytest.param("9.75", Fraction(39, 4), id="decimals behind a point"),
    pytest.param("9,75", Fraction(39, 4), id="decimals behind a comma"),
    pytest.param("0.1", Fraction(1, 10), id="a tenth is exactly a tenth"),
    pytest.param("10.125", Fraction(81, 8), id="three decimals are no thousands here"),
    pytest.param("9.066666666666666", Fraction(9066666666666666, 10**15), id="as many decimals as a workbook has"),
    pytest.param("1200", Fraction(1200), id="a hundred years"),
    pytest.param("1200.5", "must be more than 0 months, and at most 1200", id="more than a hundred years"),
    pytest.param("0", "must be more than 0 months, and at most 1200", id="none"),
    pytest.param("0.00", "must be more than 0 months, and at most 1200", id="none, with decimals"),
    pytest.param("-1", "is not a number of months: write it like 180 days, 26 weeks or 6 months", id="less than none"),
    pytest.param(
        "9 months", "is not a number of months: write it like 180 days, 26 weeks or 6 months", id="with a word"
    ),
    pytest.param(
        "9.", "is not a number of months: write it like 180 days, 26 weeks or 6 months", id="a point at the end"
    ),
    pytest.param("1 234", "is not a number of months: write it like 180 days, 26 weeks or 6 months", id="a blank"),
    pytest.param("", "is not a number of months: write it like 180 days, 26 weeks or 6 months", id="an empty cell"),
    pytest.param("Sep-75", WAS_A_NUMBER, id="what a spreadsheet made of 9.75"),
    pytest.param("9. mai", WAS_A_NUMBER, id="what a Norwegian spreadsheet made of 9.5"),
    pytest.param("2012-05-09", WAS_A_NUMBER, id="what a workbook made of 9.5 in 2012"),
    pytest.param("09.05.2012", WAS_A_NUMBER, id="the same as a Norwegian spreadsheet shows it"),
]


@pytest.mark.parametrize(("text", "found"), MONTHS)
def test_a_length_in_months(text: str, found: Fraction | str) -> None:
    assert outcome(months, text) == found


ENDS = [
    pytest.param("2012-01-15", "3", "2012-04-14", id="whole months end on the day before"),
    pytest.param("2012-08-31", "6", "2013-02-28", id="or on the last day of a month that is too short"),
    pytest.param("2011-09-01", "10", "2012-06-30", id="ten months from September"),
    pytest.param("2012-01-01", "0.5", "2012-01-15", id="half a month is 15 days: 15.2 rounded"),
    pytest.param("2012-01-01", "1.5", "2012-02-15", id="a month and 15 days"),
    pytest.param("2012-01-01", "1.25", "2012-02-08", id="a month and 8 days: 7.6 rounded"),
    pytest.param("2012-01-31", "1.1", "2012-03-03", id="the days follow the whole months"),
    pytest.param("2012-01-01", "0.03", "2012-01-01", id="a day: 0.9 rounded"),
    pytest.param("2012-01-01", "0.01", "is shorter than a day", id="a third of a day"),
    pytest.param("2199-12-01", "2", "2 months from 2199-12-01 end after 2199", id="beyond the last year"),
]


@pytest.mark.parametrize(("start", "length", "end"), ENDS)
def test_the_last_day_of_a_stay(start: str, length: str, end: str) -> None:
    assert str(outcome(end_after, date.fromisoformat(start), Fraction(length))) == end


@pytest.mark.parametrize(
    ("given_end", "found"),
    [
        pytest.param(None, "2012-06-30", id="no end is given"),
        pytest.param("2012-06-15", "2012-06-15", id="an end that is half a month earlier holds"),
        pytest.param("2012-07-31", "2012-07-31", id="31 days apart are not too many"),
        pytest.param(
            "2012-08-01",
            "contradicts the end 2012-08-01: a stay of this length ends on 2012-06-30",
            id="32 days apart contradict each other",
        ),
        pytest.param(
            "2012-05-29",
            "contradicts the end 2012-05-29: a stay of this length ends on 2012-06-30",
            id="in the other direction too",
        ),
    ],
)
def test_a_length_beside_an_end_must_agree_with_it(given_end: str | None, found: str) -> None:
    end = None if given_end is None else date.fromisoformat(given_end)
    assert str(outcome(end_of, date(2011, 9, 1), Length(Fraction(10), "months"), end)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *[pytest.param(text, True, id=f"{text} is yes") for text in ("yes", "Y", "TRUE", "1", "x", "Ja", "j", "oui")],
        *[pytest.param(text, False, id=f"{text} is no") for text in ("no", "N", "False", "0", "nei")],
        *[
            pytest.param(text, "is neither yes nor no", id=f"{text or 'nothing'} is neither")
            for text in ("", "maybe", "2", "-1", "yes!")
        ],
    ],
)
def test_yes_or_no(text: str, found: bool | str) -> None:
    assert outcome(yes_or_no, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *[pytest.param(text, True, id=f"{text} is a woman") for text in ("F", "female", "Woman", "K", "kvinne")],
        *[pytest.param(text, False, id=f"{text} is a man") for text in ("M", "Male", "man", "mann")],
        *[pytest.param(text, None, id=f"{text or 'nothing'} is neither") for text in ("", "x", "other", "m/f")],
    ],
)
def test_whether_a_cell_says_that_somebody_is_a_woman(text: str, found: bool | None) -> None:
    assert is_woman(text) is found


SEVERAL = [
    pytest.param("", (), id="an empty cell"),
    pytest.param("law", ("law",), id="one text"),
    pytest.param("law; health", ("law", "health"), id="semicolons separate texts"),
    pytest.param("law\nhealth\n", ("law", "health"), id="so do line breaks in a cell"),
    pytest.param(" law ;; health ; ", ("law", "health"), id="blanks and empty parts go"),
    pytest.param("human rights, law", ("human rights, law",), id="commas are part of a text"),
    pytest.param(
        "Law; LAW; law", ("Law",), id="a text that is there in other capitals too is taken once, as first written"
    ),
    pytest.param('["a; b", "c"]', ("a; b", "c"), id="a JSON list may hold semicolons"),
    pytest.param(
        "[1, 2]", "must be texts separated by semicolons, or a list like", id="a JSON list of numbers is refused"
    ),
    pytest.param("[law", "must be texts separated by semicolons, or a list like", id="so is what only begins as one"),
]


@pytest.mark.parametrize(("text", "found"), SEVERAL)
def test_several_texts_in_a_cell(text: str, found: tuple[str, ...] | str) -> None:
    read = outcome(several, text)
    assert read[: len(found)] == found
    assert isinstance(found, str) or read == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("civil-society", "civil-society", id="as it is written in the files"),
        pytest.param("Civil society", "civil-society", id="with a blank and a capital"),
        pytest.param("CIVIL_SOCIETY", "civil-society", id="with an underscore"),
        pytest.param("(public)", "public", id="in brackets"),
        pytest.param("civilsociety", "is not one of public, civil-society", id="words that are run together"),
        pytest.param("private", "is not one of public, civil-society", id="what is not offered"),
        pytest.param("", "is not one of public, civil-society", id="an empty cell"),
    ],
)
def test_one_of_some_words(text: str, found: str) -> None:
    assert outcome(token_of(("public", "civil-society")), text) == found


@given(st.integers(0, 10**9), st.sampled_from((" ", "\u00a0", "\u202f", "'", "")))
@settings(max_examples=50)
def test_a_number_is_read_however_its_thousands_are_separated(number: int, sign: str) -> None:
    assert whole(f"{number:,}".replace(",", sign)) == number


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(1, 1200))
@settings(max_examples=50)
def test_whole_months_end_where_the_command_line_ends_them(start: date, number: int) -> None:
    assert end_after(start, Fraction(number)) == end_after_months(start, number)
