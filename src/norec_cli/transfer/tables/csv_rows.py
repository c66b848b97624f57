"""Rows of CSV and the like, read one by one, also where quotes are wrong."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from norec_cli.model.errors import NorecError, Problem
from norec_cli.transfer.tables.table import TableRow

_MOST_IN_A_ROW = 10_000_000  # characters: enough for a long text, and a limit where a quote is never closed
csv.field_size_limit(_MOST_IN_A_ROW + 1)


class _TooLongError(Exception):
    """A row is longer than any row of a table should be."""


def read_rows(text: TextIO, file: str, delimiter: str) -> Iterator[TableRow]:
    """Yield the rows of a text, empty ones too, each with the line on which it begins.

    A row that can't be read has all of its text in one cell, and a problem.

    Args:
        text: the text, opened with `newline=""`, so that line ends stay as they are.
        file: its name for messages.
        delimiter: what separates the cells.

    Raises:
        NorecError: if a row is so long that a quote in it must have been left open.
    """
    lines: list[str] = []  # the lines of the row that is being read
    reader = csv.reader(_Lines(text, lines), delimiter=delimiter, strict=True)
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
            yield TableRow(begins, ["".join(lines).strip()], problem)
            continue
        yield TableRow(begins, cells)


class _Lines:
    """Lines of a text, of which those of the current row are kept."""

    def __init__(self, text: TextIO, kept: list[str]) -> None:
        self._text = text
        self._kept = kept
        self._size = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(_MOST_IN_A_ROW + 1)
        if not line:
            raise StopIteration
        self._size = len(line) + (self._size if self._kept else 0)
        self._kept.append(line)
        if self._size > _MOST_IN_A_ROW:
            raise _TooLongError
        return line


def _where_opened(lines: Sequence[str], first: int) -> int:
    """Return the number of the line with the quote that is still open at the end of some lines; 0 if none is.

    Args:
        lines: the lines.
        first: the number of the first.
    """
    opened = 0
    for number, line in enumerate(lines, start=first):
        if line.count('"') % 2:
            opened = 0 if opened else number
    return opened
