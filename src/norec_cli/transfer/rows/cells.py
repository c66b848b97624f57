"""Make values of the texts of cells; the message of each ValueError goes on from the text."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

from norec_cli.model.dates import DAYS_A_MONTH, MOST_MONTHS, end_after_months
from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.model.folding import fold_case
from norec_cli.model.spreadsheet_text import split_list
from norec_cli.transfer.rows.date_columns import MADE_INTO_DATE, made_into_date, read_day
from norec_cli.transfer.rows.value_words import STATES
from norec_cli.transfer.rows.vocabulary import Direction, Unit, answer_of, direction_of, gender_of, state_of, unit_of
from norec_cli.transfer.tables.grouping import is_grouped, may_be_grouped, ungrouped, whole_digits

_DECIMAL = re.compile(r"\d{1,9}(?:[.,]\d{1,20})?", re.ASCII)  # a workbook has 9.066666666666666
_WRITE = ": write it like 180 days, 26 weeks or 6 months"
_WITH_UNIT = re.compile(r"(\d{1,9}(?:[.,]\d{1,20})?)\s*([^\d\s][^\d]*)")
_MOST_APART = timedelta(days=31)  # many tables round their months


def whole(text: str) -> int:
    """Return a whole number of 0 or more: `31`, `31.0`, `1 234`.

    Raises:
        ValueError: if the text is none, could be two numbers, or is too large.
    """
    if is_grouped(text):
        text = ungrouped(text)
    if may_be_grouped(text):
        raise ValueError(f"may be {ungrouped(text)} or a number with decimals: write it without the point or comma")
    if made_into_date(text):
        raise ValueError(MADE_INTO_DATE)
    digits = whole_digits(text) if text.isascii() else ""
    if not digits:
        raise ValueError("is not a whole number")
    if len(digits) > 10 or int(digits) > MOST_PARTICIPANTS:
        raise ValueError(f"must be {MOST_PARTICIPANTS} or less")
    return int(digits)


def months(text: str) -> Fraction:
    """Return a length in months, more than 0: `9`, `9.75`, `9,75`.

    Raises:
        ValueError: if the text is no number of months.
    """
    if not _DECIMAL.fullmatch(text):  # a number comes first: 1.2000 is no January
        raise ValueError(
            MADE_INTO_DATE if made_into_date(text) or _is_day(text) else f"is not a number of months{_WRITE}"
        )
    number = Fraction(text.replace(",", "."))
    if not 0 < number <= MOST_MONTHS:
        raise ValueError(f"must be more than 0 months, and at most {MOST_MONTHS}")
    return number


class Length(NamedTuple):
    """Length of a stay.

    Attributes:
        number: the number of units.
        unit: days or months; weeks are days.
    """

    number: Fraction
    unit: Literal["days", "months"]


def length_in(unit: Unit) -> Callable[[str], Length]:
    """Return a function that reads a length, with the unit that the text says, else in a unit.

    Args:
        unit: the unit of numbers without one.
    """

    def read(text: str) -> Length:
        found = _WITH_UNIT.fullmatch(text)
        own = unit_of(found[2]) if found else None
        if found and own:
            return _length(found[1], own)
        return _length(text, unit)

    return read


def _length(text: str, unit: Unit) -> Length:
    """Return a length in a unit; raise ValueError if the text is none."""
    if unit == "months":
        return Length(months(text), unit)
    if not _DECIMAL.fullmatch(text):
        raise ValueError(
            MADE_INTO_DATE if made_into_date(text) or _is_day(text) else f"is not a number of {unit}{_WRITE}"
        )
    number = Fraction(text.replace(",", "."))
    days = number * 7 if unit == "weeks" else number
    if days.denominator != 1:
        raise ValueError("is no whole number of days")
    if not 0 < days <= MOST_MONTHS * DAYS_A_MONTH:
        raise ValueError(f"must be more than 0 {unit}, and at most {MOST_MONTHS} months")
    return Length(Fraction(days), "days")


def end_after(start: date, length: Fraction, unit: Literal["days", "months"] = "months") -> date:
    """Return the last day of a stay; a part of a month counts as its share of 365.25/12 days, rounded.

    Args:
        start: the first day.
        length: the length.
        unit: the unit of the length.

    Raises:
        ValueError: if the stay is shorter than a day, or ends after the last year that is accepted.
    """
    if unit == "days":
        number, days = 0, int(length)
    elif length.denominator == 1:  # most are whole months, and fractions take time
        number, days = length.numerator, 0
    else:
        number = int(length)
        days = round((length - number) * DAYS_A_MONTH)
    if number == 0 and days == 0:
        raise ValueError("is shorter than a day")
    last = end_after_months(start, number) if number else start - timedelta(days=1)
    return last + timedelta(days=days)


def end_of(start: date, length: Length, end: date | None) -> date:
    """Return the last day of a stay of which a row has the length, and perhaps the end too.

    Args:
        start: the first day.
        length: the length.
        end: the last day as the row has it; None if it has none.

    Raises:
        ValueError: if length and end differ by more than a month, or as `end_after`.
    """
    computed = end_after(start, *length)
    if end is not None and abs(computed - end) > _MOST_APART:
        raise ValueError(f"contradicts the end {end}: a stay of this length ends on {computed}")
    return end or computed


def yes_or_no(text: str) -> bool:
    """Return whether a cell says yes.

    Raises:
        ValueError: if it says neither yes nor no.
    """
    answer = answer_of(text)
    if answer is None:
        raise ValueError("is neither yes nor no")
    return answer


def is_woman(text: str) -> bool | None:
    """Return whether a cell says that somebody is a woman; None if it says neither woman nor man."""
    gender = gender_of(text)
    return gender == "woman" if gender in ("woman", "man") else None


def status(text: str) -> str:
    """Return what the status of an exchange means, one of `STATES`.

    Raises:
        ValueError: if it isn't understood.
    """
    meaning = text if text in STATES else state_of(text)
    if meaning is None:
        raise ValueError("is no status that is understood")
    return meaning


def direction(text: str) -> Direction:
    """Return whether people go out or come in.

    Raises:
        ValueError: if the text says neither.
    """
    meaning = direction_of(text)
    if meaning is None:
        raise ValueError("is neither out nor in")
    return meaning


def several(text: str) -> tuple[str, ...]:
    """Return the entries of a list in a cell; of those that a record would refuse together, the first.

    Args:
        text: entries separated by semicolons or line breaks, or a JSON list, whose entries are returned as they are.

    Raises:
        ValueError: if the text begins like a JSON list but isn't one.
    """
    kept: dict[str, str] = {}
    for part in split_list(text, ";\n"):
        if part.strip():
            kept.setdefault(fold_case(part), part)
    return tuple(kept.values())


def token_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    """Return a function that reads one of some hyphenated tokens, also with underscores, blanks or capitals."""

    def read(text: str) -> str:
        token = "-".join(re.findall(r"[^\W_]+", text.casefold()))
        if token not in choices:
            raise ValueError(f"is not one of {', '.join(choices)}")
        return token

    return read


def _is_day(text: str) -> bool:
    try:
        read_day(text, "DMY", last=False)
    except ValueError:
        return False
    return True
