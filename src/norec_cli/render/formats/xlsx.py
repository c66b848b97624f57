"""The workbook: sheets with typed cells, for spreadsheet programs."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.rounding import rounded
from norec_cli.model.spreadsheet_text import escape_xml
from norec_cli.render.formats.archive import archive
from norec_cli.render.formats.escaping import spreadsheet_text
from norec_cli.render.sheet import Cell, Column, Sheet

if TYPE_CHECKING:
    from openpyxl.cell import Cell as BookCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_NARROWEST, _WIDEST = 8, 60
_AGREED_FROM = date(1900, 3, 1)  # spreadsheet programs don't agree on the days before it

_CORE = "docProps/core.xml"
_written_at = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ALWAYS = rb"\g<1>1980-01-01T00:00:00Z"


def workbook(sheet: Sheet) -> bytes:
    """A workbook of an answer: its rows, and on a sheet behind them its title and what stands beneath the table."""
    about = Sheet(
        title="",
        columns=[Column("about", "About")],
        rows=[(line,) for line in (sheet.title, *sheet.footnotes)],
        json_header={},
    )
    return workbook_of({_name_of(sheet): sheet, "about": about})


def workbook_of(sheets: Mapping[str, Sheet]) -> bytes:
    """A workbook of several sheets; the same sheets make the same bytes.

    Args:
        sheets: by the names that they get.

    Raises:
        NorecError: if a sheet can't hold them, naming everything that it can't; nothing is ever cut.
    """
    from openpyxl import Workbook  # slow to load, and only a workbook needs it

    _refuse_what_does_not_fit(sheets)
    book = Workbook(write_only=True)
    book.properties.creator = "norec"
    for name, sheet in sheets.items():
        written = book.create_sheet(name)
        written.freeze_panes = "A2"
        rows = [
            [_value_of(column, value) for column, value in zip(sheet.columns, row, strict=True)] for row in sheet.rows
        ]
        for place, column in enumerate(sheet.columns):
            _widen(written, place, [column.field, *(row[place] for row in rows)])
        written.append([_cell(written, column.field, bold=True) for column in sheet.columns])
        for row in rows:
            written.append(
                _cell(written, value, column.decimals) for column, value in zip(sheet.columns, row, strict=True)
            )
    out = io.BytesIO()
    book.save(out)
    return _without_time(out.getvalue())


def _name_of(sheet: Sheet) -> str:
    """What the sheet of an answer is called, by its schema: `report flows`."""
    return str(sheet.json_header["schema"]).removeprefix("norec.").partition("/")[0].replace(".", " ")


def _value_of(column: Column, value: Cell) -> Any:
    """A value as a cell has it: a text, a number, a date or a truth value; None where there is none."""
    if isinstance(value, str | tuple):
        return escape_xml(column.for_spreadsheets(value)) or None
    if isinstance(value, Fraction):
        return float(rounded(value, column.decimals))
    if isinstance(value, Decimal):  # as a number where that is exact
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
    if isinstance(value, date) and value < _AGREED_FROM:
        return value.isoformat()
    return value


def _cell(written: "WriteOnlyWorksheet", value: Any, decimals: int = 0, *, bold: bool = False) -> "BookCell | None":
    """A cell of a sheet; a text is never taken for anything else."""
    from openpyxl.cell import WriteOnlyCell  # as above
    from openpyxl.styles import Font

    if value is None:
        return None
    cell = WriteOnlyCell(written, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, bool):
        cell.number_format = '"true";;"false"'
    elif isinstance(value, date):
        cell.number_format = "yyyy\\-mm\\-dd"
    elif isinstance(value, int) and not isinstance(value, bool):
        cell.number_format = "0"
    elif isinstance(value, float) and decimals:
        cell.number_format = "0." + "0" * decimals
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widen(written: "WriteOnlyWorksheet", place: int, values: Iterable[Any]) -> None:
    """Make a column as wide as what stands in it, within bounds."""
    from openpyxl.utils import get_column_letter  # as above

    longest = max(len(str(value)) for value in values if value is not None)
    width = min(max(longest + 2, _NARROWEST), _WIDEST)
    written.column_dimensions[get_column_letter(place + 1)].width = width  # type: ignore[attr-defined]  # it has it


def _refuse_what_does_not_fit(sheets: Mapping[str, Sheet]) -> None:
    problems = []
    for name, sheet in sheets.items():
        if len(sheet.rows) >= MOST_ROWS:
            problems.append(
                Problem(f"{name} has {len(sheet.rows):,} rows, and a sheet of a workbook holds {MOST_ROWS - 1:,}")
            )
        for number, row in enumerate(sheet.rows, start=2):
            problems += _too_long(name, sheet.columns, row, number)
    if problems:
        raise NorecError(*problems, advice=("Nothing is cut: choose another format, csv or json for example.",))


def _too_long(name: str, columns: Sequence[Column], row: Sequence[Cell], number: int) -> Iterable[Problem]:
    """What of a row is longer than a cell of a workbook can be, in the units that spreadsheet programs count."""
    for column, value in zip(columns, row, strict=True):
        if not isinstance(value, str | tuple):
            continue
        text = escape_xml(column.for_spreadsheets(value))
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if length > MOST_CHARACTERS:
            of = spreadsheet_text(str(row[0]))[:100]
            yield Problem(
                f"{name}, row {number} ({of}): {column.field} has {length:,} characters, "
                f"and a cell of a workbook holds {MOST_CHARACTERS:,}"
            )


def _without_time(book: bytes) -> bytes:
    """A workbook that doesn't tell when it was made."""
    with ZipFile(io.BytesIO(book)) as written:
        members = {name: written.read(name) for name in written.namelist()}
    members[_CORE] = _written_at.sub(_ALWAYS, members[_CORE])
    return archive(members)
