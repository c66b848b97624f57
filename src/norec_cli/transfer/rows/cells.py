"""From the text of a cell to a value: each raises ValueError with words that go on from the text."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from norec_cli.model.dates import DAYS_A_MONTH, MOST_MONTHS, end_after_months
from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.transfer.backup.cells import split_list
from norec_cli.transfer.rows.date_columns import MADE_INTO_DATE, made_into_date, read_day

_WHOLE = re.compile(r"(\d+)(?:[.,]0+)?", re.ASCII)
_GROUPED = re.compile(
    r"\d{1,3}(?:[ '\N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\d{3})+"
)
_EITHER = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,9}(?:[.,]\d{1,20})?", re.ASCII)  # a workbook has 9.066666666666666
_YES = {"yes", "y", "true", "1", "x", "ja", "j"}
_NO = {"no", "n", "false", "0", "nei"}
_WOMAN = {"f", "female", "w", "woman", "k", "kvinne", "kvinde"}
_MAN = {"m", "male", "man", "mann"}
_APART = timedelta(days=31)  # months are rounded in many tables


def whole(text: str) -> int:
    """A whole number, 0 or more: `31`, `31.0`, `1 234`."""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if _EITHER.fullmatch(text):
        raise ValueError(f"may be {re.sub('[.,]', '', text)} or a number with decimals: write it without the sign")
    if made_into_date(text):
        raise ValueError(MADE_INTO_DATE)
    found = _WHOLE.fullmatch(text)
    if not found:
        raise ValueError("is no whole number")
    if len(found[1]) > 10 or int(found[1]) > MOST_PARTICIPANTS:
        raise ValueError(f"must be {MOST_PARTICIPANTS} or less")
    return int(found[1])


def months(text: str) -> Fraction:
    """A length in months, more than 0: `9`, `9.75`, `9,75`."""
    if made_into_date(text) or _is_day(text):
        raise ValueError(MADE_INTO_DATE)
    if not _DECIMAL.fullmatch(text):
        raise ValueError("is no number of months")
    number = Fraction(text.replace(",", "."))
    if not 0 < number <= MOST_MONTHS:
        raise ValueError(f"must be more than 0 months, and at most {MOST_MONTHS}")
    return number


def end_after(start: date, length: Fraction) -> date:
    """The last day of a stay of so many months; a part of one has its share of 365.25/12 days, rounded to whole ones.

    Raises:
        ValueError: if it is not a day long, or ends beyond the last year that is accepted.
    """
    number = int(length)
    days = round((length - number) * DAYS_A_MONTH)
    if number == 0 and days == 0:
        raise ValueError("is shorter than a day")
    last = end_after_months(start, number) if number else start - timedelta(days=1)
    return last + timedelta(days=days)


def end_of(start: date, length: Fraction, end: date | None) -> date:
    """The last day of a stay of so many months, or the one that is given, if the two don't contradict each other.

    Raises:
        ValueError: if they do, or as `end_after`.
    """
    found = end_after(start, length)
    if end is not None and abs(found - end) > _APART:
        raise ValueError(f"contradicts the end, {end}: so long a stay ends on {found}")
    return end or found


def yes_or_no(text: str) -> bool:
    """Whether a cell says yes."""
    folded = text.casefold()
    if folded not in _YES | _NO:
        raise ValueError("is neither yes nor no")
    return folded in _YES


def is_woman(text: str) -> bool | None:
    """Whether a cell says that somebody is a woman; None if it says neither that nor that he is a man."""
    folded = text.casefold()
    return True if folded in _WOMAN else False if folded in _MAN else None


def several(text: str) -> tuple[str, ...]:
    """Return the texts of a list in a cell, each once whatever its case.

    Args:
        text: texts separated by semicolons or line breaks, without the blanks around them; or a JSON list, whose texts
            are taken as they are.

    Raises:
        ValueError: if it begins as a JSON list and is none.
    """
    parts = split_list(text) if text.startswith("[") else [part.strip() for part in re.split(r"[;\n]", text)]
    kept: dict[str, str] = {}
    for part in parts:
        if part.strip():
            kept.setdefault(part.strip().casefold(), part)
    return tuple(kept.values())


def token_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    """A reader of one of some hyphenated tokens; underscores, blanks and capitals are understood."""

    def read(text: str) -> str:
        found = "-".join(re.findall(r"[^\W_]+", text.casefold()))
        if found not in choices:
            raise ValueError(f"is not one of {', '.join(choices)}")
        return found

    return read


def _is_day(text: str) -> bool:
    try:
        read_day(text, "DMY", last=False)
    except ValueError:
        return False
    return True
