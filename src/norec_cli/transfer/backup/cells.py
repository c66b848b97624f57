"""Read the cells of a backup as values."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from norec_cli.model.dates import parse_day
from norec_cli.model.spreadsheet_text import split_list
from norec_cli.model.wording import shorten
from norec_cli.transfer.backup.schema import Value
from norec_cli.transfer.record_columns import ValueKind

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?", re.ASCII)
_LONGEST_SHOWN = 80
_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of characters, in place of bytes that are no text


class UnreadableCell(msgspec.Struct, frozen=True):
    """A cell without a value that can be read.

    Attributes:
        content: what it has instead, for a message: `the formula =A1`.
    """

    content: str


def value_of(kind: ValueKind, cell: Any) -> Value:
    """Return the value of a cell; None if it is empty.

    Args:
        kind: the kind of value that its column has.
        cell: what was read: a text, or a typed value.

    Raises:
        ValueError: if the cell has no such value; the message goes on from the name of the column.
    """
    if cell is None or cell in ("", [], ()):
        return None
    if isinstance(cell, UnreadableCell):
        raise ValueError(f"holds {shorten(cell.content, _LONGEST_SHOWN)}: replace it by its value")  # noqa: TRY004 - callers catch ValueError
    return _READERS[kind](cell)


def display(cell: Any) -> str:
    """Return the value of a cell as a message quotes it, on one line."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return f'"{shorten(cell, _LONGEST_SHOWN)}"'
    return "a list" if isinstance(cell, list) else "a table" if isinstance(cell, dict) else _number_text(cell)


def _number_text(number: Any) -> str:
    """Return a number as text, or what it is if it has thousands of digits."""
    try:
        return shorten(str(number), _LONGEST_SHOWN)
    except ValueError:
        return "a number of thousands of digits"


def _text(cell: Any) -> str:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)  # a spreadsheet program makes numbers of texts that look like one
    if not isinstance(cell, str):
        kind = "a date" if isinstance(cell, date) else "a number" if _is_number(cell) else "something else"
        raise ValueError(f"must be text, not {kind} ({display(cell)}): format the cell as text")  # noqa: TRY004
    if _SURROGATES.search(cell):
        raise ValueError("is not valid UTF-8")
    return cell


def _count(cell: Any) -> int:
    if isinstance(cell, str) and _WHOLE.fullmatch(cell.strip()):
        return int(cell)
    if _is_number(cell) and math.isfinite(cell) and cell == int(cell) and abs(cell) < 10**18:
        return int(cell)
    raise ValueError(f"must be a whole number, not {display(cell)}")


def _number(cell: Any) -> Decimal:
    try:
        if isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()):
            return Decimal(cell.strip())
        if _is_number(cell) and math.isfinite(cell):
            return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    except InvalidOperation:
        pass
    raise ValueError(f"must be a number with a point, not {display(cell)}")


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise ValueError(f"must be a date without a time, not {cell}")
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str) and cell != "today":
        return parse_day(cell.strip(), date.min)
    raise ValueError(f"must be a date, for example 2012-06-30, not {display(cell)}")


def _flag(cell: Any) -> bool:
    """Return true or false, in each of the ways in which spreadsheet programs write these."""
    if isinstance(cell, str) and cell.strip().casefold() in ("true", "false"):
        return cell.strip().casefold() == "true"
    if isinstance(cell, bool | int) and cell in (0, 1):
        return bool(cell)
    raise ValueError(f"must be true or false, not {display(cell)}")


def _texts(cell: Any) -> tuple[str, ...]:
    if isinstance(cell, list):
        if not all(isinstance(entry, str) for entry in cell):
            raise ValueError("must be a list of texts")
        return tuple(map(_text, cell))
    return split_list(_text(cell))


def _counts(cell: Any) -> tuple[int, ...]:
    return tuple(_count(entry) for entry in (cell if isinstance(cell, list) else split_list(_text(cell))))


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


_READERS: dict[ValueKind, Callable[[Any], Value]] = {
    "text": _text,
    "count": _count,
    "number": _number,
    "day": _day,
    "flag": _flag,
    "texts": _texts,
    "counts": _counts,
}
