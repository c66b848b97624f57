"""A table from elsewhere: headings and rows of text, however the file is written."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from norec_cli.model.errors import NorecError

# What stands for something that is not known, which is not zero, and not a name.
_SIGNS = {"?", "??", "???", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}"}
_WORDS = {"unknown", "(unknown)", "n/a", "n.a.", "#n/a", "null", "none", "nan", "ukjent", "(ukjent)", "ukjend"}
_UNKNOWN = _SIGNS | _WORDS
_UNKNOWN_WITHIN = ("unknown)", "ukjent)", "ukjend)")  # "(size unknown)"

Open = Callable[[], BinaryIO]


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row of a table.

    Attributes:
        line: the line of the file, or the row of the sheet, on which it begins, counted from 1.
        cells: texts without blanks around them, as many as there are columns; of a row that can't be read, as they are.
        problem: why it can't be read; empty if it can.
    """

    line: int
    cells: list[str]
    problem: str = ""


class Table(msgspec.Struct, frozen=True):
    """A table.

    Attributes:
        headings: of its columns; none if the file says that there are no records.
        rows: reads its rows from the first, each time it is called.
        described: what it was read as: `CSV, UTF-8, columns parted by commas`.
        is_text: whether its lines are lines of a text file.
        delimiter: what parts the columns, for writing rows of it.
    """

    headings: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    described: str
    is_text: bool = True
    delimiter: str = ","


def is_unknown(text: str) -> bool:
    """Whether a cell says that something isn't known, or nothing at all."""
    folded = text.casefold()
    return not folded or folded in _UNKNOWN or (folded.startswith("(") and folded.endswith(_UNKNOWN_WITHIN))


def checked_headings(headings: list[str], file: str) -> tuple[str, ...]:
    """The headings of a table.

    Raises:
        NorecError: if there are none.
    """
    found = tuple(heading.strip() for heading in headings)
    if not any(found):
        raise NorecError(f"{file}: there is no row of headings")
    return found


def with_width(row: Row, width: int, delimiter: str = "") -> Row:
    """A row with a problem if it has not as many cells as there are headings."""
    if row.problem or len(row.cells) == width:
        return row
    if len(row.cells) > width:
        rest = f', as if a "{delimiter}" stood within a text that has no quotes around it' if delimiter.strip() else ""
        problem = f"it has {len(row.cells)} columns where the headings have {width}{rest}"
    else:
        problem = f"it ends after {len(row.cells)} of {width} columns: cut off?"
    return Row(row.line, row.cells, problem)
