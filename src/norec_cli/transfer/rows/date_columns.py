"""Dates of a column: what could be two dates is decided by all texts of the column, or refused, and never guessed."""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Literal

from norec_cli.model.dates import FIRST, LAST
from norec_cli.model.years import YEAR_PATTERN, WrittenYear, read_year
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.problems import RowProblem
from norec_cli.transfer.rows.vocabulary import month_of
from norec_cli.transfer.tables.table import Table

Order = Literal["DMY", "MDY"]

_MIDNIGHT = r"(?:[T ]00[:.]00(?:[:.]00(?:\.0+)?)?Z?)?"
_WORD = r"([^\W\d_]{3,12})"
_DAY = r"([0-9]{1,2})(?:(?:er|st|nd|rd|th|[oaº])(?=[-/., ]))?"  # 1er, 2nd, 1º
_YEAR = "(?:(?:de|del|of) )?['\N{RIGHT SINGLE QUOTATION MARK}]?([0-9]{4}|[0-9]{2})"
_GAP = "[-/., ]*"
_OF = "(?:(?:de|of) )?"

# Years, months and days as numbers.
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_MIDNIGHT}", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}){_MIDNIGHT}", re.ASCII)
_SHORT_NUMBERS = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{2}}){_MIDNIGHT}", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)

# Dates with the name of the month, and in which order they have day, month (a word) and year.
_WORDS = (
    ("DMY", re.compile(rf"{_DAY}{_GAP}{_OF}{_WORD}{_GAP}{_YEAR}{_MIDNIGHT}", re.IGNORECASE)),
    ("MDY", re.compile(rf"{_WORD}{_GAP}{_DAY}[-/., ]+{_YEAR}{_MIDNIGHT}", re.IGNORECASE)),
    ("YMD", re.compile(rf"([0-9]{{4}})[-/. ]+{_WORD}[-/. ]+([0-9]{{1,2}}){_MIDNIGHT}")),
    ("MY", re.compile(rf"{_WORD}{_GAP}(?:(?:de|del|of) )?([0-9]{{4}})", re.IGNORECASE)),
    ("YM", re.compile(rf"([0-9]{{4}})[-/. ]+{_WORD}\.?")),
)
# A month and a number that may be a day or a year.
_WORD_NUMBER = re.compile(rf"{_WORD}{_GAP}{_OF}['\N{{RIGHT SINGLE QUOTATION MARK}}]?([0-9]{{1,2}})", re.IGNORECASE)
_NUMBER_WORD = re.compile(rf"{_DAY}{_GAP}{_OF}{_WORD}\.?", re.IGNORECASE)

_LAST_OF_2000S = 49  # a message takes a year of two digits up to this one for 20.., others for 19..

_OUTSIDE = f"must be in the years {FIRST.year} to {LAST.year}"
MADE_INTO_DATE = "looks like a number that a spreadsheet turned into a date: put the number back"
_ISO_DAY = re.compile(r"\d{4}-\d{2}-(\d{2})(?:[ T].*)?", re.ASCII)
_LAST_MONTH = 12  # the day of a later date can't be a month
_LIKE_THIS = "write it like 2012-06-30"
_LAST_DAYS = ("end", "ended_early", "ended")  # fields in which a month means its last day


class ShortYearError(ValueError):
    """A date has a year of two digits, or none.

    Attributes:
        likely: the date that is most likely meant; empty if that can't be known.
    """

    def __init__(self, fault: str, likely: str = "") -> None:
        """Keep the date; see the attributes."""
        self.likely = likely
        super().__init__(fault)


class YearError(ValueError):
    """A text that should be a date is a year, or may be one.

    Attributes:
        fault: what is wrong, without what to do about it.
    """

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(f"{fault}: {_LIKE_THIS}")


class DateColumn:
    """Reader of the dates of a column, by what all of its texts show together."""

    def __init__(
        self, table: Table, mapping: ColumnMapping, field: str, order: Order | None, problems: list[RowProblem]
    ) -> None:
        """Begin a column.

        Args:
            table: the table.
            mapping: the columns of its fields.
            field: the field of the dates; it may have a constant text instead of a column.
            order: whether day or month comes first, as a person said; None to take it from the dates.
            problems: gets one problem if a date needs an order that the column doesn't show.
        """
        self._table = table
        self._position = mapping.columns.get(field)
        self._source = mapping.source(field)
        self._order_said = order
        self._problems = problems
        self._last = field in _LAST_DAYS

    def read(self, text: str) -> date:
        """Return the date that a text says; see `read_day`."""
        order = self._order if needs_order(text) else None
        return read_day(text, order, last=self._last, years=may_be_academic_year(text) and self._has_years)

    @cached_property
    def _lines(self) -> dict[str, int]:
        return {} if self._position is None else self._table.first_lines(self._position)

    @cached_property
    def _has_years(self) -> bool:
        """Whether the column has academic years."""
        return holds_academic_years(self._lines)

    @cached_property
    def _order(self) -> Order | None:
        """Whether day or month comes first; a column that doesn't show it becomes a problem when this is first needed.

        Then its other dates are only checked, with the day first: with this problem nothing is imported.
        """
        if self._order_said is not None:
            return self._order_said
        lines = self._lines  # read before it is asked which columns have cells of the type date
        order, text, problem = order_of(lines, among_date_cells=self._position in self._table.date_columns)
        if not problem:
            return order
        reason = f"{problem}: say --date-format DMY or MDY"
        self._problems.append(RowProblem(lines[text], self._source, text, reason, whole_column=True))
        return "DMY"


def made_into_date(text: str) -> bool:
    """Return whether a text looks like a number that a spreadsheet took for a date: `Sep-75`, which was 9.75."""
    return _without_year(_simplify(text)) is not None


def order_of(texts: Iterable[str], *, among_date_cells: bool = False) -> tuple[Order | None, str, str]:
    """Return in which order the dates of a column have day and month.

    Args:
        texts: every text of the column.
        among_date_cells: whether other cells of the column are of the type date. A program that made them
            of texts may have swapped day and month, and left as texts what it couldn't read.

    Returns:
        The order; None if no date needs one, or if the dates don't show it. In the last case also one of the dates, and
        the reason; otherwise two empty texts.
    """
    first_days: list[str] = []
    second_days: list[str] = []
    either = ""
    latest = 0  # day of a date that can't be swapped
    for text in texts:
        if iso := _ISO_DAY.fullmatch(text):
            latest = max(latest, int(iso[1]))
        found = _NUMBERS.fullmatch(_simplify(text))
        if not found or found[2] == ".":  # with points the day comes first, wherever points are used
            continue
        orders = _possible_orders(int(found[1]), int(found[3]))
        if orders == ("DMY",):
            first_days.append(text)
        elif orders == ("MDY",):
            second_days.append(text)
        elif orders and found[1] != found[3]:
            either = either or text
    if either and among_date_cells:
        return None, either, "is a text among cells of the type date, and may have the day or the month first"
    if among_date_cells and (first_days or second_days) and latest <= _LAST_MONTH:
        text = (first_days or second_days)[0]
        return None, text, "is a text among cells of the type date, whose day and month may have been swapped"
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
    found = _NUMBERS.fullmatch(_simplify(text))
    return found is not None and found[2] != "."


def may_be_academic_year(text: str) -> bool:
    """Return whether a text may be an academic year: `2011-2012`, or `2011/12`, which may be a month as well."""
    try:
        return read_year(_simplify(text)).spans
    except ValueError:
        return False


def holds_academic_years(texts: Iterable[str]) -> bool:
    """Return whether the texts of a column that may be months or academic years are years.

    They are if one of the texts can't be a month (`2012/13`, `2011-2012`). Otherwise they are months if the column has
    another month or day written like them (`2012-03`, `2012-03-15`), or only one such text, with the hyphen of months.

    Args:
        texts: every text of the column.
    """
    either: set[str] = set()
    months = False
    for text in map(_simplify, texts):
        month = _YEAR_MONTH.fullmatch(text)
        if may_be_academic_year(text):
            if not month or not 1 <= int(month[2]) <= 12:
                return True
            either.add(text)
        else:
            months |= bool(month or _ISO.fullmatch(text))
    return not months and (len(either) > 1 or any("/" in text for text in either))


def read_day(text: str, order: Order | None, *, last: bool, years: bool = False) -> date:
    """Return the date that a text says.

    Args:
        text: the text.
        order: whether day or month comes first where both are numbers; None if that isn't known.
        last: whether a month without a day means its last day, else its first.
        years: whether what may be an academic year is one: then `2011-12` isn't December.

    Raises:
        YearError: if the text is a year.
        ValueError: if the text is no date; the message goes on from the text.
    """
    text = _simplify(text)
    if found := _ISO.fullmatch(text):
        return _make_date(int(found[1]), int(found[2]), int(found[3]))
    if may_be_academic_year(text) and (years or not _is_month(text)):
        raise YearError("may be a year" if _is_month(text) else "is a year")
    if found := _YEAR_MONTH.fullmatch(text):
        return _make_month(int(found[1]), int(found[2]), last=last)
    if found := _MONTH_YEAR.fullmatch(text):
        return _make_month(int(found[2]), int(found[1]), last=last)
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or order == "DMY" or first == second or not _possible_orders(first, second):
            return _make_date(year, second, first)
        if order == "MDY":
            return _make_date(year, first, second)
        raise ValueError("may have the day or the month first: say --date-format DMY or MDY")
    return _read_words(text, last=last) or _refuse(text)


def _read_words(text: str, *, last: bool) -> date | None:
    """Return the date of a text that names the month; None if it names none, or has no year in full."""
    for parts in _parts(text):
        month = month_of(parts["M"])
        if month is None or len(parts["Y"]) == 2:
            continue
        if "D" in parts:
            return _make_date(int(parts["Y"]), month, int(parts["D"]))
        return _make_month(int(parts["Y"]), month, last=last)
    return None


def _parts(text: str) -> Iterator[dict[str, str]]:
    """Yield year (Y), the word for the month (M) and the day (D), if it has one, of a text that may be a date."""
    for letters, pattern in _WORDS:
        if found := pattern.fullmatch(text):
            yield dict(zip(letters, found.groups(), strict=True))


def _refuse(text: str) -> date:
    """Raise a ValueError that says why a text is no date, and names the date where it can be known."""
    if error := _short_year(text) or _without_year(text):
        raise error
    if YEAR_PATTERN.fullmatch(text) and FIRST.year <= int(text[:4]) <= LAST.year:
        raise YearError("is a year")
    if text.isascii() and text.isdigit():
        raise ValueError("is a bare number, as spreadsheets keep dates: format the column as a date and save again")
    for parts in _parts(text):
        raise ValueError(f'has "{parts["M"]}" where a month should be: {_LIKE_THIS}')
    raise ValueError(f"is not a date: {_LIKE_THIS}")


def _short_year(text: str) -> ShortYearError | None:
    """Return what is wrong with a whole date whose year has two digits; None if the text is none."""
    days: list[tuple[int, int | None, int]] = []
    if found := _SHORT_NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _whole_year(int(found[4]))
        days = [(year, second, first)] if found[2] == "." else [(year, second, first), (year, first, second)]
    days += [
        (_whole_year(int(parts["Y"])), month_of(parts["M"]), int(parts["D"]))
        for parts in _parts(text)
        if len(parts["Y"]) == 2
    ]
    said = {f"{year}-{month:02}-{day:02}": None for year, month, day in days if month and _exists(year, month, day)}
    if not said:
        return None
    fault = f"has a year of two digits: write the year in full, {' or '.join(said)}"
    return ShortYearError(fault, *said) if len(said) == 1 else ShortYearError(fault)


def _without_year(text: str) -> ShortYearError | None:
    """Return what is wrong with a month and a number, `Aug-23` or `23. aug`; None if the text is none."""
    if found := _WORD_NUMBER.fullmatch(text):
        word, digits = found.groups()
    elif found := _NUMBER_WORD.fullmatch(text):
        digits, word = found.groups()
    else:
        return None
    month, number = month_of(word), int(digits)
    if month is None:
        return None
    name, year = calendar.month_name[month], _whole_year(number)
    whole_day, whole_month = f"YYYY-{month:02}-{number:02}", f"{year}-{month:02}"
    if len(digits) == 1:
        return ShortYearError(f"has no year: write {whole_day}")
    if not _exists(2000, month, number):
        return ShortYearError(f"has a year of two digits: write the year in full, {whole_month}", whole_month)
    said, likely = f"{whole_month} (or {whole_day} if it is {number} {name})", whole_month
    if found.re is _NUMBER_WORD:
        said, likely = f"{whole_day} (or {whole_month} if it is {name} {year})", ""
    return ShortYearError(f"has a year of two digits, or none: write the year in full, {said}", likely)


def read_year_cell(text: str) -> WrittenYear:
    """Return the year that a text says: `2014`, or an academic year `2014-2015` or `2014/15`.

    Raises:
        ValueError: if it says none, or one that is not accepted; the message goes on from the text.
    """
    year = read_year(text)
    if not FIRST.year <= year.number <= LAST.year:
        raise ValueError(_OUTSIDE)
    return year


def _whole_year(number: int) -> int:
    """Return the year that two digits most likely mean, for a message."""
    return number + (2000 if number <= _LAST_OF_2000S else 1900)


def _is_month(text: str) -> bool:
    """Return whether a text is a year and a month as numbers."""
    found = _YEAR_MONTH.fullmatch(text)
    return found is not None and 1 <= int(found[2]) <= 12


def _simplify(text: str) -> str:
    """Return a text with single blanks and with letters composed with their accents."""
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(text.split())


def _make_month(year: int, month: int, *, last: bool) -> date:
    """Return the first or the last day of a month; raise ValueError if it doesn't exist."""
    first = _make_date(year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1]) if last else first


def _make_date(year: int, month: int, day: int) -> date:
    if not _exists(year, month, day):
        raise ValueError("doesn't exist in the calendar: correct the date")
    if not FIRST.year <= year <= LAST.year:
        raise ValueError(_OUTSIDE)
    return date(year, month, day)


def _exists(year: int, month: int, day: int) -> bool:
    """Return whether a day exists in the calendar."""
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
