"""Tables on the sheets of workbooks: choose the sheet, and read it."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import did_you_mean, listed_shortly, option_text, shorten
from norec_cli.transfer.tables.limits import Limit
from norec_cli.transfer.tables.row_source import make_table
from norec_cli.transfer.tables.table import Table
from norec_cli.transfer.tables.table_file import HowToRead, TableFile
from norec_cli.transfer.tables.xlsx_rows import SheetSource, layout_of
from norec_cli.transfer.tables.xlsx_workbook import cells_of, open_workbook

_ABOUT = "about"  # the sheet on which a report of this program says what it is
_MOST_LOOKED_AT = 20  # rows, to see whether a sheet is empty


def read_sheet(file: TableFile, how: HowToRead) -> Table:
    """Return the table on a sheet of an XLSX workbook.

    Args:
        file: the workbook.
        how: how it is read.

    Raises:
        NorecError: if the file is no workbook, is too large, has no such sheet, or has several and none was named.
    """
    limit = file.limit()
    with open_workbook(file.open_file, limit, data_only=True) as book:
        sheets = _states_of(book, limit)
        name = _choose_sheet(sheets, file.display_name, how.sheet)
        layout = layout_of(book[name], limit)
    source = SheetSource(file, name, layout, visible=how.visible)
    skipped = [shorten(title) for title, state in sheets.items() if state.hidden and state.has_values and title != name]
    if skipped and how.sheet is None:
        source.notes["sheets"] = (
            f"not read: hidden {'sheet' if len(skipped) == 1 else 'sheets'} {listed_shortly(skipped)}"
        )
    return make_table(source, f'XLSX, sheet "{shorten(name)}"', header=how.header, known=how.known)


def list_sheets(file: TableFile) -> list[str]:
    """Return the names of the sheets of a workbook that are visible and hold values.

    Args:
        file: the workbook.

    Raises:
        NorecError: if the file is no workbook, or too large.
    """
    limit = file.limit()
    with open_workbook(file.open_file, limit, data_only=True) as book:
        states = _states_of(book, limit)
    return [name for name, state in states.items() if state.has_values and not state.hidden and name != _ABOUT]


class _SheetState(msgspec.Struct, frozen=True):
    """What decides whether a sheet is read.

    Attributes:
        has_values: whether there is a value in one of its first rows.
        hidden: whether the program that shows the workbook hides it.
    """

    has_values: bool
    hidden: bool


def _states_of(book: Any, limit: Limit) -> dict[str, _SheetState]:
    """Return the states of the sheets of a workbook by their names."""
    sheets = {
        sheet.title: _SheetState(
            has_values=any(any(row) for row in islice(cells_of(sheet, Limit(limit.file, limit.most)), _MOST_LOOKED_AT)),
            hidden=sheet.sheet_state != "visible",
        )
        for sheet in book.worksheets
    }
    if not sheets:
        raise NorecError(f"{limit.file} has no sheet with cells")
    return sheets


def _choose_sheet(sheets: Mapping[str, _SheetState], file: str, sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in sheets:
            names = listed_shortly([shorten(name) for name in sheets])
            raise NorecError(f'{file} has no sheet "{shorten(sheet)}"{did_you_mean(sheet, sheets)}: it has {names}')
        return sheet
    filled = [name for name, state in sheets.items() if state.has_values and name != _ABOUT]
    visible = [name for name in filled if not sheets[name].hidden]
    if len(visible) > 1 or (filled and not visible):
        what = "several sheets" if visible else "values on hidden sheets only"
        options = [f"--sheet {option_text(name)}" for name in visible or filled]
        raise NorecError(f"{file} has {what}: say which with {listed_shortly(options, word='or')}")
    return visible[0] if visible else next(iter(sheets))
