"""Exchanges out of the rows of a table."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, get_args

import msgspec

from norec_cli.model.exchange import Exchange, Reason
from norec_cli.model.faults import ContradictionsError
from norec_cli.model.ids import RANDOM_BYTES, exchange_id, is_id
from norec_cli.transfer import cells
from norec_cli.transfer.days import Order, order_of, read_day, year_start
from norec_cli.transfer.names import Names
from norec_cli.transfer.rows import RowFault, quoted
from norec_cli.transfer.table import Row, Table, is_unknown
from norec_cli.transfer.vocabulary import Matching

DATES = ("start", "end", "ended_early")
# What, with its start, makes a row the same as one imported before, where the table has no column of ids.
_IDENTITY = ("from", "to", "project", "round", "ref")
_NEEDED = ("from", "to", "participants")

Read = Callable[[str], Any]


class Context(msgspec.Struct, frozen=True):
    """What must be known to read rows.

    Attributes:
        find_partner: the id of the partner that a text means; raises ValueError.
        projects: the names of the projects.
        today: the day.
        order: in which order day and month stand, where the table can't tell.
        year_starts: month and day on which an academic year begins.
        undated: the day on which a row without a date starts; None if it must have one.
        misfits: what of an exchange its partners and its project don't bear.
    """

    find_partner: Read
    projects: Names
    today: date
    order: Order | None = None
    year_starts: tuple[int, int] = (9, 1)
    undated: date | None = None
    misfits: Callable[[Exchange], Iterable[str]] = lambda _: ()


class Reading:
    """Reads the rows of a table as exchanges, and gathers what is wrong.

    Attributes:
        faults: what is wrong with rows.
        bad: those rows.
        rows: how many rows there were.
        within: rows, and people, within one organisation.
        nobody: rows of 0 people.
        example: the first row that was read, for people.
        decimal_comma: whether a number has a comma before its decimals.
    """

    def __init__(self, table: Table, matching: Matching, context: Context) -> None:
        self._table = table
        self._matching = matching
        self._context = context
        self.faults: list[RowFault] = []
        self.bad: list[Row] = []
        self.rows = 0
        self.within = (0, 0)
        self.nobody = 0
        self.example = ""
        self.decimal_comma = False
        self._keys: Counter[tuple[str, ...]] = Counter()
        self._orders = self._find_orders()
        self._known: dict[str, dict[str, tuple[Any, str]]] = {}
        given = (*matching.columns, *matching.constants)
        self._fields = [(field, self._reader(field)) for field in given if field not in _NOT_READ]
        self._ids: set[str] = set()

    def exchanges(self) -> Iterator[Exchange]:
        """Every exchange of the table, in its order; rows that are none, or are wrong, are counted and left out."""
        for row in self._table.rows():
            self.rows += 1
            if row.problem:
                self._blame(row, "", "", row.problem)
                self.bad.append(row)
                continue
            before = len(self.faults)
            exchange = self._read(row)
            if len(self.faults) > before:
                self.bad.append(row)
            elif exchange is not None:
                if not self.example:
                    self.example = self._in_words(row, exchange)
                yield exchange

    def _blame(self, row: Row, column: str, value: str, reason: str) -> None:
        self.faults.append(RowFault(row.line, column, value, reason))

    def _read(self, row: Row) -> Exchange | None:
        values: dict[str, Any] = {}
        wrong = False
        for field, read in self._fields:
            text = self._text(row, field)
            known = self._known[field].get(text)
            if known is None:
                known = self._known[field][text] = read(text)
                self.decimal_comma |= field in ("months", "participants") and "," in text and not known[1]
            value, reason = known
            if reason:
                wrong = True
                self._blame(row, self._matching.source(field), text, reason)
            values[field] = value
        return None if wrong else self._made(row, values)

    def _made(self, row: Row, values: dict[str, Any]) -> Exchange | None:
        people = values.get("participants", 1)
        sender, host = values["from"], values["to"]
        if sender == host:
            self.within = (self.within[0] + 1, self.within[1] + people)
            return None
        if people == 0:
            self.nobody += 1
            return None
        start: date | None = values.get("start") or values.get("year") or self._context.undated
        if start is None:
            field = "start" if self._matching.has("start") else "year"
            self._blame(row, self._matching.source(field), self._text(row, field), _NOT_KNOWN)
            return None
        problem, end = self._end(values, start)
        if problem:
            self._blame(row, self._matching.source("months"), self._text(row, "months"), problem)
            return None
        if (woman := values.get("gender")) is not None and people == 1:
            values.setdefault("women", int(woman))
        cancelled = bool(values.get("cancelled"))
        stopped = cancelled or values.get("ended_early") is not None
        begun = start <= self._context.today and not cancelled
        try:
            exchange = Exchange(
                id=self._id(row, values.get("id"), start),
                sender=sender,
                host=host,
                participants=people,
                women=values.get("women"),
                start=start,
                end=end,
                ended_early=values.get("ended_early"),
                cancelled=cancelled,
                reason=values.get("reason") if stopped else None,
                confirmed=begun if values.get("confirmed") is None else values["confirmed"],
                replaces=self._replaced(values.get("replaces")),
                project=values.get("project"),
                round=values.get("round"),
                topics=values.get("topics") or (),
                ref=values.get("ref"),
                note=values.get("note"),
            )
        except ContradictionsError as error:
            self._blame_all(row, (fault.text for fault in error.faults))
            return None
        misfits = list(self._context.misfits(exchange))
        self._blame_all(row, misfits)
        return None if misfits else exchange

    def says(self) -> frozenset[str]:
        """The attributes of an exchange of which the table says something."""
        return frozenset(
            _ATTRIBUTES.get(field, field) for field in (*self._matching.columns, *self._matching.constants)
        )

    def _blame_all(self, row: Row, reasons: Iterable[str]) -> None:
        for reason in reasons:
            self._blame(row, "", "", reason)

    def _end(self, values: Mapping[str, Any], start: date) -> tuple[str, date | None]:
        """What is wrong with the length, if anything; and the last day."""
        end: date | None = values.get("end")
        if end is not None or values.get("months") is None:
            return "", end
        try:
            return "", cells.end_after(start, values["months"])
        except ValueError as error:
            return str(error), None

    def _text(self, row: Row, field: str) -> str:
        place = self._matching.columns.get(field)
        return self._matching.constants[field] if place is None else row.cells[place]

    def _id(self, row: Row, given: str | None, start: date) -> str:
        """The exchange's id: the row's own, or one that the same row gets each time, however its date is written."""
        if given is not None and is_id(given):
            if given in self._ids:
                self._blame(row, self._matching.source("id"), given, "stands on several rows")
            self._ids.add(given)
            return given
        if given is not None:
            key: tuple[str, ...] = (given,)
        else:
            texts = (self._text(row, field) if self._matching.has(field) else "" for field in _IDENTITY)
            key = (start.isoformat(), *texts)
        self._keys[key] += 1
        return _id_of([*key, self._keys[key]])

    def _replaced(self, given: str | None) -> str | None:
        """The id of the exchange that a row names as the one whose place it takes."""
        return given if given is None or is_id(given) else _id_of([given, 1])

    def _in_words(self, row: Row, exchange: Exchange) -> str:
        sender, host = self._text(row, "from"), self._text(row, "to")
        people = "1 person" if exchange.participants == 1 else f"{exchange.participants:,} people"
        return f"line {row.line}: {quoted(sender)} sends {people} to {quoted(host)}"

    def _find_orders(self) -> dict[str, Order | None]:
        """In which order day and month stand in each column of dates, from all of its rows."""
        places = {field: self._matching.columns[field] for field in DATES if field in self._matching.columns}
        if self._context.order is not None or not places:
            return dict.fromkeys(DATES, self._context.order)
        texts: dict[str, dict[str, int]] = {field: {} for field in places}
        for row in self._table.rows():
            if not row.problem:
                for field, place in places.items():
                    texts[field].setdefault(row.cells[place], row.line)
        found: dict[str, Order | None] = {}
        for field, seen in texts.items():
            found[field], problem = order_of(seen)
            if problem:
                text = next(one for one in seen if one in problem)
                reason = f"{problem}: say --date-format DMY or MDY"
                self.faults.append(RowFault(seen[text], self._matching.source(field), text, reason))
                found[field] = "DMY"  # so that the rest can be looked at; nothing is imported with a fault
        return found

    def _reader(self, field: str) -> Callable[[str], tuple[Any, str]]:
        self._known[field] = {}
        convert = self._converter(field)
        needed = field in _NEEDED

        def read(text: str) -> tuple[Any, str]:
            if is_unknown(text):
                return None, _NOT_KNOWN if needed else ""
            try:
                return convert(text), ""
            except ValueError as error:
                return None, str(error)

        return read

    def _converter(self, field: str) -> Read:
        if field in ("from", "to"):
            return self._context.find_partner
        if field in DATES:
            order = self._orders.get(field)
            return lambda text: read_day(text, order, last=field != "start")
        if field == "year":
            return lambda text: year_start(text, self._context.year_starts)
        if field == "project":
            return self._context.projects.find
        return _CONVERTERS[field]


def _id_of(key: list[str | int]) -> str:
    text = json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return exchange_id(sha256(text).digest()[:RANDOM_BYTES])


_NOT_KNOWN = "is not known, and must be: unknown is not zero"
# Fields that are called otherwise than the attribute of an exchange that follows from them.
_ATTRIBUTES = {"from": "sender", "to": "host", "year": "start", "months": "end", "gender": "women"}
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
