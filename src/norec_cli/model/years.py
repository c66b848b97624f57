"""Years: to which one a day belongs. They begin on 1 January, or on any other day that a store or project sets."""

import re
from calendar import month_name, monthrange
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from norec_cli.model.dates import FIRST, LAST
from norec_cli.model.wording import shorten

_START = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
YEAR_PATTERN = re.compile("(\\d{4})(?: ?[-/\N{EN DASH}] ?(\\d{4}|\\d{2}))?", re.ASCII)
_COMMON_YEAR = 2023  # any year without 29 February


class Year(msgspec.Struct, frozen=True):
    """One year, from its first day to its last.

    Attributes:
        number: the calendar year in which it begins.
        label: its name: `2023` for a calendar year, `2023/24` for one that begins later in 2023.
        first: its first day.
        last: its last day.
    """

    number: int
    label: str
    first: date
    last: date

    def __str__(self) -> str:
        """Return its label."""
        return self.label


class YearStart(msgspec.Struct, frozen=True):
    """The day on which every year begins. What belongs to which year is decided here and nowhere else.

    Attributes:
        month: its month, 1 to 12.
        day: its day of the month; every year has it.
    """

    month: int = 1
    day: int = 1

    @classmethod
    def parse(cls, text: str) -> "YearStart":
        """Return the first day of years that a text such as `09-01` says.

        Raises:
            ValueError: if it is not a month and a day that every year has.
        """
        match = _START.fullmatch(text)
        month, day = map(int, match.groups()) if match else (0, 0)
        if not 1 <= month <= 12 or not 1 <= day <= 31:
            raise ValueError(f'must be a month and a day such as "09-01", not "{shorten(text)}"')
        if (month, day) == (2, 29):
            raise ValueError('must be a day of every year, not "02-29": write "02-28" or "03-01"')
        if day > (days := monthrange(_COMMON_YEAR, month)[1]):
            raise ValueError(f'must be a day of the calendar, not "{text}": {month_name[month]} has {days} days')
        return cls(month, day)

    def __str__(self) -> str:
        """Return it as it is written in the files: `09-01`."""
        return f"{self.month:02}-{self.day:02}"

    def in_words(self) -> str:
        """Return it as people write it: `1 September`."""
        return f"{self.day} {month_name[self.month]}"

    def first_day(self, number: int) -> date:
        """Return the day on which the year that begins in a calendar year begins."""
        return date(number, self.month, self.day)

    def year(self, number: int) -> Year:
        """Return the year that begins in a calendar year."""
        label = str(number) if self == CALENDAR else f"{number}/{(number + 1) % 100:02}"
        return Year(number, label, self.first_day(number), self.first_day(number + 1) - timedelta(days=1))

    def finder(self) -> Callable[[date], Year]:
        """Return a function that returns the year to which a day belongs; it is fast, for a hundred thousand days."""
        years = {number: self.year(number) for number in range(FIRST.year - 1, LAST.year + 1)}

        def year_of(day: date) -> Year:
            year = years[day.year]
            return year if day >= year.first else years[day.year - 1]

        return year_of

    def academic(self) -> "YearStart":
        """Return the day on which an academic year of a table begins: this one, or 1 September for calendar years."""
        return _ACADEMIC if self == CALENDAR else self

    def year_called(self, label: str) -> Year:
        """Return the year that has a label which such a year has."""
        return self.year(int(label[:4]))


CALENDAR = YearStart()
_ACADEMIC = YearStart(9, 1)


class WrittenYear(msgspec.Struct, frozen=True):
    """A year as somebody wrote it, before it is known on which day it begins.

    Attributes:
        number: the calendar year in which it begins.
        spans: whether the next calendar year is written too, as in `2023/24`.
    """

    number: int
    spans: bool


def read_year(text: str) -> WrittenYear:
    """Return the year that a text says: `2023`, or `2023/24`, `2023-24`, `2023/2024`, `2023-2024`.

    Raises:
        ValueError: if it says none; the message goes on from the text.
    """
    found = YEAR_PATTERN.fullmatch(text)
    if not found:
        raise ValueError("is not a year: write 2014 or 2014-2015")
    first, second = int(found[1]), found[2]
    if second and second not in (f"{first + 1:04}", f"{(first + 1) % 100:02}"):
        raise ValueError("names no year: the second year must follow the first, as in 2014-2015")
    return WrittenYear(first, second is not None)


def check_year_start(text: str) -> str:
    """Return the first day of years as the files write it; refuse it, see `YearStart.parse`, if it is none.

    Raises:
        ValueError: says why.
    """
    return str(YearStart.parse(text))
