"""Open XLSX workbooks, and read their cells with openpyxl, which fails in many ways at what is damaged."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeVar

from openpyxl.cell.text import Text
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import ARC_CONTENT_TYPES, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import shorten
from norec_cli.transfer.tables.limits import MOST_ROWS, Limit
from norec_cli.transfer.tables.table import Open
from norec_cli.transfer.tables.unpacking import Archive

_T = TypeVar("_T")


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
            raise refusal(limit.file, error) from None
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
    for number, cells in enumerate(refusing(sheet.iter_rows(values_only=values_only), limit.file), start=1):
        refuse_too_many_rows(number, limit.file)
        limit.add_values(len(cells))
        yield cells


def refusing(rows: Iterator[_T], file: str) -> Iterator[_T]:
    """Yield what openpyxl reads of a workbook, and refuse the workbook where openpyxl fails.

    Args:
        rows: what is read.
        file: the name of the file for messages.

    Raises:
        NorecError: if the workbook is damaged.
    """
    end = object()
    while True:
        try:
            with warnings.catch_warnings(action="ignore"):  # as when the workbook is opened
                row: Any = next(rows, end)
        except Exception as error:  # noqa: BLE001 - as when the workbook is opened
            raise refusal(file, error) from None
        if row is end:
            return
        yield row


def refuse_too_many_rows(number: int, file: str) -> None:
    """Refuse a sheet that has more rows than a sheet can have."""
    if number > MOST_ROWS:
        raise NorecError(f"{file} has more than {MOST_ROWS:,} rows on a sheet, the most that a sheet can have")


def refusal(file: str, error: Exception) -> NorecError:
    """Return the error to raise for a file that openpyxl could not read.

    Args:
        file: its name for messages.
        error: what was raised; a NorecError is returned as it is.
    """
    if isinstance(error, NorecError):
        return error
    reason = shorten(f"{type(error).__name__}: {error}", 200)
    return NorecError(f"{file} can't be read as an XLSX workbook ({reason})")
