"""Workbooks, as spreadsheet programs save them."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from openpyxl.cell.text import Text
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import ARC_CONTENT_TYPES, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from norec_cli.model.errors import NorecError
from norec_cli.model.spreadsheet_text import unescape_formula, unescape_xml
from norec_cli.transfer.backup.cells import Unreadable
from norec_cli.transfer.tables.limits import Limit
from norec_cli.transfer.tables.unpacking import Archive
from norec_cli.transfer.tables.xlsx_reader import cells_of, opened

_TRUTHS = {"=TRUE()": True, "=FALSE()": False}  # how some programs save truth values


class Reader(ExcelReader):
    """Reads texts as they are, from an archive that is read in pieces.

    The library's own way drops the escape of an escape, and more; and unpacks whatever there is.
    """

    package: Manifest

    def __init__(self, file: BinaryIO, limit: Limit, *, data_only: bool = False) -> None:
        """Open a workbook; raises NorecError if it is none, or unpacks to too much.

        Args:
            file: its bytes.
            limit: how much it may hold.
            data_only: whether a formula is read as the value that it had when the workbook was saved.
        """
        archive = Archive(file, limit)
        if ARC_CONTENT_TYPES not in archive.namelist():
            raise NorecError(f"{limit.file} is a zip archive and no XLSX workbook: unpack it, and import a file of it")
        super().__init__(file, read_only=True, data_only=data_only, keep_links=False)
        self.archive = archive

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Pass over a sheet that is a chart: it has no cells, and the library fails at some."""

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


def read_workbook(data: bytes, limit: Limit) -> Iterator[tuple[str, Iterator[tuple[int, list[Any]]]]]:
    """Return the sheets of a workbook, each with its name and its numbered rows, which are read as they are asked for.

    Args:
        data: its bytes.
        limit: how much it may hold.

    Raises:
        NorecError: if it is no workbook, or holds too much.
    """
    with opened(lambda: io.BytesIO(data), limit) as book:
        for sheet in book.worksheets:
            rows = enumerate(cells_of(sheet, limit, values_only=False), start=1)
            yield sheet.title, ((number, [_value(cell) for cell in row]) for number, row in rows)


def _value(cell: Any) -> Any:
    """What a cell holds."""
    value = cell.value
    if cell.data_type == "f":
        return _TRUTHS.get(str(value), Unreadable(f"the formula {value}"))
    if cell.data_type == "e":
        return Unreadable(f"the error {value}")
    return unescape_formula(unescape_xml(value)) if isinstance(value, str) else value
