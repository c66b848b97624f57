"""The dates of a column: how they are written is determined from all of them, and nothing is guessed."""

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

# Months by the first letters of their names: English, Norwegian, German, French, Spanish as spreadsheets write them.
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mrz": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "des": 12, "dez": 12,
}  # fmt: skip

MADE_INTO_DATE = "looks like a number that a spreadsheet turned into a date: put the number back"


def made_into_date(text: str) -> bool:
    """Whether a text is what a spreadsheet makes of a number such as 9.75 when it takes it for a date: `Sep-75`."""
    found = _SHORT.fullmatch(text)
    return found is not None and any(_month_of(word) for word in re.findall(r"[^\W\d_]+", text))


def _month_of(word: str) -> int | None:
    return _MONTHS.get(word.casefold()[:3])


def order_of(texts: Iterable[str]) -> tuple[Order | None, str, str]:
    """In which order day and month stand in the dates of a column.

    Args:
        texts: every text in it.

    Returns:
        The order; None if no date in it asks for one, or it can't be told. If it can't, a date that shows it, and why.
    """
    first_days: list[str] = []
    second_days: list[str] = []
    either = ""
    for text in texts:
        found = _NUMBERS.fullmatch(text)
        if not found or found[2] == ".":  # with points the day comes first, wherever points are used
            continue
        one, other = int(found[1]), int(found[3])
        if one > 12 >= other:
            first_days.append(text)
        elif other > 12 >= one:
            second_days.append(text)
        elif one != other:
            either = either or text
    if first_days and second_days:
        return None, first_days[0], f'has the day first, "{second_days[0]}" the month'
    if first_days or second_days:
        return ("DMY" if first_days else "MDY"), "", ""
    if either:
        return None, either, "may be day or month first, and no other date of the column tells"
    return None, "", ""


def needs_order(text: str) -> bool:
    """Whether a date can only be read if it is known whether its day comes first."""
    found = _NUMBERS.fullmatch(text)
    return found is not None and found[2] != "."


def read_day(text: str, order: Order | None, *, last: bool) -> date:
    """The date that a text says.

    Args:
        text: the text.
        order: in which order day and month stand, where both are numbers.
        last: whether a month alone stands for its last day.

    Raises:
        ValueError: with words for the person, if it says none.
    """
    if found := _ISO.fullmatch(text):
        return _made(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        day = calendar.monthrange(year, month)[1] if last and 1 <= month <= 12 and year else 1
        return _made(text, year, month, day)
    if found := _NUMBERS.fullmatch(text):
        one, other, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or order == "DMY" or one == other:
            return _made(text, year, other, one)
        if order == "MDY":
            return _made(text, year, one, other)
        raise ValueError("may be day or month first: say --date-format DMY or MDY")
    if (found := _WORDS.fullmatch(text)) and (month_ := _month_of(found[2])):
        return _made(text, int(found[3]), month_, int(found[1]))
    if (found := _WORDS_FIRST.fullmatch(text)) and (month_ := _month_of(found[1])):
        return _made(text, int(found[3]), month_, int(found[2]))
    if made_into_date(text):
        raise ValueError("has no whole year: write 2012-06-30")
    if _YEARS.fullmatch(text) and FIRST.year <= int(text[:4]) <= LAST.year:
        raise ValueError("is a year: --map year=… says that the column has years")
    if text.isascii() and text.isdigit():
        raise ValueError("is a bare number, as spreadsheets keep dates: format the column as a date and save again")
    raise ValueError("is no date: write 2012-06-30")


def year_start(text: str, starts: tuple[int, int]) -> date:
    """The first day of a year: of `2014` the first of January, of an academic year `2014-2015` or `2014/15` as is said.

    Args:
        text: the text.
        starts: month and day on which an academic year begins.

    Raises:
        ValueError: with words for the person, if it is neither.
    """
    found = _YEARS.fullmatch(text)
    if not found:
        raise ValueError("is no year: write 2014 or 2014-2015")
    first = int(found[1])
    if found[2] is None:
        return _made(text, first, 1, 1)
    if int(found[2][-2:]) != (first + 1) % 100 or (len(found[2]) == 4 and int(found[2]) != first + 1):
        raise ValueError("is no academic year: the second year is not the one after the first")
    return _made(text, first, *starts)


def _made(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError(f'is no day that there is: the calendar has no "{text}"') from None
    if not FIRST <= found <= LAST:
        raise ValueError(f"lies outside the years {FIRST.year} to {LAST.year}")
    return found
