"""Read the rows of a table as exchanges."""

from collections.abc import Iterator

from norec_cli.model.exchange import Exchange
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.examples import Examples
from norec_cli.transfer.rows.exchange_cells import ExchangeCells
from norec_cli.transfer.rows.exchange_ids import ExchangeIds
from norec_cli.transfer.rows.exchange_maker import ExchangeMaker
from norec_cli.transfer.rows.left_out import LeftOut
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.summary_rows import SummaryRows
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
    def has_made_ids(self) -> bool:
        """Whether any row has an id that was made, by the series of the file."""
        return self._ids.has_made_any

    @property
    def decimal_comma(self) -> bool:
        """Whether any number has a decimal comma."""
        return self._cells.decimal_comma

    @property
    def examples(self) -> list[str]:
        """The first and the last exchange and one between them in words, so that a person sees how rows are read."""
        return [self._in_words(row, exchange) for row, exchange in self._examples.chosen()]

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the exchanges of the table in its order: none, one or several of a row, and none of a bad row.

        Raises:
            UsageError: at the end, if two partners count the same people.
        """
        problems = self.problems
        for row in self._table.rows():
            self.rows += 1
            before = len(problems)
            if row.problem:
                problems.append(RowProblem(row.line, "", "", row.problem))
            values = None if row.problem else self._cells.values(row)
            if (values is None or self._summaries.may_look_right) and self._is_summary(row, before):
                values = None
            made = [] if values is None else self._maker.exchanges_of(row, values)
            if len(problems) > before:
                self.bad.append(row)
                self.bad_ids.append(self._ids.id_of_bad(row, self._cells.start_of))
                continue
            if made:
                self._examples.note(row, made[0])
            self.lines += [row.line] * len(made)
            yield from made
        self._maker.both_sides.refuse_twice()

    def years_in_words(self) -> str:
        """Return when the years begin that rows say instead of a first day."""
        return self._context.years_in_words()

    def says(self) -> frozenset[str]:
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
        else:
            self.problems.append(problem)
        return True

    def _in_words(self, row: TableRow, exchange: Exchange) -> str:
        sender, host = self._mapping.text(row.cells, "from"), self._mapping.text(row.cells, "to")
        if self._context.find_partner(sender.strip()) != exchange.sender:  # a row of people who come in
            sender, host = host, sender
        people = "1 person" if exchange.participants == 1 else f"{exchange.participants:,} people"
        sentence = f"line {row.line}: {quoted(sender)} sends {people} to {quoted(host)}"
        if self._dated:
            sentence += f" from {exchange.start}" if exchange.end is None else f", {exchange.start} to {exchange.end}"
        return f"{sentence} (cancelled)" if exchange.cancelled else sentence
