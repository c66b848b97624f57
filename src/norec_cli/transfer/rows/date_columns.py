"""Dates of a column: whether day or month comes first is taken from all of them, and never guessed."""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from norec_cli.model.dates import FIRST, LAST

Order = Literal["DMY", "MDY"]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?: 00[:.]00(?:[:.]00)?)?", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})\.?[- ]([^\W\d_]{3,9})\.?[- ,]+(\d{4})(?: 00[:.]00[:.]00)?")
_WORDS_FIRST = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})")
_SHORT = re.compile(r"(?:(?:[^\W\d_]{3,9})\.?[- ]\d{2}|\d{1,2}[-. ]+(?:[^\W\d_]{3,9}))")
_YEARS = re.compile("(\\d{4})(?: ?[-/\N{EN DASH}] ?(\\d{4}|\\d{2}))?", re.ASCII)

# Months by the first three letters of their names in English, Norwegian and German, and some in other languages.
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mrz": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "des": 12, "dez": 12,
}  # fmt: skip

MADE_INTO_DATE = "looks like a number that a spreadsheet turned into a date: put the number back"


def made_into_date(text: str) -> bool:
    """Return whether a text looks like a number that a spreadsheet took for a date: `Sep-75`, which was 9.75."""
    found = _SHORT.fullmatch(text)
    return found is not None and any(_month_of(word) for word in re.findall(r"[^\W\d_]+", text))


def _month_of(word: str) -> int | None:
    return _MONTHS.get(word.casefold()[:3])


def order_of(texts: Iterable[str]) -> tuple[Order | None, str, str]:
    """Return in which order the dates of a column have day and month.

    Args:
        texts: every text of the column.

    Returns:
        The order; None if no date needs one, or if the dates don't show it. In the last case also one of the dates, and
        the reason; otherwise two empty texts.
    """
    first_days: list[str] = []
    second_days: list[str] = []
    either = ""
    for text in texts:
        found = _NUMBERS.fullmatch(text)
        if not found or found[2] == ".":  # with points the day comes first, wherever points are used
            continue
        orders = _possible_orders(int(found[1]), int(found[3]))
        if orders == ("DMY",):
            first_days.append(text)
        elif orders == ("MDY",):
            second_days.append(text)
        elif orders and found[1] != found[3]:
            either = either or text
    if first_days and second_days:
        return None, first_days[0], f'has the day first, "{second_days[0]}" the month'
    if first_days or second_days:
        return ("DMY" if first_days else "MDY"), "", ""
    if either:
        return None, either, "may have the day or the month first, and no other date of the column shows which"
    return None, "", ""


def _possible_orders(first: int, second: int) -> tuple[Order, ...]:
    """Return the orders in which two numbers can be a day and a month; none if they can't be in either."""
    orders: dict[Order, tuple[int, int]] = {"DMY": (first, second), "MDY": (second, first)}
    return tuple(order for order, (day, month) in orders.items() if 1 <= day <= 31 and 1 <= month <= 12)


def needs_order(text: str) -> bool:
    """Return whether a date can be read only if it is known whether day or month comes first."""
    found = _NUMBERS.fullmatch(text)
    return found is not None and found[2] != "."


def read_day(text: str, order: Order | None, *, last: bool) -> date:
    """Return the date that a text says.

    Args:
        text: the text.
        order: whether day or month comes first where both are numbers; None if that isn't known.
        last: whether a month without a day means its last day, else its first.

    Raises:
        ValueError: if the text is no date; the message goes on from the text.
    """
    if found := _ISO.fullmatch(text):
        return _make_date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        day = calendar.monthrange(year, month)[1] if last and 1 <= month <= 12 and year else 1
        return _make_date(year, month, day)
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or order == "DMY" or first == second or not _possible_orders(first, second):
            return _make_date(year, second, first)
        if order == "MDY":
            return _make_date(year, first, second)
        raise ValueError("may have the day or the month first: say --date-format DMY or MDY")
    if (found := _WORDS.fullmatch(text)) and (named_month := _month_of(found[2])):
        return _make_date(int(found[3]), named_month, int(found[1]))
    if (found := _WORDS_FIRST.fullmatch(text)) and (named_month := _month_of(found[1])):
        return _make_date(int(found[3]), named_month, int(found[2]))
    if made_into_date(text):
        raise ValueError("has a year of two digits, or none: write the year in full, e.g. 2023-08")
    if _YEARS.fullmatch(text) and FIRST.year <= int(text[:4]) <= LAST.year:
        raise ValueError("is a year: if the column has years, say so with --map year=…")
    if text.isascii() and text.isdigit():
        raise ValueError("is a bare number, as spreadsheets keep dates: format the column as a date and save again")
    raise ValueError("is not a date: write it like 2012-06-30")


def year_start(text: str, starts: tuple[int, int]) -> date:
    """Return the first day of a year `2014`, which is 1 January, or of an academic year `2014-2015` or `2014/15`.

    Args:
        text: the text.
        starts: month and day on which an academic year begins.

    Raises:
        ValueError: if the text is neither; the message goes on from the text.
    """
    found = _YEARS.fullmatch(text)
    if not found:
        raise ValueError("is not a year: write 2014 or 2014-2015")
    first = int(found[1])
    if found[2] is None:
        return _make_date(first, 1, 1)
    if int(found[2][-2:]) != (first + 1) % 100 or (len(found[2]) == 4 and int(found[2]) != first + 1):
        raise ValueError("is not an academic year: the second year must follow the first, as in 2014-2015")
    return _make_date(first, *starts)


def _make_date(year: int, month: int, day: int) -> date:
    try:
        day_found = date(year, month, day)
    except ValueError:
        raise ValueError("doesn't exist in the calendar: correct the date") from None
    if not FIRST <= day_found <= LAST:
        raise ValueError(f"must be in the years {FIRST.year} to {LAST.year}")
    return day_found
