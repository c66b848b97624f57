"""Exchanges out of the rows of a table."""

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
from norec_cli.transfer.rows.errors import RowFault, quoted
from norec_cli.transfer.rows.names import Names, is_total
from norec_cli.transfer.rows.row_ids import RowIds, id_of, key_of
from norec_cli.transfer.tables.table import Row, Table

DATES = ("start", "end", "ended_early")
# What, with its start, makes a row the same as one imported before, where the table has no column of ids.
_IDENTITY = ("from", "to", "project", "round")
_NEEDED = ("from", "to", "participants")
_NAMING = ("from", "to", "project")
_VERBATIM = ("ref", "note", "topics")  # the others are read without the blanks around them

Read = Callable[[str], Any]


class RowContext(msgspec.Struct, frozen=True):
    """What must be known to read rows.

    Attributes:
        find_partner: the id of the partner that a text means; raises ValueError.
        projects: the names of the projects.
        today: the day.
        order: in which order day and month stand, where the table can't tell.
        year_starts: month and day on which an academic year begins.
        undated: the day on which a row without a date starts; None if it must have one.
        recorded: the references of the exchanges that are recorded, by id; empty if the table has none.
        misfits: what of an exchange its partners and its project don't bear; None if there is nothing to ask.
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
    """Reads the rows of a table as exchanges, and gathers what is wrong.

    Attributes:
        problems: what is wrong with rows.
        bad: those rows.
        bad_ids: the id that each of those has once it is mended, among the others or by itself.
        rows: how many rows there were.
        within: rows, and people, within one organisation.
        nobody: rows of 0 people.
        example: the first row that was read, for people.
        decimal_comma: whether a number has a comma before its decimals.
    """

    def __init__(self, table: Table, matching: ColumnMapping, context: RowContext) -> None:
        self._table = table
        self._matching = matching
        self._context = context
        self.problems: list[RowFault] = []
        self.bad: list[Row] = []
        self.bad_ids: list[str] = []
        self._id_of_row = ""
        self.rows = 0
        self.within = (0, 0)
        self.nobody = 0
        self.example = ""
        self.decimal_comma = False
        self._ids: set[str] = set()
        self._numbering = RowIds(context.recorded)
        self._orders: dict[str, Order | None] = {}
        given = [field for field in (*matching.columns, *matching.constants) if field not in _NOT_READ]
        # What a text says is worked out once, however often it stands there. Of each field: where it stands, or else
        # what holds for every row; what is known already; how to read another.
        self._fields: list[tuple[str, int | None, str, dict[str, tuple[Any, str]], Read]] = [
            (field, matching.columns.get(field), matching.constants.get(field, ""), {}, self._reader(field))
            for field in given
        ]
        # What tells rows apart, where it stands, or else what holds for every row.
        self._identity = [(matching.columns.get(field), matching.constants.get(field, "")) for field in _IDENTITY]
        self._simple = _DERIVING.isdisjoint(given)

    def exchanges(self) -> Iterator[Exchange]:
        """Every exchange of the table, in its order; rows that are none, or are wrong, are counted and left out."""
        for row in self._table.rows():
            self.rows += 1
            before = len(self.problems)
            self._id_of_row = ""
            if row.problem:
                self._blame(row, "", "", row.problem)
            exchange = None if row.problem else self._read(row)
            if len(self.problems) > before:
                self.bad.append(row)
                self.bad_ids.append(self._id_of_row or self._reserved(row))
            elif exchange is not None:
                if not self.example:
                    self.example = self._in_words(row, exchange)
                yield exchange

    def _blame(self, row: Row, column: str, value: str, reason: str) -> None:
        self.problems.append(RowFault(row.line, column, value, reason))

    def _read(self, row: Row) -> Exchange | None:
        values: dict[str, Any] = {}
        texts = row.cells
        wrong = False
        for field, place, constant, known, read in self._fields:
            text = constant if place is None else texts[place]
            found = known.get(text)
            if found is None:
                found = known[text] = read(text)
                self.decimal_comma |= field in ("months", "participants") and "," in text and not found[1]
            value, reason = found
            if reason:
                wrong = True
                total = _TOTAL if reason is _NOT_KNOWN and any(is_total(cell) for cell in texts) else ""
                self._blame(row, self._matching.source(field), text, total or reason)
            elif value is not None:
                values[field] = value
        return None if wrong else self._made(row, values)

    def _made(self, row: Row, values: dict[str, Any]) -> Exchange | None:
        people = values.setdefault("participants", 1)
        sender, host = values.pop("from"), values.pop("to")
        if sender == host:
            self.within = (self.within[0] + 1, self.within[1] + people)
            return None
        if people == 0:
            self.nobody += 1
            return None
        given = values.pop("id", None)
        if not (self._simple and "start" in values) and not self._derive(row, values):
            return None
        start: date = values["start"]
        values.setdefault("confirmed", start <= self._context.today and "cancelled" not in values)
        try:
            exchange = Exchange(id=self._id(row, given, start, values.get("ref")), sender=sender, host=host, **values)
        except InvalidRecordError as error:
            self._blame_all(row, (problem.text for problem in error.problems))
            return None
        if self._context.misfits is not None:
            misfits = list(self._context.misfits(exchange))
            self._blame_all(row, misfits)
            return None if misfits else exchange
        return exchange

    def _derive(self, row: Row, values: dict[str, Any]) -> bool:
        """Work out what follows from other fields; False if that can't be."""
        year = values.pop("year", None)
        start = values.setdefault("start", year or self._context.undated)
        if start is None:
            field = "start" if self._matching.has("start") else "year"
            self._blame(row, self._matching.source(field), self._matching.text(row.cells, field), _NOT_KNOWN)
            return False
        months = values.pop("months", None)
        if months is not None:
            try:
                values["end"] = cells.end_of(start, months, values.get("end"))
            except ValueError as error:
                self._blame(row, self._matching.source("months"), self._matching.text(row.cells, "months"), str(error))
                return False
        woman = values.pop("gender", None)
        if woman is not None and values["participants"] == 1:
            values.setdefault("women", int(woman))
        if values.get("cancelled") is False:
            del values["cancelled"]
        if "reason" in self._matching.constants and not values.keys() & {"cancelled", "ended_early"}:
            del values["reason"]  # it is that of the rows that need one
        if "replaces" in values:
            values["replaces"] = self._replaced(values["replaces"])
        return True

    def says(self) -> frozenset[str]:
        """The attributes of an exchange of which the table says something."""
        return frozenset(
            _ATTRIBUTES.get(field, field) for field in (*self._matching.columns, *self._matching.constants)
        )

    def _blame_all(self, row: Row, reasons: Iterable[str]) -> None:
        for reason in reasons:
            self._blame(row, "", "", reason)

    def _id(self, row: Row, given: str | None, start: date, ref: str | None) -> str:
        """The exchange's id: the row's own, or one that the same row gets each time, however its date is written."""
        if given is not None and is_id(given):
            if given in self._ids:
                self._blame(row, self._matching.source("id"), given, "stands on several rows")
            self._ids.add(given)
            return given
        if given is not None:
            parts = [given]
        else:
            texts = row.cells
            parts = [constant if place is None else texts[place] for place, constant in self._identity]
            parts.append(start.isoformat())
        self._id_of_row = self._numbering.next(parts, ref)
        return self._id_of_row

    def _reserved(self, row: Row) -> str:
        """The id of a bad row, by which no other is taken for it; where its start can't be told, one of its own."""
        if row.problem:
            return self._numbering.next(["", *row.cells])
        if self._matching.has("id") and not self._matching.says_nothing("id", self._matching.text(row.cells, "id")):
            return ""
        for field in filter(self._matching.has, ("start", "year")):
            start, reason = self._reader(field)(self._matching.text(row.cells, field))
            if reason:
                break
            if start is not None:
                return self._id(row, None, start, None)
        ref = self._matching.columns.get("ref")
        return self._numbering.next(["", *(text for place, text in enumerate(row.cells) if place != ref)])

    def _replaced(self, given: str) -> str:
        """The id of the exchange that a row names as the one whose place it takes."""
        return given if is_id(given) else id_of(key_of([given]), 1)

    def _in_words(self, row: Row, exchange: Exchange) -> str:
        sender, host = self._matching.text(row.cells, "from"), self._matching.text(row.cells, "to")
        people = "1 person" if exchange.participants == 1 else f"{exchange.participants:,} people"
        return f"line {row.line}: {quoted(sender)} sends {people} to {quoted(host)}"

    def _order(self, field: str) -> Order | None:
        """In which order day and month stand in a column of dates, from all of its rows."""
        if self._context.order is not None or field not in self._matching.columns:
            return self._context.order
        if field not in self._orders:
            place = self._matching.columns[field]
            lines: dict[str, int] = {}
            for row in self._table.rows():
                if not row.problem:
                    lines.setdefault(row.cells[place], row.line)
            self._orders[field], text, problem = order_of(lines)
            if problem:
                reason = f"{problem}: say --date-format DMY or MDY"
                self.problems.append(
                    RowFault(lines[text], self._matching.source(field), text, reason, whole_column=True)
                )
                self._orders[field] = "DMY"  # so that the rest can be looked at; nothing is imported with such a fault
        return self._orders[field]

    def _reader(self, field: str) -> Callable[[str], tuple[Any, str]]:
        convert = self._converter(field)
        unknown = (None, _NOT_KNOWN if field in _NEEDED else "")

        def read(text: str) -> tuple[Any, str]:
            says_nothing = self._matching.says_nothing(field, text)
            if says_nothing and not (field in _NAMING and text):
                return unknown
            try:
                return convert(text if field in _VERBATIM else text.strip()), ""
            except UnknownNameError as error:  # a record that is called "none" goes before what the word means
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


_TOTAL = "is not known, and the row looks like one that adds up others: leave it out"
_NOT_KNOWN = "is not known, and must be: unknown is not zero"
# Fields that are called otherwise than the attribute of an exchange that follows from them.
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
