"""Write workbooks with typed cells, for spreadsheet programs."""

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
from norec_cli.model.years import Year
from norec_cli.render.formats.archive import archive
from norec_cli.render.formats.cells import text_for_spreadsheets
from norec_cli.render.formats.escaping import spreadsheet_text
from norec_cli.render.sheet import Cell, Column, Sheet

if TYPE_CHECKING:
    from openpyxl.cell import Cell as BookCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
_NARROWEST, _WIDEST = 8, 60
_AGREED_FROM = date(1900, 3, 1)  # spreadsheet programs count earlier days differently

_CORE = "docProps/core.xml"
_written_at = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ALWAYS = rb"\g<1>1980-01-01T00:00:00Z"


def workbook(sheet: Sheet) -> bytes:
    """Return a workbook of an answer: its rows, and a second sheet with its title and footnotes."""
    about = Sheet(
        title="",
        columns=[Column("about", "About")],
        rows=[(line,) for line in (sheet.title, *sheet.footnotes)],
        json_header={},
    )
    return workbook_of({_name_of(sheet): sheet, "about": about})


def workbook_of(sheets: Mapping[str, Sheet]) -> bytes:
    """Return a workbook of several sheets; the same sheets give the same bytes.

    Args:
        sheets: the sheets by name.

    Raises:
        NorecError: if there are too many rows or too long texts for a workbook; it names all of them.
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
    """Return the name of an answer's sheet, made of its schema: `report flows`."""
    return str(sheet.json_header["schema"]).removeprefix("norec.").partition("/")[0].replace(".", " ")


def _value_of(column: Column, value: Cell) -> Any:
    """Return a value for a cell: a text, a number, a date or a truth value; None for an empty cell."""
    if isinstance(value, str | tuple):
        return escape_xml(text_for_spreadsheets(column, value)) or None
    if isinstance(value, Fraction):
        return float(rounded(value, column.decimals))
    if isinstance(value, Decimal):  # a number if the cell can hold it exactly, else a text
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
    if isinstance(value, date) and value < _AGREED_FROM:
        return value.isoformat()
    return value.label if isinstance(value, Year) else value


def _cell(written: "WriteOnlyWorksheet", value: Any, decimals: int = 0, *, bold: bool = False) -> "BookCell | None":
    """Return a cell of a sheet, with the number format of its type; a text stays a text."""
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
    """Make a column as wide as its longest value, within bounds."""
    from openpyxl.utils import get_column_letter  # as above

    longest = max(len(str(value)) for value in values if value is not None)
    width = min(max(longest + 2, _NARROWEST), _WIDEST)
    written.column_dimensions[get_column_letter(place + 1)].width = width  # type: ignore[attr-defined]  # it has it


def _refuse_what_does_not_fit(sheets: Mapping[str, Sheet]) -> None:
    """Refuse sheets with more rows or longer texts than a workbook can hold."""
    problems = []
    for name, sheet in sheets.items():
        if len(sheet.rows) >= MOST_ROWS:
            problems.append(
                Problem(f"{name} has {len(sheet.rows):,} rows, and a sheet of a workbook holds {MOST_ROWS - 1:,}")
            )
        for number, row in enumerate(sheet.rows, start=2):
            problems += _too_long(name, sheet.columns, row, number)
    if problems:
        raise NorecError(*problems, advice=("Choose another format, for example csv or json.",))


def _too_long(name: str, columns: Sequence[Column], row: Sequence[Cell], number: int) -> Iterable[Problem]:
    """Yield a problem for each text of a row that is too long for a cell, in UTF-16 units as spreadsheets count."""
    for column, value in zip(columns, row, strict=True):
        if not isinstance(value, str | tuple):
            continue
        text = escape_xml(text_for_spreadsheets(column, value))
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if length > MOST_CHARACTERS:
            record = spreadsheet_text(str(row[0]))[:100]
            yield Problem(
                f"{name}, row {number} ({record}): {column.field} has {length:,} characters, "
                f"and a cell of a workbook holds {MOST_CHARACTERS:,}"
            )


def _without_time(book: bytes) -> bytes:
    """Return a workbook with a fixed time instead of the present one."""
    with ZipFile(io.BytesIO(book)) as written:
        members = {name: written.read(name) for name in written.namelist()}
    members[_CORE] = _written_at.sub(_ALWAYS, members[_CORE])
    return archive(members)
