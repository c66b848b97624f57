"""Read the rows of a table as exchanges."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, get_args

import msgspec

from norec_cli.model.errors import InvalidRecordError
from norec_cli.model.exchange import Exchange, Reason
from norec_cli.model.ids import is_id
from norec_cli.model.lookup import UnknownNameError
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import Order, needs_order, order_of, read_day, year_start
from norec_cli.transfer.rows.names import Names, is_total
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.rows.row_ids import RowIds, id_of, key_of
from norec_cli.transfer.tables.table import Table, TableRow

DATES = ("start", "end", "ended_early")
# Fields that, with the start, tell whether a row was imported before, if the table has no column of ids.
_IDENTITY = ("from", "to", "project", "round")
_NEEDED = ("from", "to", "participants")
_NAMING = ("from", "to", "project")
_VERBATIM = ("ref", "note", "topics")  # texts of other fields are read without outer blanks

Read = Callable[[str], Any]


class RowContext(msgspec.Struct, frozen=True):
    """What a reader of rows must know besides the table.

    Attributes:
        find_partner: returns the id of the partner that a text means; raises ValueError.
        projects: the names of the projects.
        today: today's date.
        order: whether day or month comes first, as a person said; None to take it from the dates.
        year_starts: month and day on which an academic year begins.
        undated: the day on which a row without a date starts; None if a row must have a date.
        recorded: the references of the recorded exchanges by id; empty if the table has no references.
        misfits: returns in words what in an exchange contradicts its partners or project; None if nothing can.
    """

    find_partner: Read
    projects: Names
    today: date
    order: Order | None = None
    year_starts: tuple[int, int] = (9, 1)
    undated: date | None = None
    recorded: Mapping[str, str | None] = {}
    misfits: Callable[[Exchange], Iterable[str]] | None = None


class ExchangeReader:
    """Reader of the rows of a table as exchanges; it gathers what is wrong.

    Attributes:
        problems: what is wrong in rows.
        bad: the rows with something wrong.
        bad_ids: the id that each bad row gets when it is corrected, in this table or in one of its own.
        rows: the number of rows.
        within: the numbers of rows, and of people, that stay within one organisation.
        nobody: the number of rows with 0 people.
        example: the first exchange in words, so that a person sees how rows are read.
        decimal_comma: whether any number has a decimal comma.
    """

    def __init__(self, table: Table, mapping: ColumnMapping, context: RowContext) -> None:
        self._table = table
        self._mapping = mapping
        self._context = context
        self.problems: list[RowProblem] = []
        self.bad: list[TableRow] = []
        self.bad_ids: list[str] = []
        self._id_of_row = ""
        self.rows = 0
        self.within = (0, 0)
        self.nobody = 0
        self.example = ""
        self.decimal_comma = False
        self._ids: set[str] = set()
        self._row_ids = RowIds(context.recorded)
        self._orders: dict[str, Order | None] = {}
        fields = [field for field in (*mapping.columns, *mapping.constants) if field not in _NOT_READ]
        # Each field with its column, else its constant text; the values of texts that were read before, because most
        # texts occur in many rows; the function that reads another text.
        self._fields: list[tuple[str, int | None, str, dict[str, tuple[Any, str]], Read]] = [
            (field, mapping.columns.get(field), mapping.constants.get(field, ""), {}, self._reader(field))
            for field in fields
        ]
        # The columns, else the constant texts, that tell rows apart.
        self._identity = [(mapping.columns.get(field), mapping.constants.get(field, "")) for field in _IDENTITY]
        self._simple = _DERIVING.isdisjoint(fields)

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the exchanges of the table in its order; rows that are bad or record nobody are counted instead."""
        for row in self._table.rows():
            self.rows += 1
            before = len(self.problems)
            self._id_of_row = ""
            if row.problem:
                self._add_problem(row, "", "", row.problem)
            exchange = None if row.problem else self._read(row)
            if len(self.problems) > before:
                self.bad.append(row)
                self.bad_ids.append(self._id_of_row or self._reserved(row))
            elif exchange is not None:
                if not self.example:
                    self.example = self._in_words(row, exchange)
                yield exchange

    def _add_problem(self, row: TableRow, column: str, value: str, reason: str) -> None:
        self.problems.append(RowProblem(row.line, column, value, reason))

    def _read(self, row: TableRow) -> Exchange | None:
        values: dict[str, Any] = {}
        texts = row.cells
        wrong = False
        for field, place, constant, known, read in self._fields:
            text = constant if place is None else texts[place]
            outcome = known.get(text)
            if outcome is None:
                outcome = known[text] = read(text)
                self.decimal_comma |= field in ("months", "participants") and "," in text and not outcome[1]
            value, reason = outcome
            if reason:
                wrong = True
                total = _TOTAL if reason in (_NOT_KNOWN, _NO_NUMBER) and any(map(is_total, texts)) else ""
                self._add_problem(row, self._mapping.source(field), text, total or reason)
            elif value is not None:
                values[field] = value
        return None if wrong else self._make_exchange(row, values)

    def _make_exchange(self, row: TableRow, values: dict[str, Any]) -> Exchange | None:
        people = values.setdefault("participants", 1)
        sender, host = values.pop("from"), values.pop("to")
        if sender == host:
            self.within = (self.within[0] + 1, self.within[1] + people)
            return None
        if people == 0:
            self.nobody += 1
            return None
        own_id = values.pop("id", None)
        if not (self._simple and "start" in values) and not self._derive(row, values):
            return None
        start: date = values["start"]
        values.setdefault("confirmed", start <= self._context.today and "cancelled" not in values)
        try:
            exchange = Exchange(id=self._id(row, own_id, start, values.get("ref")), sender=sender, host=host, **values)
        except InvalidRecordError as error:
            self._add_problems(row, (problem.text for problem in error.problems))
            return None
        if self._context.misfits is not None:
            misfits = list(self._context.misfits(exchange))
            self._add_problems(row, misfits)
            return None if misfits else exchange
        return exchange

    def _derive(self, row: TableRow, values: dict[str, Any]) -> bool:
        """Compute the values that follow from other fields; return False if that isn't possible."""
        year = values.pop("year", None)
        start = values.setdefault("start", year or self._context.undated)
        if start is None:
            field = "start" if self._mapping.has("start") else "year"
            self._add_problem(row, self._mapping.source(field), self._mapping.text(row.cells, field), _NOT_KNOWN)
            return False
        months = values.pop("months", None)
        if months is not None:
            try:
                values["end"] = cells.end_of(start, months, values.get("end"))
            except ValueError as error:
                self._add_problem(
                    row, self._mapping.source("months"), self._mapping.text(row.cells, "months"), str(error)
                )
                return False
        woman = values.pop("gender", None)
        if woman is not None and values["participants"] == 1:
            values.setdefault("women", int(woman))
        if values.get("cancelled") is False:
            del values["cancelled"]
        if "reason" in self._mapping.constants and not values.keys() & {"cancelled", "ended_early"}:
            del values["reason"]  # a constant reason is only for the rows that need one
        if "replaces" in values:
            values["replaces"] = _replaced_id(values["replaces"])
        return True

    def says(self) -> frozenset[str]:
        """Return the attributes of an exchange that the table has values of."""
        return frozenset(_ATTRIBUTES.get(field, field) for field in (*self._mapping.columns, *self._mapping.constants))

    def _add_problems(self, row: TableRow, reasons: Iterable[str]) -> None:
        for reason in reasons:
            self._add_problem(row, "", "", reason)

    def _id(self, row: TableRow, own_id: str | None, start: date, ref: str | None) -> str:
        """Return the id of an exchange: the row's own, or one that the same row gets each time.

        Args:
            row: the row.
            own_id: the text of its id; None if it has none.
            start: the first day, which counts in the same way however it is written.
            ref: the reference of the participant; None if the row has none.
        """
        if own_id is not None and is_id(own_id):
            if own_id in self._ids:
                self._add_problem(row, self._mapping.source("id"), own_id, "is on several rows: each needs its own id")
            self._ids.add(own_id)
            return own_id
        if own_id is not None:
            parts = [own_id]
        else:
            texts = row.cells
            parts = [constant if place is None else texts[place] for place, constant in self._identity]
            parts.append(start.isoformat())
        self._id_of_row = self._row_ids.next(parts, ref)
        return self._id_of_row

    def _reserved(self, row: TableRow) -> str:
        """Return the id for a bad row, so that no other row gets it; empty if the table has an id for it."""
        if row.problem:
            return self._row_ids.next(["", *row.cells])
        if self._mapping.has("id") and not self._mapping.says_nothing("id", self._mapping.text(row.cells, "id")):
            return ""
        for field in filter(self._mapping.has, ("start", "year")):
            start, reason = self._reader(field)(self._mapping.text(row.cells, field))
            if reason:
                break
            if start is not None:
                return self._id(row, None, start, None)
        ref = self._mapping.columns.get("ref")
        return self._row_ids.next(["", *(text for place, text in enumerate(row.cells) if place != ref)])

    def _in_words(self, row: TableRow, exchange: Exchange) -> str:
        sender, host = self._mapping.text(row.cells, "from"), self._mapping.text(row.cells, "to")
        people = "1 person" if exchange.participants == 1 else f"{exchange.participants:,} people"
        return f"line {row.line}: {quoted(sender)} sends {people} to {quoted(host)}"

    def _order(self, field: str) -> Order | None:
        """Return whether day or month comes first in a column of dates, from all of its rows."""
        if self._context.order is not None or field not in self._mapping.columns:
            return self._context.order
        if field not in self._orders:
            place = self._mapping.columns[field]
            lines: dict[str, int] = {}
            for row in self._table.rows():
                if not row.problem:
                    lines.setdefault(row.cells[place], row.line)
            self._orders[field], text, problem = order_of(lines)
            if problem:
                reason = f"{problem}: say --date-format DMY or MDY"
                self.problems.append(
                    RowProblem(lines[text], self._mapping.source(field), text, reason, whole_column=True)
                )
                self._orders[field] = "DMY"  # to check the other rows; with this problem nothing is imported
        return self._orders[field]

    def _reader(self, field: str) -> Callable[[str], tuple[Any, str]]:
        convert = self._converter(field)
        needed = _NO_NUMBER if field == "participants" else _NOT_KNOWN
        unknown = (None, needed if field in _NEEDED else "")

        def read(text: str) -> tuple[Any, str]:
            says_nothing = self._mapping.says_nothing(field, text)
            if says_nothing and not (field in _NAMING and text):
                return unknown
            try:
                return convert(text if field in _VERBATIM else text.strip()), ""
            except UnknownNameError as error:  # if a record is called "none", the word means that record
                return unknown if says_nothing else (None, str(error))
            except ValueError as error:
                return None, str(error)

        return read

    def _converter(self, field: str) -> Read:
        if field in ("from", "to"):
            return self._context.find_partner
        if field in DATES:
            last = field != "start"
            return lambda text: read_day(text, self._order(field) if needs_order(text) else None, last=last)
        if field == "year":
            return lambda text: year_start(text, self._context.year_starts)
        if field == "project":
            return self._context.projects.find
        return _CONVERTERS[field]


def _replaced_id(text: str) -> str:
    """Return the id of the exchange that a row says it replaces."""
    return text if is_id(text) else id_of(key_of([text]), 1)


_TOTAL = "has no value, and the row looks like a total row: remove it, or it would be counted twice"
_NOT_KNOWN = "has no value, but one is required"
_NO_NUMBER = f"{_NOT_KNOWN} (write 0 if nobody went)"
# Fields with another name than the attribute of an exchange that follows from them.
_ATTRIBUTES = {"from": "sender", "to": "host", "year": "start", "months": "end", "gender": "women"}
_DERIVING = {"year", "months", "gender", "cancelled", "reason", "ended_early", "replaces"}
_NOT_READ = ("from_country", "to_country")
_CONVERTERS: Mapping[str, Read] = {
    "participants": cells.whole,
    "women": cells.whole,
    "gender": cells.is_woman,
    "months": cells.months,
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
