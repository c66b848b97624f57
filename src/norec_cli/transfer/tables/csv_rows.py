"""Rows of CSV and the like, read one by one, also where quotes are wrong."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.wording import plural
from norec_cli.transfer.tables.table import TableRow

_MOST_IN_A_ROW = 10_000_000  # characters: enough for a long text, and a limit where a quote is never closed
csv.field_size_limit(_MOST_IN_A_ROW + 1)


class _TooLongError(Exception):
    """A row is longer than any row of a table should be."""


def read_rows(text: TextIO, file: str, delimiter: str) -> Iterator[TableRow]:
    """Yield the rows of a text, empty ones too, each with the line on which it begins; see `read_cells`."""
    for line, cells, problem in read_cells(text, file, delimiter, []):
        yield TableRow(line, cells, problem)


def read_cells(text: TextIO, file: str, delimiter: str, lines: list[str]) -> Iterator[tuple[int, list[str], str]]:
    """Yield the line on which each row of a text begins, its cells, and why it can't be read, empty if it can.

    A row that can't be read has all of its text in one cell.

    Args:
        text: the text, opened with `newline=""`, so that line ends stay as they are.
        file: its name for messages.
        delimiter: what separates the cells.
        lines: gets the lines of each row, in place of those of the row before.

    Raises:
        NorecError: if a row is so long that a quote in it must have been left open.
    """
    reader = csv.reader(_lines_of(text, lines), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        lines.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLongError:
            opened = _where_opened(lines, begins)
            words = f"a row of more than {_MOST_IN_A_ROW:,} characters begins here"
            words += ': add the " that is missing' if opened else ": the file can't be a table"
            raise NorecError(Problem(words, file, opened or begins)) from None
        except csv.Error as error:
            opened = _where_opened(lines, begins)
            if opened and "unexpected end" in str(error):
                problem = f'the quote that opens on line {opened} is never closed: add a " where its text ends'
            else:
                problem = f"the quotes in this row are wrong ({error})"
            yield begins, ["".join(lines).strip()], problem
            continue
        yield begins, cells, ""


def _lines_of(text: TextIO, kept: list[str]) -> Iterator[str]:
    """Yield the lines of a text, and keep those of the current row.

    Args:
        text: the text.
        kept: gets each line; whoever reads empties it where a row begins.

    Raises:
        _TooLongError: if the lines that are kept are longer than any row should be.
    """
    size = 0
    read_line = text.readline
    while line := read_line(_MOST_IN_A_ROW + 1):
        size = len(line) + (size if kept else 0)
        kept.append(line)
        if size > _MOST_IN_A_ROW:
            raise _TooLongError
        yield line


def _where_opened(lines: Sequence[str], first: int) -> int:
    """Return the number of the line with the quote that is still open at the end of some lines; 0 if none is.

    Args:
        lines: the lines.
        first: the number of the first.
    """
    opened = 0
    for number, line in enumerate(lines, start=first):
        for _ in range(line.replace('""', "").count('"')):  # two are one within a text, or an empty text
            opened = 0 if opened else number
    return opened


def refuse_swallowed_rows(row: TableRow, width: int, delimiter: str, file: str) -> None:
    """Refuse a file in which quotes take in lines that look like rows: a quote is wrong, and rows would be lost.

    Args:
        row: a row of several lines, as `read_rows` yielded it.
        width: the number of columns.
        delimiter: what separates the cells.
        file: its name for messages.

    Raises:
        NorecError: if a line within quotes looks like a row.
    """
    begins = row.line
    for cell in row.cells:
        lines = cell.splitlines() or [""]
        number = next((n for n in range(1, len(lines)) if _looks_like_row(lines[n], width, delimiter)), 0)
        if number:
            opened = _where_opened(lines[:number], begins) if row.problem else begins
            more = plural(begins + len(lines) - 1 - opened, "more line")
            words = f"the quote that opens here takes in {more}, and line {begins + number} looks like a row"
            raise NorecError(Problem(f'{words}: add the " that is missing, or delete the one too many', file, opened))
        begins += len(lines) - 1


def _looks_like_row(line: str, width: int, delimiter: str) -> bool:
    """Return whether a line has as many delimiters as a row, not followed by blanks as in running text."""
    number = line.count(delimiter)
    return number == width - 1 and line.count(f"{delimiter} ") * 2 < number
