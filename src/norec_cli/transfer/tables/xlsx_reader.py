"""Tables on the sheets of workbooks: typed cells become text that says the same."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count, islice
from typing import Any, BinaryIO

from openpyxl.cell.text import Text
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import ARC_CONTENT_TYPES, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from norec_cli.model.errors import NorecError
from norec_cli.model.spreadsheet_text import unescape_formula, unescape_xml
from norec_cli.model.wording import did_you_mean, listed_shortly, shorten
from norec_cli.transfer.tables.limits import MOST_ROWS, Limit
from norec_cli.transfer.tables.table import Open, Table, TableRow, checked_headings, text_of
from norec_cli.transfer.tables.unpacking import Archive

_ABOUT = "about"  # the sheet on which a report of this program says what it is
_MOST_LOOKED_AT = 20  # rows, to see whether a sheet is empty


def read_sheet(open_file: Open, file: str, sheet: str | None, most: int) -> Table:
    """Return the table on a sheet of an XLSX workbook.

    Args:
        open_file: opens the file, each time it is called.
        file: its name for messages.
        sheet: the name of the sheet; None if only one sheet isn't empty.
        most: the most bytes that the workbook may take when it is unpacked.

    Raises:
        NorecError: if the file is no workbook, is too large, has no such sheet, or has several and none was named.
    """
    name = _choose_sheet(_sheets(open_file, file, most), file, sheet)

    def read_rows() -> Iterator[TableRow]:
        limit = Limit(file, most)
        with open_workbook(open_file, limit, data_only=True) as book:
            for number, cells in enumerate(cells_of(book[name], limit), start=1):
                texts = [_text(cell) if cell is not None else "" for cell in cells]
                if any(texts):
                    yield TableRow(number, texts)

    first = next(read_rows(), TableRow(1, []))
    width = max((n for n, heading in enumerate(first.cells, start=1) if heading), default=0)
    headings = checked_headings(first.cells[:width], file)

    def read_body() -> Iterator[TableRow]:
        rows = read_rows()
        next(rows)
        for row in rows:
            if any(row.cells[width:]):
                yield TableRow(row.line, row.cells, "the row has a value to the right of the last heading")
            else:
                yield TableRow(row.line, row.cells[:width] + [""] * (width - len(row.cells)))

    return Table(headings, read_body, f'XLSX, sheet "{shorten(name)}"')


def _sheets(open_file: Open, file: str, most: int) -> dict[str, bool]:
    """Return the names of the sheets of a workbook, and whether each has a value in it."""
    with open_workbook(open_file, Limit(file, most), data_only=True) as book:
        sheets = {
            sheet.title: any(any(row) for row in islice(cells_of(sheet, Limit(file, most)), _MOST_LOOKED_AT))
            for sheet in book.worksheets
        }
    if not sheets:
        raise NorecError(f"{file} has no sheet with cells")
    return sheets


class WorkbookReader(ExcelReader):
    """Reader of a workbook that keeps texts as they are, and unpacks no more than a limit.

    openpyxl's own reader deletes every `x005F_` from the texts that cells share. Workbooks write a text `_x000B_` as
    `_x005F_x000B_`, so it would come back changed. It also unpacks files of any size.
    """

    package: Manifest

    def __init__(self, file: BinaryIO, limit: Limit, *, data_only: bool = False) -> None:
        """Open a workbook.

        Args:
            file: the file, open for reading bytes.
            limit: the most that it may hold.
            data_only: whether a formula is read as the value that it had when the workbook was saved.

        Raises:
            NorecError: if it is no workbook, or too large.
        """
        archive = Archive(file, limit)
        if ARC_CONTENT_TYPES not in archive.namelist():
            raise NorecError(
                f"{limit.file} is a zip archive but no XLSX workbook: unpack it, and import a file from it"
            )
        super().__init__(file, read_only=True, data_only=data_only, keep_links=False)
        self.archive = archive

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Skip a sheet that is a chart: it has no cells, and openpyxl fails at some."""

    def read_strings(self) -> None:
        """Read the texts that cells share."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]  # the stubs don't say
        if part is None:
            return
        with self.archive.open(part.PartName[1:], "r") as source:
            root = None
            for event, node in iterparse(source, events=("start", "end")):
                root = node if root is None else root
                if event == "end" and node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    text = Text.from_tree(node)
                    self.shared_strings.append(text.content if text else "")
                    root.clear()


@contextmanager
def open_workbook(open_file: Open, limit: Limit, *, data_only: bool = False) -> Iterator[Any]:
    """Open a workbook for reading.

    Args:
        open_file: opens the file.
        limit: the most that it may hold.
        data_only: whether a formula is read as the value that it had when the workbook was saved.

    Raises:
        NorecError: if the file is no workbook, or too large.
    """
    with open_file() as raw:
        try:
            with warnings.catch_warnings(action="ignore"):  # openpyxl warns of what it skips; none of it is a value
                reader = WorkbookReader(raw, limit, data_only=data_only)
                reader.read()
        except Exception as error:  # noqa: BLE001 - openpyxl fails in many ways at what is no workbook
            raise _refusal(limit.file, error) from None
        try:
            yield reader.wb
        finally:
            reader.wb.close()


def cells_of(sheet: Any, limit: Limit, *, values_only: bool = True) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet.

    Args:
        sheet: the sheet, of an open workbook.
        limit: the most that the workbook may hold.
        values_only: whether each cell is given as its value, else as openpyxl's cell.

    Raises:
        NorecError: if the sheet is damaged, which may show only after some rows, or too large.
    """
    sheet.reset_dimensions()  # some programs note wrong dimensions, and openpyxl would skip the rows beyond them
    rows = sheet.iter_rows(values_only=values_only)
    for number in count(1):
        try:
            with warnings.catch_warnings(action="ignore"):  # as when the workbook is opened
                cells = next(rows, None)
        except Exception as error:  # noqa: BLE001 - as when the workbook is opened
            raise _refusal(limit.file, error) from None
        if cells is None:
            return
        if number > MOST_ROWS:
            raise NorecError(
                f"{limit.file} has more than {MOST_ROWS:,} rows on a sheet, the most that a sheet can have"
            )
        limit.add_values(len(cells))
        yield cells


def _refusal(file: str, error: Exception) -> NorecError:
    """Return the error to raise for a file that openpyxl could not read.

    Args:
        file: its name for messages.
        error: what was raised; a NorecError is returned as it is.
    """
    if isinstance(error, NorecError):
        return error
    reason = shorten(f"{type(error).__name__}: {error}", 200)
    return NorecError(f"{file} can't be read as an XLSX workbook ({reason})")


def _choose_sheet(sheets: Mapping[str, bool], file: str, sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in sheets:
            names = listed_shortly([shorten(name) for name in sheets])
            raise NorecError(f'{file} has no sheet "{shorten(sheet)}"{did_you_mean(sheet, sheets)}: it has {names}')
        return sheet
    filled = [name for name, has_values in sheets.items() if has_values and name != _ABOUT]
    if len(filled) > 1:
        names = listed_shortly([*map(shorten, filled)])
        raise NorecError(f"{file} has several sheets: say which with --sheet: {names}")
    return filled[0] if filled else next(iter(sheets))


def _text(cell: Any) -> str:
    return unescape_formula(unescape_xml(cell).strip()) if isinstance(cell, str) else text_of(cell)
