"""Read the cells of a row as values of the fields of an exchange."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple, get_args

from norec_cli.model.exchange import Reason
from norec_cli.model.lookup import UnknownNameError
from norec_cli.model.wording import join_names, option_text
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import (
    DateColumn,
    ShortYearError,
    YearError,
    read_year_cell,
)
from norec_cli.transfer.rows.headings import COUNTS, name_column, normalise
from norec_cli.transfer.rows.names import NumberNameError
from norec_cli.transfer.rows.problems import ProblemKind, RowProblem, kind_of, problem_in
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.value_words import LEFT_OUT, MEANINGS
from norec_cli.transfer.rows.vocabulary import Unit, m_means_woman
from norec_cli.transfer.tables.grouping import may_be_grouped, thousands_sign
from norec_cli.transfer.tables.table import Table, TableRow

# What a status means that makes a row no exchange.
NO_EXCHANGE = ("rejected", "nominated", LEFT_OUT)

NO_VALUE = "has no value, but one is required"
NO_NUMBER = f"{NO_VALUE} (write 0 if nobody went)"

_ROW_NUMBER = (
    "is on the first row, 2 on the second and so on, so the column seems to number the rows: leave it out with "
    '--map participants=, or change its heading to "People" if it counts people'
)

_NOT_READ = ("from_country", "to_country")
_LENGTHS: tuple[Unit, ...] = ("months", "weeks", "days")
_NAMING = ("from", "to", "project")
_DATES = ("start", "end", "ended_early")
_VERBATIM = ("ref", "note", "topics")  # texts of other fields are read without outer blanks

_WITH_DECIMALS = (*COUNTS, *_LENGTHS)

Convert = Callable[[str], Any]


class CellValue(NamedTuple):
    """What the text of a cell says.

    Attributes:
        value: the value of its field; None if it is unknown or can't be read.
        reason: what is wrong with the text; empty if nothing is.
        kind: the kind of that problem.
    """

    value: Any
    reason: str = ""
    kind: ProblemKind = "other"


Read = Callable[[str], CellValue]


class ExchangeCells:
    """Reader of the cells of rows as values by field.

    Attributes:
        decimal_comma: whether any number has a decimal comma.
        signs: the commas or points between thousands, by the fields in whose columns they are.
    """

    def __init__(self, table: Table, mapping: ColumnMapping, context: RowContext, problems: list[RowProblem]) -> None:
        """Begin a table.

        Args:
            table: the table.
            mapping: the columns of its fields.
            context: what else is needed to read it.
            problems: gets what is wrong with cells.
        """
        self._table = table
        self._mapping = mapping
        self._context = context
        self._problems = problems
        self.decimal_comma = False
        self.signs: dict[str, str] = {}
        self._needed = {"from", "to", "direction", "outgoing", "incoming"}
        if not mapping.has("men"):  # else the number of all may be that of women and men
            self._needed.add("participants")
        self._dates = {field: DateColumn(table, mapping, field, context.order, problems) for field in _DATES}
        self._numbers_checked = False
        # Each field with its column, else its constant text; the values of texts that were read before, because most
        # texts occur in many rows; the function that reads another text.
        self._fields: list[tuple[str, int | None, str, dict[str, CellValue], Read]] = [
            (field, mapping.columns.get(field), mapping.constants.get(field, ""), {}, self._reader(field))
            for field in (*mapping.columns, *mapping.constants)
            if field not in _NOT_READ
        ]
        self._status = cache(self._reader("status")) if mapping.has("status") else None

    def values(self, row: TableRow) -> dict[str, Any] | None:
        """Return the values of a row by field, without those that are empty or unknown.

        Args:
            row: a row that could be read from the file.

        Returns:
            The values, only the status if it says that the row is no exchange; None after adding what is wrong to the
            problems.
        """
        texts = row.cells
        if (
            self._status is not None
            and (status := self._status(self._mapping.text(texts, "status")).value) in NO_EXCHANGE
        ):
            return {"status": status}
        values: dict[str, Any] = {}
        wrong = False
        for field, place, constant, known, read in self._fields:
            text = constant if place is None else texts[place]
            outcome = known.get(text)
            if outcome is None:
                outcome = known[text] = read(text)
                if "," in text and field in _WITH_DECIMALS and not outcome.reason:
                    self.decimal_comma |= field not in self.signs or not may_be_grouped(text.strip())
            value, reason, kind = outcome
            if reason:
                wrong = True
                self._problems.append(problem_in(row, self._mapping, field, reason, kind))
            elif value is not None:
                values[field] = value
        return None if wrong else values

    def start_of(self, row: TableRow) -> date | None:
        """Return the start or year that a row says; None if it says neither, or one that can't be read."""
        start = self._value_of(row, "start")
        if start.value is not None or start.reason:
            day: date | None = start.value
            return day
        return self._context.first_day_of(self._value_of(row, "year").value, self._value_of(row, "project").value)

    def _value_of(self, row: TableRow, field: str) -> CellValue:
        """Return the value of a field in a row, and what is wrong with its text; None if there is no value."""
        if not self._mapping.has(field):
            return CellValue(None)
        return self._reader(field)(self._mapping.text(row.cells, field))

    def _reader(self, field: str) -> Read:
        """Return a function that makes of the text of a field its value, None if unknown, and what is wrong with it."""
        convert = self._converter(field)
        needed = NO_NUMBER if field in COUNTS else NO_VALUE
        unknown = CellValue(None, needed if field in self._needed else "")

        def read(text: str) -> CellValue:
            says_nothing = self._mapping.says_nothing(field, text)
            if says_nothing and not (field in _NAMING and text):
                return unknown
            try:
                return CellValue(convert(text if field in _VERBATIM else text.strip()))
            except ValueError as error:
                if says_nothing and isinstance(error, UnknownNameError):
                    return unknown  # but if a record is called "none", the word means that record
                return CellValue(None, str(error), kind_of(error))

        return read

    def _converter(self, field: str) -> Convert:
        if field in ("from", "to"):
            return lambda text: self._find_partner(field, text)
        if field in _DATES:
            return lambda text: self._read_day(field, text)
        if field == "year":
            return read_year_cell
        if field == "gender" and field in self._mapping.columns:
            return self._is_woman
        if field == "project":
            return self._context.projects.find
        if field in MEANINGS:
            return lambda text: self._read_word(field, text)
        if field == "participants" and normalise(self._mapping.source(field)) == "n":
            return self._count_under_n
        if field in COUNTS and field in self._mapping.columns:
            return lambda text: self._count(field, text)
        return _CONVERTERS[field]

    def _find_partner(self, field: str, text: str) -> str:
        """Return the id of the partner that a text means; with a number in its place, say how to name the partner."""
        try:
            return self._context.find_partner(text)
        except NumberNameError as error:
            if field not in self._mapping.columns:
                raise
            column = name_column(self._mapping.headings, self._mapping.columns[field])
            raise ValueError(f"{error}: say whose it is with --map-value {option_text(f'{column}:{text}=…')}") from None

    def _count(self, field: str, text: str) -> int:
        """Return a number of people; all cells of its column show if a comma or point in it is between thousands."""
        if may_be_grouped(text):
            if field not in self.signs:
                texts = self._table.first_lines(self._mapping.columns[field])
                self.signs[field] = thousands_sign(map(str.strip, texts))
            if self.signs[field]:
                text = text.replace(self.signs[field], "")
        return cells.whole(text)

    def _count_under_n(self, text: str) -> int:
        """Return the number of people in a column headed N, which is refused if it numbers the rows."""
        if not self._numbers_checked:
            self._numbers_checked = True
            place = self._mapping.columns["participants"]
            cells_there = [(row.cells[place].strip(), row.line) for row in self._table.rows() if not row.problem]
            numbers = [(number, line) for number, line in cells_there if number.isdecimal()]
            if len(numbers) > 1 and all(number == str(n) for n, (number, _) in enumerate(numbers, 1)):
                self._problems.append(
                    RowProblem(numbers[0][1], self._mapping.source("participants"), "1", _ROW_NUMBER, whole_column=True)
                )
        return self._count("participants", text)

    def _read_word(self, field: str, text: str) -> str:
        """Return what a status or direction means; raise ValueError with what to do if its text isn't understood."""
        try:
            return _WORDS[field](text)
        except ValueError as error:
            if field in self._mapping.columns:
                advice = f"say what it means with --map-value {field}:…={MEANINGS[field][0]}"
            else:
                advice = f"write {join_names(MEANINGS[field], 'or')}"
            raise ValueError(f"{error}: {advice}") from None

    def _is_woman(self, text: str) -> bool | None:
        if text in ("M", "m") and m_means_woman(self._table.first_lines(self._mapping.columns["gender"])):
            return True
        return cells.is_woman(text)

    def _read_day(self, field: str, text: str) -> date:
        try:
            return self._dates[field].read(text)
        except ShortYearError as error:
            if not error.likely or field not in self._mapping.columns:
                raise
            column = name_column(self._mapping.headings, self._mapping.columns[field])
            option = option_text(f"{column}:{text}={error.likely}")
            raise ValueError(f"{error}, or add --map-value {option}") from None
        except YearError as error:
            if field != "start":
                raise
            if field in self._mapping.columns:
                column = name_column(self._mapping.headings, self._mapping.columns[field])
                option = f"--map {option_text(f'year={column}')}"
            else:
                option = f"--set {option_text(f'year={text}')}"
            raise ValueError(f"{error.fault}: if it stands for the whole year, say so with {option}") from None


_WORDS: Mapping[str, Callable[[str], str]] = {"status": cells.status, "direction": cells.direction}
_CONVERTERS: Mapping[str, Convert] = {
    **dict.fromkeys(COUNTS, cells.whole),
    "gender": cells.is_woman,
    **{unit: cells.length_in(unit) for unit in _LENGTHS},
    "cancelled": cells.yes_or_no,
    "confirmed": cells.yes_or_no,
    "reason": cells.token_of(get_args(Reason)),
    "round": cells.whole,
    "topics": cells.several,
    "replaces": str,
    "ref": str,
    "note": str,
    "id": str,
}
