"""Tables on the sheets of workbooks: cells have types there, which are put into text that says the same."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import count, islice
from typing import Any

from norec_cli.model.errors import NorecError
from norec_cli.model.spreadsheet_text import unescape_formula, unescape_xml
from norec_cli.model.wording import did_you_mean, listed_shortly, shorten
from norec_cli.transfer.tables.limits import MOST_ROWS, Limit
from norec_cli.transfer.tables.table import Open, Row, Table, checked_headings

_ABOUT = "about"  # the sheet on which exports tell what they are
_MOST_EXACT = 10**18  # a number beyond it is no count, and its digits would fill lines
_MOST_LOOKED_AT = 20  # rows, to see whether a sheet holds anything


def read_sheet(open_file: Open, file: str, sheet: str | None, most: int) -> Table:
    """Return the table on a sheet of an XLSX workbook.

    Args:
        open_file: opens it, each time it is called.
        file: its name for messages.
        sheet: the sheet's name; None if there is only one that holds anything.
        most: how many bytes it may hold, unpacked.

    Raises:
        NorecError: if it is no workbook, holds too much, there is no such sheet, or it must be said which one.
    """
    name = _chosen(_sheets(open_file, file, most), file, sheet)

    def rows() -> Iterator[Row]:
        limit = Limit(file, most)
        with opened(open_file, limit, data_only=True) as book:
            for number, cells in enumerate(cells_of(book[name], limit), start=1):
                texts = [_text(cell) if cell is not None else "" for cell in cells]
                if any(texts):
                    yield Row(number, texts)

    first = next(rows(), Row(1, []))
    width = max((n for n, heading in enumerate(first.cells, start=1) if heading), default=0)
    headings = checked_headings(first.cells[:width], file)

    def body() -> Iterator[Row]:
        found = rows()
        next(found)
        for row in found:
            if any(row.cells[width:]):
                yield Row(row.line, row.cells, "there is something beyond the last heading")
            else:
                yield Row(row.line, row.cells[:width] + [""] * (width - len(row.cells)))

    return Table(headings, body, f'XLSX, sheet "{shorten(name)}"', is_text=False)


def _sheets(open_file: Open, file: str, most: int) -> dict[str, bool]:
    """Return the names of the sheets of a workbook, and whether each holds anything."""
    with opened(open_file, Limit(file, most), data_only=True) as book:
        found = {
            sheet.title: any(any(row) for row in islice(cells_of(sheet, Limit(file, most)), _MOST_LOOKED_AT))
            for sheet in book.worksheets
        }
    if not found:
        raise NorecError(f"{file} has no sheet of cells")
    return found


@contextmanager
def opened(open_file: Open, limit: Limit, *, data_only: bool = False) -> Iterator[Any]:
    """Open a workbook to be read.

    Args:
        open_file: opens the file.
        limit: how much it may hold.
        data_only: whether a formula is read as the value that it had when the workbook was saved.

    Raises:
        NorecError: if it is no workbook, or holds too much.
    """
    from norec_cli.transfer.backup.workbook import Reader  # slow to load, and seldom needed

    with open_file() as raw:
        try:
            with warnings.catch_warnings(action="ignore"):  # of what the library passes over: none of it is a value
                reader = Reader(raw, limit, data_only=data_only)
                reader.read()
        except Exception as error:  # noqa: BLE001 - what is no workbook makes the library fail in any way
            raise _unreadable(limit.file, error) from None
        try:
            yield reader.wb
        finally:
            reader.wb.close()


def cells_of(sheet: Any, limit: Limit, *, values_only: bool = True) -> Iterator[tuple[Any, ...]]:
    """Read the rows of a sheet; a damaged one is noticed only on the way.

    Args:
        sheet: the sheet.
        limit: how much the workbook may hold.
        values_only: whether a cell is its value alone.

    Raises:
        NorecError: if it can't be read, or holds too much.
    """
    sheet.reset_dimensions()  # some programs note them wrongly, and rows beyond them would be passed over
    rows = sheet.iter_rows(values_only=values_only)
    for number in count(1):
        try:
            with warnings.catch_warnings(action="ignore"):  # as when it is opened
                cells = next(rows, None)
        except Exception as error:  # noqa: BLE001 - as above
            raise _unreadable(limit.file, error) from None
        if cells is None:
            return
        if number > MOST_ROWS:
            raise NorecError(f"{limit.file} has more rows on a sheet than the {MOST_ROWS:,} that one can have")
        limit.add_values(len(cells))
        yield cells


def _unreadable(file: str, error: Exception) -> NorecError:
    """Return the refusal of a file that a library could not read as a workbook.

    Args:
        file: its name for messages.
        error: what the library raised; a refusal stays what it is.
    """
    if isinstance(error, NorecError):
        return error
    said = shorten(f"{type(error).__name__}: {error}", 200)
    return NorecError(f"{file} is no XLSX workbook that can be read ({said})")


def _chosen(sheets: Mapping[str, bool], file: str, sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in sheets:
            there = listed_shortly([shorten(name) for name in sheets])
            raise NorecError(f'{file} has no sheet "{shorten(sheet)}"{did_you_mean(sheet, sheets)}: it has {there}')
        return sheet
    filled = [name for name, holds in sheets.items() if holds and name != _ABOUT]
    if len(filled) > 1:
        raise NorecError(
            f"{file} has several sheets: say which with --sheet: {listed_shortly([*map(shorten, filled)])}"
        )
    return filled[0] if filled else next(iter(sheets))


def _text(cell: Any) -> str:
    return unescape_formula(unescape_xml(cell).strip()) if isinstance(cell, str) else text_of(cell)


def text_of(value: Any, *, verbatim: bool = False) -> str:
    """Return a typed value as text: a whole number without a point, a date as ISO has it.

    Args:
        value: what a cell holds.
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
