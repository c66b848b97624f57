"""Days as people write them, and the calendar arithmetic of lengths."""

import calendar
import re
from datetime import date, timedelta
from fractions import Fraction

from norec_cli.model.wording import shorten

# A year outside this span is a slip of the finger: 0212, 2102.
FIRST = date(1900, 1, 1)
LAST = date(2199, 12, 31)

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_OTHER_ORDER = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
MOST_MONTHS = 1200
DAYS_A_MONTH = Fraction(1461, 48)  # 365.25 / 12
NEAR_DAYS = 14  # two records whose starts are this far apart at most may be of one exchange


def check_day(day: date) -> date:
    """A day within the years that are accepted.

    Raises:
        ValueError: if it lies outside.
    """
    if not FIRST <= day <= LAST:
        raise ValueError(f"{day} lies outside the years {FIRST.year} to {LAST.year}")
    return day


def parse_day(text: str, today: date) -> date:
    """A single day: `YYYY-MM-DD` or `today`.

    Raises:
        ValueError: with words that say what is wrong and how a date is written.
    """
    if text == "today":
        return today
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(_not_a_day(text, "YYYY-MM-DD, for example 2012-06-30"))
    return _real(text, *(int(part) for part in found.groups()))


def parse_first_day(text: str, today: date) -> date:
    """The day on which something starts: a day, or `YYYY-MM` for the first day of that month."""
    return _parse_month(text, today, last=False)


def parse_last_day(text: str, today: date) -> date:
    """The day on which something ends: a day, or `YYYY-MM` for the last day of that month."""
    return _parse_month(text, today, last=True)


def end_after_months(start: date, months: int) -> date:
    """The last day of a stay of whole calendar months: the day before the same day so many months on.

    15 January and 3 months end on 14 April. Where that month is too short to have the same day, the stay ends on
    its last day: 31 August and 6 months end on 28 (or 29) February.

    Raises:
        ValueError: if months is not from 1 to 1200, or the end lies beyond the last year that is accepted.
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
    found = _MONTH.fullmatch(text)
    if not found:
        if text == "today" or _DAY.fullmatch(text):
            return parse_day(text, today)
        raise ValueError(_not_a_day(text, "YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06"))
    year, month = (int(part) for part in found.groups())
    first = _real(text, year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1]) if last else first


def _real(text: str, year: int, month: int, day: int) -> date:
    """The date of three numbers, if the calendar has it."""
    if not 1 <= month <= 12:
        raise ValueError(f'there is no "{shorten(text)}": months run from 01 to 12')
    if not FIRST.year <= year <= LAST.year:
        raise ValueError(f'"{shorten(text)}" lies outside the years {FIRST.year} to {LAST.year}')
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise ValueError(f'there is no "{shorten(text)}": {calendar.month_name[month]} {year} has {length} days')
    return date(year, month, day)


def _not_a_day(text: str, form: str) -> str:
    """Words for a text that is no date; an ambiguous one gets both its readings."""
    found = _OTHER_ORDER.fullmatch(text)
    if found:
        a, b, year = (int(part) for part in found.groups())
        readings = {
            date(year, month, day).isoformat()
            for day, month in ((a, b), (b, a))
            if FIRST.year <= year <= LAST.year and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
        }
        if readings:
            return f'"{shorten(text)}" is not how a date is written here: write {" or ".join(sorted(readings))}'
    return f'"{shorten(text)}" is not a date: write {form}'
