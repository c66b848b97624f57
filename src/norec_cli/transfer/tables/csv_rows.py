"""The rows of CSV and its kin, read as a stream, however the quotes in it go wrong."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from norec_cli.model.errors import NorecError, Problem
from norec_cli.transfer.tables.table import Row

_MOST_IN_A_ROW = 10_000_000  # characters: a cell may hold a whole story, and not what follows a quote that isn't closed
csv.field_size_limit(_MOST_IN_A_ROW + 1)


class _TooLongError(Exception):
    """A row that goes on and on."""


def read_rows(text: TextIO, file: str, delimiter: str) -> Iterator[Row]:
    """Read the rows of a text, each with the line on which it begins; empty ones too.

    Args:
        text: the text, opened without a translation of its line ends.
        file: its name for messages.
        delimiter: what separates the cells.

    Yields:
        Each row with its cells as they are; one that can't be read with its text in one cell, and with a problem.

    Raises:
        NorecError: if a row is so long that a quote in it must have been left open.
    """
    lines: list[str] = []  # of the row that is being read
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
            words = f"more than {_MOST_IN_A_ROW:,} characters are one row from here on"
            words += ': add the " that is missing' if opened else ": it can't be a table"
            raise NorecError(Problem(words, file, opened or begins)) from None
        except csv.Error as error:
            opened = _where_opened(lines, begins)
            if opened and "unexpected end" in str(error):
                problem = f'the quote that opens on line {opened} is never closed: add a " where its text ends'
            else:
                problem = f"the quotes in it are not as they should be ({error})"
            yield Row(begins, ["".join(lines).strip()], problem)
            continue
        yield Row(begins, cells)


class _Lines:
    """The lines of a text, kept for as long as they are of one row."""

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
    """Return on which line the quote opens that is open at the end of some lines; 0 if none is."""
    opened = 0
    for number, line in enumerate(lines, start=first):
        if line.count('"') % 2:
            opened = 0 if opened else number
    return opened
