"""Tables for tests: files in memory, read as the program reads them."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

from norec_cli.transfer.tables.limits import DEFAULT
from norec_cli.transfer.tables.matrix import MatrixOptions
from norec_cli.transfer.tables.reader import read_table
from norec_cli.transfer.tables.table import Table
from norec_cli.transfer.tables.table_file import HowToRead, TableFile

FIELDS = {"from", "to", "participants", "start", "host", "sender"}


def known(cells: Sequence[str]) -> int:
    """Return how many of some cells are headings of fields, as the readers of records would say."""
    return sum(cell.casefold() in FIELDS for cell in cells)


def table_of(content: str | bytes, name: str = "t.csv", *, most: int = DEFAULT, **options: Any) -> Table:
    """Return the table of a file with some content."""
    raw = content.encode() if isinstance(content, str) else content
    ending = name[name.rfind(".") :] if "." in name else ""
    if "matrix" in options:
        options["matrix"] = MatrixOptions(options["matrix"])
    file = TableFile(name, lambda: io.BytesIO(raw), ending, most=most)
    return read_table(file, HowToRead(**{"known": known, **options}))


def rows_of(table: Table) -> list[list[str]]:
    """Return the cells of the good rows of a table."""
    return [row.cells for row in table.rows() if not row.problem]


def problems_of(table: Table) -> list[tuple[int, str]]:
    """Return the lines of the bad rows of a table, and what is wrong with them."""
    return [(row.line, row.problem) for row in table.rows() if row.problem]


def notes_of(table: Table) -> list[str]:
    """Return what a table says of itself once all of its rows have been read."""
    list(table.rows())
    return list(table.notes.values())


def workbook(
    *rows: Sequence[Any], adjust: Callable[[Any], None] | None = None, edit: Callable[[str], str] | None = None
) -> bytes:
    """Return a workbook of one sheet.

    Args:
        rows: the rows of the sheet; None is an empty cell.
        adjust: changes the sheet before it is saved: merges cells, hides rows.
        edit: makes another text of the XML of the sheet.
    """
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    if adjust is not None:
        adjust(sheet)
    saved = io.BytesIO()
    book.save(saved)
    if edit is None:
        return saved.getvalue()
    edited = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, edit(text.decode()).encode() if name.endswith("sheet1.xml") else text)
    return edited.getvalue()
