"""Read the rows of a table as exchanges."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.folding import fold
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.examples import Examples
from norec_cli.transfer.rows.exchange_cells import ExchangeCells
from norec_cli.transfer.rows.exchange_ids import ExchangeIds
from norec_cli.transfer.rows.exchange_maker import ExchangeMaker
from norec_cli.transfer.rows.left_out import LeftOut
from norec_cli.transfer.rows.names import SumError
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.summary_rows import SummaryRows
from norec_cli.transfer.rows.sums import find_sums
from norec_cli.transfer.tables.table import Table, TableRow

# The attributes of an exchange that follow from fields, where they have other names.
_ATTRIBUTES = {
    "from": ("sender",), "to": ("host",), "year": ("start",), "gender": ("women",),
    **dict.fromkeys(("men", "other", "outgoing", "incoming"), ("participants",)),
    **dict.fromkeys(("months", "weeks", "days"), ("end",)),
    "status": ("cancelled", "ended_early", "reason", "confirmed"), "direction": ("sender", "host"),
}  # fmt: skip


class ExchangeReader:
    """Reader of the rows of a table as exchanges; it gathers what is wrong.

    Attributes:
        problems: what is wrong in rows.
        bad: the rows with something wrong.
        bad_ids: the id that each bad row gets when it is corrected, in this table or in one of its own.
        rows: the number of rows.
        lines: the line of each exchange, in the order of the exchanges.
        doubtful: ids of partners, or folded names, of which a row doesn't say how many people there are.
        sums: the names that were left out because their numbers are the sums of all others.
    """

    def __init__(self, table: Table, mapping: ColumnMapping, context: RowContext) -> None:
        """Begin a table.

        Args:
            table: the table.
            mapping: the columns of its fields.
            context: what else is needed to read it.
        """
        self._table = table
        self._mapping = mapping
        self._context = context
        self.problems: list[RowProblem] = []
        self.bad: list[TableRow] = []
        self.bad_ids: list[str] = []
        self.rows = 0
        self.lines: list[int] = []
        self.doubtful: set[str] = set()
        self.sums: dict[str, None] = {}
        self._flows: dict[tuple[str, str], int] = {}
        self._cells = ExchangeCells(table, mapping, context, self.problems)
        self._ids = ExchangeIds(mapping, context, self.problems)
        self._summaries = SummaryRows(mapping, context.totals.marks)
        self._maker = ExchangeMaker(mapping, context, self._ids, self.problems)
        self._examples = Examples()
        self._dated = context.undated is None

    @property
    def left_out(self) -> LeftOut:
        """The numbers of exchanges that are left out."""
        return self._maker.left_out

    @property
    def flows(self) -> dict[tuple[str, str], int]:
        """The numbers of people by sender and host, also of bad rows that say them, and within one organisation."""
        return {**self._flows, **{(name, name): people for name, people in self._maker.within.items()}}

    @property
    def has_made_ids(self) -> bool:
        """Whether any row has an id that was made, by the series of the file."""
        return self._ids.has_made_any

    @property
    def decimal_comma(self) -> bool:
        """Whether any number has a decimal comma."""
        return self._cells.decimal_comma

    @property
    def thousands_signs(self) -> set[str]:
        """The commas or points between thousands in numbers of people."""
        return set(filter(None, self._cells.signs.values()))

    @property
    def examples(self) -> list[str]:
        """The first and the last exchange and one between them in words, so that a person sees how rows are read."""
        return [self._in_words(row, exchange) for row, exchange in self._examples.chosen()]

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the exchanges of the table in its order: none, one or several of a row, and none of a bad row.

        Raises:
            UsageError: at the end, if two partners count the same people.
        """
        problems, flows = self.problems, self._flows
        for row in self._table.rows():
            self.rows += 1
            before = len(problems)
            if row.problem:
                problems.append(RowProblem(row.line, "", "", row.problem, place=row.place))
            values = None if row.problem else self._cells.values(row)
            is_summary = (values is None or self._summaries.may_look_right) and self._is_summary(row, before)
            if is_summary:
                values = None
            made = [] if values is None else self._maker.exchanges_of(row, values)
            if len(problems) > before:
                self.bad.append(row)
                self.bad_ids.append(self._ids.id_of_bad(row, self._cells.start_of))
                if not is_summary:
                    self._count_bad(row)
                continue
            if made:
                self._examples.note(row, made[0])
            for exchange in made:
                pair = exchange.sender, exchange.host
                flows[pair] = flows.get(pair, 0) + exchange.participants
            self.lines += [row.line] * len(made)
            yield from made
        self._maker.both_sides.refuse_twice()

    def years_in_words(self) -> str:
        """Return when the years begin that rows say instead of a first day."""
        return self._context.years_in_words()

    def attributes(self) -> frozenset[str]:
        """Return the attributes of an exchange that the table has values of."""
        fields = (*self._mapping.columns, *self._mapping.constants)
        return frozenset(name for field in fields for name in _ATTRIBUTES.get(field, (field,)))

    def _is_summary(self, row: TableRow, before: int) -> bool:
        """Return whether a row is a total or a heading, after counting it as left out, or adding that to the problems.

        Args:
            row: the row.
            before: the number of problems before this row, whose own problems are replaced.
        """
        found = self._summaries.find(row, self.problems[before:])
        if found is None:
            return False
        kind, problem = found
        del self.problems[before:]
        if self._context.totals.skip:
            self.left_out.count_summary(kind)
            if problem.kind == "sum":
                self.sums[problem.value] = None
        else:
            self.problems.append(problem)
        return True

    def _count_bad(self, row: TableRow) -> None:
        """Count the people of a bad row, if it says whom they go from and to, to see what adds up other numbers."""
        if len(row.cells) != len(self._mapping.headings):
            return
        sender, host = (self._key_of(self._mapping.text(row.cells, side)) for side in ("from", "to"))
        counts = self._mapping.has("participants") and not self._mapping.has("direction")
        try:
            people = cells.whole(self._mapping.text(row.cells, "participants").strip()) if counts else None
        except ValueError:
            people = None
        if people is None:
            self.doubtful.update((sender, host))
        else:
            self._flows[sender, host] = self._flows.get((sender, host), 0) + people

    def _key_of(self, text: str) -> str:
        """Return the id of the partner that a text means, or the folded text if nobody is known by it."""
        try:
            return self._context.find_partner(text.strip())
        except ValueError:
            return fold(text)

    def _in_words(self, row: TableRow, exchange: Exchange) -> str:
        sender, host = self._mapping.text(row.cells, "from"), self._mapping.text(row.cells, "to")
        if self._context.find_partner(sender.strip()) != exchange.sender:  # a row of people who come in
            sender, host = host, sender
        people = "1 person" if exchange.participants == 1 else f"{exchange.participants:,} people"
        sentence = f"line {row.line}: {quoted(sender)} sends {people} to {quoted(host)}"
        if self._dated:
            sentence += f" from {exchange.start}" if exchange.end is None else f", {exchange.start} to {exchange.end}"
        return f"{sentence} (cancelled)" if exchange.cancelled else sentence


def read_exchanges(
    table: Table, mapping: ColumnMapping, context: RowContext, is_partner: Callable[[str], bool]
) -> tuple[ExchangeReader, Sequence[Exchange]]:
    """Return the exchanges of a table and their reader; rows of names that are sums of others are total rows.

    Such names show only when all rows have been read. If there are any, the rows are read again.

    Args:
        table: the table.
        mapping: the columns of its fields.
        context: what else is needed to read it.
        is_partner: returns whether an id or a folded name is known to be that of a partner, whatever the numbers are.
    """
    sums: set[str] = set()
    while True:
        totals = msgspec.structs.replace(context.totals, sums=frozenset(sums))
        find = _without_sums(context.find_partner, sums) if sums else context.find_partner
        reading = ExchangeReader(table, mapping, msgspec.structs.replace(context, find_partner=find, totals=totals))
        exchanges = list(reading.exchanges())
        found = set() if mapping.is_ours else find_sums(reading.flows, reading.doubtful)
        found = {name for name in found if not is_partner(name)} - sums
        if not found:
            return reading, exchanges
        sums |= found


def _without_sums(find: Callable[[str], str], sums: set[str]) -> Callable[[str], str]:
    """Return a function that finds the partner that a text means, but refuses those that are sums of others."""

    def find_other(text: str) -> str:
        if fold(text) in sums or find(text) in sums:
            raise SumError(text)
        return find(text)

    return find_other
