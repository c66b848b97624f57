"""Dates as people write them, and lengths of stays in calendar months."""

import calendar
import re
from datetime import date, timedelta
from fractions import Fraction

from norec_cli.model.wording import shorten

# Years outside this range are treated as typing errors: 0212, 2212.
FIRST = date(1900, 1, 1)
LAST = date(2199, 12, 31)

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_OTHER_ORDER = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
MOST_MONTHS = 1200
DAYS_A_MONTH = Fraction(1461, 48)  # 365.25 / 12
NEAR_DAYS = 14  # two records whose starts are this far apart at most may be of one exchange


def check_day(day: date) -> date:
    """Return a day; refuse it if its year is not accepted.

    Raises:
        ValueError: if it is outside 1900 to 2199.
    """
    if not FIRST <= day <= LAST:
        raise ValueError(f"{day} lies outside the years {FIRST.year} to {LAST.year}")
    return day


def parse_day(text: str, today: date) -> date:
    """Return the date of a text: `YYYY-MM-DD` or `today`.

    Raises:
        ValueError: says what is wrong and how to write a date.
    """
    if text == "today":
        return today
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(_not_a_day(text, "YYYY-MM-DD, for example 2012-06-30"))
    return _checked_date(text, *(int(part) for part in match.groups()))


def parse_first_day(text: str, today: date) -> date:
    """Return the date of a text, see `parse_day`, or the first day of the month of a text such as `2012-06`."""
    return _parse_month(text, today, last=False)


def parse_last_day(text: str, today: date) -> date:
    """Return the date of a text, see `parse_day`, or the last day of the month of a text such as `2012-06`."""
    return _parse_month(text, today, last=True)


def end_after_months(start: date, months: int) -> date:
    """Return the last day of a stay of whole calendar months: the day before the same day that many months later.

    15 January and 3 months end on 14 April. If that month has no such day, the stay ends on its last
    day: 31 August and 6 months end on 28 (or 29) February.

    Raises:
        ValueError: if months is not from 1 to 1200, or the end is after the last year that is accepted.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"must be a whole number of months from 1 to {MOST_MONTHS}, not {months}")
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    length = calendar.monthrange(year, month)[1]
    end = date(year, month, length) if start.day > length else date(year, month, start.day) - timedelta(days=1)
    if end > LAST:
        raise ValueError(f"{months} {'month' if months == 1 else 'months'} from {start} end after {LAST.year}")
    return end


def _parse_month(text: str, today: date, *, last: bool) -> date:
    """Return the date of a text, or the first or last day of a month."""
    match = _MONTH.fullmatch(text)
    if not match:
        if text == "today" or _DAY.fullmatch(text):
            return parse_day(text, today)
        raise ValueError(_not_a_day(text, "YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06"))
    year, month = (int(part) for part in match.groups())
    first = _checked_date(text, year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1]) if last else first


def _checked_date(text: str, year: int, month: int, day: int) -> date:
    """Return the date of a year, month and day; raise ValueError, quoting the text, if it doesn't exist."""
    if not 1 <= month <= 12:
        raise ValueError(f'there is no "{shorten(text)}": months run from 01 to 12')
    if not FIRST.year <= year <= LAST.year:
        raise ValueError(f'"{shorten(text)}" lies outside the years {FIRST.year} to {LAST.year}')
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise ValueError(f'there is no "{shorten(text)}": {calendar.month_name[month]} {year} has {length} days')
    return date(year, month, day)


def _not_a_day(text: str, pattern: str) -> str:
    """Return the message about a text that is not a date; for 01/02/2025 it names both possible dates."""
    match = _OTHER_ORDER.fullmatch(text)
    if match:
        a, b, year = (int(part) for part in match.groups())
        readings = {
            date(year, month, day).isoformat()
            for day, month in ((a, b), (b, a))
            if FIRST.year <= year <= LAST.year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
        }
        if readings:
            return f'"{shorten(text)}" is not how a date is written here: write {" or ".join(sorted(readings))}'
    return f'"{shorten(text)}" is not a date: write {pattern}'
