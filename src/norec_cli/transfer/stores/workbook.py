"""Workbooks, as spreadsheet programs save them."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from norec_cli.model.faults import Refused
from norec_cli.model.guarding import unescaped, unguarded
from norec_cli.transfer.stores.cells import Odd

Rows = list[tuple[int, list[Any]]]

_MOST_ROWS = 1_048_576
_TRUTHS = {"=TRUE()": True, "=FALSE()": False}  # how some programs save truth values


class Reader(ExcelReader):
    """Reads texts as they are; the library's own way drops the escape of an escape, and more."""

    package: Manifest

    def read_strings(self) -> None:
        """The texts that cells share."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]  # the stubs don't say
        if part is None:
            return
        with io.BytesIO(self.archive.read(part.PartName[1:])) as source:
            for _, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    text = Text.from_tree(node)
                    self.shared_strings.append(text.content if text else "")
                    node.clear()


def read_workbook(data: bytes, shown: str) -> dict[str, Rows]:
    """The rows of each sheet, numbered, by the sheet's name.

    Raises:
        Refused: if it is no workbook.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of what the library passes over: none of it is a value
            reader = Reader(io.BytesIO(data), read_only=True, keep_links=False)
            reader.read()
            return {sheet.title: list(_rows(sheet)) for sheet in reader.wb.worksheets}
    except Exception as error:  # noqa: BLE001 - what is no workbook makes the library fail in any way
        raise Refused(f"{shown} is no workbook that can be read: {type(error).__name__}: {error}") from None


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    sheet.reset_dimensions()  # some programs note them wrongly
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > _MOST_ROWS:
            raise ValueError(f"{sheet.title} has more than {_MOST_ROWS} rows")
        yield number, [_value(cell) for cell in row]


def _value(cell: Any) -> Any:
    """What a cell holds."""
    value = cell.value
    if cell.data_type == "f":
        return _TRUTHS.get(str(value), Odd(f"the formula {value}"))
    if cell.data_type == "e":
        return Odd(f"the error {value}")
    return unguarded(unescaped(value)) if isinstance(value, str) else value
