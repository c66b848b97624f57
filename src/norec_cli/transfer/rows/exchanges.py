"""Read the rows of a table as exchanges."""

from collections.abc import Iterator

from norec_cli.model.exchange import Exchange
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchange_cells import ExchangeCells
from norec_cli.transfer.rows.exchange_ids import ExchangeIds
from norec_cli.transfer.rows.exchange_maker import ExchangeMaker
from norec_cli.transfer.rows.left_out import LeftOut
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.tables.table import Table, TableRow

# Fields with another name than the attribute of an exchange that follows from them.
_ATTRIBUTES = {"from": "sender", "to": "host", "year": "start", "months": "end", "gender": "women"}


class ExchangeReader:
    """Reader of the rows of a table as exchanges; it gathers what is wrong.

    Attributes:
        problems: what is wrong in rows.
        bad: the rows with something wrong.
        bad_ids: the id that each bad row gets when it is corrected, in this table or in one of its own.
        rows: the number of rows.
        lines: the line of each exchange, in the order of the exchanges.
        example: the first exchange in words, so that a person sees how rows are read.
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
        self.problems: list[RowProblem] = []
        self.bad: list[TableRow] = []
        self.bad_ids: list[str] = []
        self.rows = 0
        self.lines: list[int] = []
        self.example = ""
        self._cells = ExchangeCells(table, mapping, context, self.problems)
        self._ids = ExchangeIds(mapping, context, self.problems)
        self._maker = ExchangeMaker(mapping, context, self._ids, self.problems)

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

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the exchanges of the table in its order: none, one or several of a row, and none of a bad row."""
        problems = self.problems
        for row in self._table.rows():
            self.rows += 1
            before = len(problems)
            if row.problem:
                problems.append(RowProblem(row.line, "", "", row.problem))
            values = None if row.problem else self._cells.values(row)
            made = [] if values is None else self._maker.exchanges_of(row, values)
            if len(problems) > before:
                self.bad.append(row)
                self.bad_ids.append(self._ids.id_of_bad(row, self._cells.start_of))
                continue
            if made and not self.example:
                self.example = self._in_words(row, made[0])
            self.lines += [row.line] * len(made)
            yield from made

    def says(self) -> frozenset[str]:
        """Return the attributes of an exchange that the table has values of."""
        return frozenset(_ATTRIBUTES.get(field, field) for field in (*self._mapping.columns, *self._mapping.constants))

    def _in_words(self, row: TableRow, exchange: Exchange) -> str:
        sender, host = self._mapping.text(row.cells, "from"), self._mapping.text(row.cells, "to")
        people = "1 person" if exchange.participants == 1 else f"{exchange.participants:,} people"
        return f"line {row.line}: {quoted(sender)} sends {people} to {quoted(host)}"
