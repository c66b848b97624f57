"""A table of another program: headings and rows of text, whatever kind of file it comes from."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

import msgspec

from norec_cli.model.errors import NorecError

# Words and signs that people write for "not known". They are neither zero nor a name.
_SIGNS = {"?", "??", "???", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}"}
_WORDS = {"unknown", "(unknown)", "n/a", "n.a.", "null", "none", "nan", "ukjent", "(ukjent)", "ukjend"}
_UNKNOWN = _SIGNS | _WORDS
_UNKNOWN_ENDINGS = ("unknown)", "ukjent)", "ukjend)")  # "(size unknown)"
_MOST_EXACT = 10**18  # a larger number is no count, and its digits would fill lines

# A row with a single cell can't be a record if a table has as many columns.
LEAST_COLUMNS = 3

Open = Callable[[], BinaryIO]


class CellProblem(msgspec.Struct, frozen=True, gc=False):
    """Why a cell can't be read.

    Attributes:
        reason: what is wrong; it goes on from the place.
        place: the address of the cell in its sheet; empty in files without addresses.
        never_calculated: whether the cell has a formula without a stored value.
    """

    reason: str
    place: str = ""
    never_calculated: bool = False

    def in_words(self) -> str:
        """Return the problem with the place of the cell."""
        return f"{self.place} {self.reason}".lstrip()


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """A row of a table.

    Attributes:
        line: the line of the file, or the row of the sheet, on which it begins, counted from 1.
        cells: the texts of its cells without outer blanks, one for each column; as they are if the row can't be read.
        problem: why the row can't be read; empty if it can.
        cell_problems: why single cells can't be read, by the position of their column; None if all can. They matter
            only in columns that are used; see `use_columns`.
        place: the cell of a matrix that the row was made of, as its problem calls it; empty for other rows.
        title: the text of a row that is only the title of a section, which is a problem too; empty for other rows.
    """

    line: int
    cells: list[str]
    problem: str = ""
    cell_problems: dict[int, CellProblem] | None = None
    title: str = ""
    place: str = ""


class Table(msgspec.Struct, frozen=True):
    """A table.

    Attributes:
        headings: the headings of its columns; none if the file says that there are no records.
        rows: reads its rows from the first, each time it is called.
        description: the kind of file that was read: `CSV, UTF-8, columns separated by commas`.
        delimiter: what separates the columns when rows of the table are written.
        headings_line: the line of the file, or the row of the sheet, on which the headings are; 0 if they are on none.
        better_line: another line that names more fields than the headings do; 0 if none does.
        upper_line: the line of the row above the headings that has names, each once; 0 if there is none.
        notes: sentences that say what was left out or filled in, each under a word for its subject. Those about rows
            are there once all rows have been read.
        date_columns: the positions of the columns that have cells of the type date, once all rows have been read.
        added: the number of columns at the end that the file doesn't have.
    """

    headings: tuple[str, ...]
    rows: Callable[[], Iterator[TableRow]]
    description: str
    delimiter: str = ","
    headings_line: int = 0
    better_line: int = 0
    upper_line: int = 0
    notes: dict[str, str] = msgspec.field(default_factory=dict)
    date_columns: set[int] = msgspec.field(default_factory=set)
    added: int = 0

    def first_lines(self, position: int) -> dict[str, int]:
        """Return the texts of a column, each with the line on which it is first, without rows that can't be read."""
        lines: dict[str, int] = {}
        for row in self.rows():
            if not row.problem:
                lines.setdefault(row.cells[position], row.line)
        return lines


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
