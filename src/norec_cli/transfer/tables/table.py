"""A table of another program: headings and rows of text, whatever kind of file it comes from."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

import msgspec

from norec_cli.model.errors import NorecError

# Words and signs that people write for "not known". They are neither zero nor a name.
_SIGNS = {"?", "??", "???", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}"}
_WORDS = {"unknown", "(unknown)", "n/a", "n.a.", "#n/a", "null", "none", "nan", "ukjent", "(ukjent)", "ukjend"}
_UNKNOWN = _SIGNS | _WORDS
_UNKNOWN_ENDINGS = ("unknown)", "ukjent)", "ukjend)")  # "(size unknown)"
_MOST_EXACT = 10**18  # a larger number is no count, and its digits would fill lines

Open = Callable[[], BinaryIO]


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """A row of a table.

    Attributes:
        line: the line of the file, or the row of the sheet, on which it begins, counted from 1.
        cells: the texts of its cells without outer blanks, one for each column; as they are if the row can't be read.
        problem: why the row can't be read; empty if it can.
    """

    line: int
    cells: list[str]
    problem: str = ""


class Table(msgspec.Struct, frozen=True):
    """A table.

    Attributes:
        headings: the headings of its columns; none if the file says that there are no records.
        rows: reads its rows from the first, each time it is called.
        description: the kind of file that was read: `CSV, UTF-8, columns separated by commas`.
        delimiter: what separates the columns when rows of the table are written.
    """

    headings: tuple[str, ...]
    rows: Callable[[], Iterator[TableRow]]
    description: str
    delimiter: str = ","


def is_unknown(text: str) -> bool:
    """Return whether a cell is empty or says that something isn't known."""
    lowered = text.casefold()
    return not lowered or lowered in _UNKNOWN or (lowered.startswith("(") and lowered.endswith(_UNKNOWN_ENDINGS))


def text_of(value: Any, *, verbatim: bool = False) -> str:
    """Return a typed value as text: a whole number without a point, a date as 2012-06-30.

    Args:
        value: the value of a cell.
        verbatim: whether the blanks around a text are kept.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _MOST_EXACT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if verbatim else str(value).strip()


def checked_headings(headings: list[str], file: str) -> tuple[str, ...]:
    """Return the headings of a table without outer blanks.

    Args:
        headings: the headings as the file has them.
        file: the name of the file for messages.

    Raises:
        NorecError: if all of them are empty.
    """
    stripped = tuple(heading.strip() for heading in headings)
    if not any(stripped):
        raise NorecError(f"{file} has no row of headings: add one as the first row")
    return stripped


def with_width(row: TableRow, width: int, delimiter: str = "") -> TableRow:
    """Return a row, with a problem if it doesn't have as many cells as there are headings.

    Args:
        row: the row.
        width: the number of headings.
        delimiter: what separates the cells in the file, which the problem quotes.
    """
    if row.problem or len(row.cells) == width:
        return row
    if len(row.cells) > width:
        hint = f': put quotes around texts that contain "{delimiter}"' if delimiter.strip() else ""
        problem = f"the row has {len(row.cells)} columns, but there are {width} headings{hint}"
    else:
        problem = f"the row has only {len(row.cells)} of {width} columns: is it cut off?"
    return TableRow(row.line, row.cells, problem)
