"""Tables of a backup read from a workbook."""

import io
from collections.abc import Iterator
from typing import Any

from norec_cli.model.spreadsheet_text import unescape_formula, unescape_xml
from norec_cli.transfer.backup.cells import UnreadableCell
from norec_cli.transfer.tables.limits import Limit
from norec_cli.transfer.tables.xlsx_workbook import cells_of, open_workbook

_TRUTH_FORMULAS = {"=TRUE()": True, "=FALSE()": False}  # how some programs save true and false


def read_workbook(data: bytes, limit: Limit) -> Iterator[tuple[str, Iterator[tuple[int, list[Any]]]]]:
    """Yield the name of each sheet of a workbook, with its rows and their numbers from 1; rows are read one by one.

    Args:
        data: the bytes of the workbook.
        limit: the most that it may hold.

    Raises:
        NorecError: if it is no workbook, or too large.
    """
    with open_workbook(lambda: io.BytesIO(data), limit) as book:
        for sheet in book.worksheets:
            rows = enumerate(cells_of(sheet, limit, values_only=False), start=1)
            yield sheet.title, ((number, [_value(cell) for cell in row]) for number, row in rows)


def _value(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "f":
        return _TRUTH_FORMULAS.get(str(value), UnreadableCell(f"the formula {value}"))
    if cell.data_type == "e":
        return UnreadableCell(f"the error {value}")
    return unescape_formula(unescape_xml(value)) if isinstance(value, str) else value
