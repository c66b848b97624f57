"""Values as the cells of a table have them, and back."""

import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from norec_cli.model.dates import parse_day
from norec_cli.model.wording import shorten
from norec_cli.transfer.backup.schema import Kind, Value

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?", re.ASCII)
_LONGEST_SHOWN = 80
_HALVES = re.compile("[\ud800-\udfff]")  # of characters: they stand for bytes that are no text


class Unreadable(msgspec.Struct, frozen=True):
    """A cell that holds no value.

    Attributes:
        what: what it holds instead, for a message: `the formula =A1`.
    """

    what: str


def split_list(text: str) -> tuple[str, ...]:
    """The list that was joined.

    Raises:
        ValueError: if it begins as JSON and is no list of texts.
    """
    if not text.strip().startswith("["):
        return tuple(part.strip() for part in text.split(";") if part.strip())
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise ValueError(f'must be texts parted by semicolons, or a list as ["one", "two"], not {display(text)}')
    return tuple(found)


def value_of(kind: Kind, cell: Any) -> Value:
    """The value of a cell; None of an empty one.

    Args:
        kind: what it should be.
        cell: what was read: a text, or what the format knows it to be.

    Raises:
        ValueError: with a phrase that goes on from the column's name.
    """
    if cell is None or cell in ("", [], ()):
        return None
    if isinstance(cell, Unreadable):
        raise ValueError(f"holds {shorten(cell.what, _LONGEST_SHOWN)}: put its value there")  # noqa: TRY004 - every fault is one
    return _READERS[kind](cell)


def display(cell: Any) -> str:
    """Return what a cell holds as a message quotes it: not more than a line of it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return f'"{shorten(cell, _LONGEST_SHOWN)}"'
    return "a list" if isinstance(cell, list) else "a table" if isinstance(cell, dict) else _number_shown(cell)


def _number_shown(number: Any) -> str:
    """Return a number as text; one of thousands of digits can't be, and another is cut."""
    try:
        return shorten(str(number), _LONGEST_SHOWN)
    except ValueError:
        return "a number of thousands of digits"


def _text(cell: Any) -> str:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)  # a spreadsheet program takes what looks like a number for one
    if not isinstance(cell, str):
        what = "a date" if isinstance(cell, date) else "a number" if _is_number(cell) else "something else"
        raise ValueError(f"must be text, not {what} ({display(cell)}): format the cell as text")  # noqa: TRY004
    if _HALVES.search(cell):
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
    """True or false, however a spreadsheet program writes that."""
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


_READERS: dict[Kind, Callable[[Any], Value]] = {
    "text": _text,
    "count": _count,
    "number": _number,
    "day": _day,
    "flag": _flag,
    "texts": _texts,
    "counts": _counts,
}
