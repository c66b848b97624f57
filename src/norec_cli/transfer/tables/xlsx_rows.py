"""Rows of the sheets of workbooks: typed cells become text that says the same, and what can't be seen in it is said."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from norec_cli.model.errors import NorecError
from norec_cli.model.spreadsheet_text import unescape_formula, unescape_xml
from norec_cli.model.wording import listed_shortly, plural, shorten
from norec_cli.transfer.record_columns import is_export
from norec_cli.transfer.tables.cell_errors import error_problem, is_error, never_calculated
from norec_cli.transfer.tables.limits import MOST_COLUMNS, Limit, refuse_too_many_columns
from norec_cli.transfer.tables.row_source import RowSource
from norec_cli.transfer.tables.table import CellProblem, TableRow, text_of
from norec_cli.transfer.tables.table_file import TableFile
from norec_cli.transfer.tables.xlsx_layout import MergedCells, SheetLayout, has_layout, is_hidden, read_layout
from norec_cli.transfer.tables.xlsx_workbook import open_workbook, refusal, refuse_too_many_rows, refusing

_MOST_HEADING_ROWS = 3

_T = TypeVar("_T")
ParsedRow = tuple[int, bool, list[dict[str, Any]]]


class SheetSource(RowSource):
    """A sheet of a workbook."""

    def __init__(self, workbook: TableFile, sheet: str, layout: SheetLayout, *, visible: bool) -> None:
        """Begin a sheet.

        Args:
            workbook: the workbook.
            sheet: the name of the sheet.
            layout: its merged cells and hidden columns.
            visible: whether hidden rows and columns are left out.
        """
        super().__init__(workbook.display_name)
        self._workbook = workbook
        self._sheet = sheet
        self._visible = visible
        self._layout = layout
        left_out = self._layout.hidden if visible else frozenset()
        kept = (column for column in range(MOST_COLUMNS) if column not in left_out)
        # The position of each column among those that are read; None if all are.
        self._places = {column: place for place, column in enumerate(kept)} if left_out else None

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows that are not empty, with a value in each cell of those that are merged downwards."""
        limit = self._workbook.limit()
        merged = MergedCells(self._layout.downwards)
        shows_errors = not is_export(self.headings)  # in an export, such a text is what was recorded
        hidden_rows = filled = 0
        hidden_columns: set[int] = set()
        with open_workbook(self._workbook.open_file, limit, data_only=True) as book:
            for number, is_hidden, cells in _parse_rows(book[self._sheet], limit):
                texts, problems, dates = _read_cells(cells, shows_errors=shows_errors)
                if not any(texts) and not problems:
                    continue
                refuse_too_many_columns(len(texts), self.file)
                filled_here = merged.fill(number, texts, problems)
                limit.add_values(len(texts))
                if not self.headings_line and merged.reach < number + _MOST_HEADING_ROWS:
                    self.spans[number] = merged.reach
                if number > self.headings_line > 0:
                    hidden_rows += is_hidden
                    filled += 0 if is_hidden and self._visible else filled_here
                    self.date_columns.update(self._kept(dict.fromkeys(dates)))
                if is_hidden and self._visible:
                    continue
                if self._layout.hidden:
                    hidden_columns.update(n for n, text in enumerate(texts) if text and n in self._layout.hidden)
                row = self._make_row(number, texts, problems)
                if any(row.cells) or row.cell_problems:
                    yield row
        if self.headings_line:
            self._note_hidden(hidden_rows, hidden_columns)
            if filled:
                self.notes["merged"] = (
                    f"filled: {plural(filled, 'cell')} with the value of the merged cells they belong to"
                )

    def fit(self, row: TableRow) -> TableRow:
        """Return a row with as many cells as there are headings."""
        width = len(self.headings)
        if row.problem:
            return row
        if any(row.cells[width:]):
            return TableRow(row.line, row.cells, "the row has a value to the right of the last heading")
        return TableRow(row.line, row.cells[:width] + [""] * (width - len(row.cells)), "", row.cell_problems)

    def trim(self, headings: Sequence[str]) -> Sequence[str]:
        """Return the cells of the row of headings up to the last that isn't empty."""
        return headings[: max((n for n, heading in enumerate(headings, start=1) if heading), default=0)]

    def _make_row(self, number: int, texts: list[str], problems: dict[int, CellProblem]) -> TableRow:
        """Return a row, without the columns that are left out."""
        filled = [column for column, text in enumerate(texts) if text]
        problem = title = ""
        if len(filled) == 1 and (number, filled[0]) in self._layout.sideways and number > self.headings_line > 0:
            title = texts[filled[0]]
            problem = f'"{shorten(title)}" is merged over several columns, like the title of a section: delete it'
        if self._places is not None:
            texts = [*self._kept(dict(enumerate(texts))).values()]
        return TableRow(number, texts, problem, self._kept(problems) or None, title)

    def _kept(self, values: dict[int, _T]) -> dict[int, _T]:
        """Return the values of the columns that are read by their positions, given values by column."""
        if self._places is None:
            return values
        return {self._places[column]: value for column, value in values.items() if column in self._places}

    def _note_hidden(self, rows: int, columns: set[int]) -> None:
        """Note how many hidden rows and columns have values."""
        if rows:
            if self._visible:
                self.notes["hidden rows"] = f"left out: {plural(rows, 'hidden row')}"
            else:
                were = (
                    "row was read too; --visible leaves it"
                    if rows == 1
                    else "rows were read too; --visible leaves them"
                )
                self.notes["hidden rows"] = f"{rows:,} hidden {were} out"
        if columns:
            letters = listed_shortly([get_column_letter(column + 1) for column in sorted(columns)])
            if self._visible:
                self.notes["hidden columns"] = f"left out: {plural(len(columns), 'hidden column')} ({letters})"
            else:
                noun = f"column ({letters}) was read too; --visible leaves it"
                if len(columns) > 1:
                    noun = f"columns ({letters}) were read too; --visible leaves them"
                self.notes["hidden columns"] = f"{len(columns):,} hidden {noun} out"


def layout_of(sheet: Any, limit: Limit) -> SheetLayout:
    """Return the merged cells and hidden columns of a sheet.

    Args:
        sheet: the sheet, of an open workbook.
        limit: the most that the workbook may hold.

    Raises:
        NorecError: if the sheet is damaged, has too many merged cells, or some that overlap.
    """
    open_xml = sheet._get_source  # noqa: SLF001 - openpyxl has no other way to the file of a sheet
    try:
        with open_xml() as xml:
            if not has_layout(xml):
                return SheetLayout()
        with open_xml() as xml:
            return read_layout(xml, limit)
    except Exception as error:  # noqa: BLE001 - as when the workbook is opened
        raise refusal(limit.file, error) from None


class _SheetParser(WorkSheetParser):
    """Reader of the rows of a sheet that tells an empty cell from a formula that was never calculated."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return the value and the type of a cell; the type is `f` if it has a formula without a stored value."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            is_empty_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            cell["data_type"] = "n" if is_empty_text else "f"
        return cell

    def parse_rows(self) -> Iterator[ParsedRow]:
        """Yield the number of each row, whether it is hidden, and its cells."""
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                number, cells = self.parse_row(element)
                yield number, is_hidden(element.attrib, "ht"), cells
                element.clear()


def _parse_rows(sheet: Any, limit: Limit) -> Iterator[ParsedRow]:
    """Yield the rows of a sheet, and refuse a sheet that is damaged or too large."""
    book, last = sheet.parent, 0
    with sheet._get_source() as xml:  # noqa: SLF001 - openpyxl has no other way to the file of a sheet
        parser = _SheetParser(
            xml,
            sheet._shared_strings,  # noqa: SLF001 - as above
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001 - as above
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - as above
        )
        for row in refusing(parser.parse_rows(), limit.file):
            refuse_too_many_rows(row[0], limit.file)
            if row[0] <= last:
                raise NorecError(
                    f"{limit.file} has row {row[0]} after row {last}: open and save it in a spreadsheet program"
                )
            last = row[0]
            yield row


def _read_cells(
    cells: Sequence[dict[str, Any]], *, shows_errors: bool
) -> tuple[list[str], dict[int, CellProblem], set[int]]:
    """Return the texts of a row, what is wrong with its cells, and the columns that have a date in it.

    Args:
        cells: the cells as openpyxl parsed them.
        shows_errors: whether a text that looks like an error is one.
    """
    width = max((cell["column"] for cell in cells), default=0)
    texts = [""] * width
    problems: dict[int, CellProblem] = {}
    dates: set[int] = set()
    for cell in cells:
        column, value, kind = cell["column"] - 1, cell["value"], cell["data_type"]
        if value is None:
            if kind == "f":
                problems[column] = never_calculated(_address(cell))
            continue
        if isinstance(value, str):
            text = unescape_formula(unescape_xml(value).strip())
            if kind == "e" or (shows_errors and text[:1] in ("#", "E") and is_error(text)):
                problems[column] = error_problem(text, _address(cell))
        else:
            text = text_of(value)
            if isinstance(value, date):
                dates.add(column)
        texts[column] = text
    return texts, problems, dates


def _address(cell: dict[str, Any]) -> str:
    return f"{get_column_letter(cell['column'])}{cell['row']}"
