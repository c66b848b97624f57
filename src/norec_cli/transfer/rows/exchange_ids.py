"""Give the exchanges of a table their ids."""

from collections.abc import Callable
from datetime import date

from norec_cli.model.ids import is_id
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.problems import RowProblem, problem_in
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.row_ids import RowIds, id_of, key_of
from norec_cli.transfer.tables.table import TableRow

# Fields that, with the start, tell whether a row was imported before, if it has no id.
_IDENTITY = ("from", "to", "direction", "project", "round")


class ExchangeIds:
    """Maker of ids for exchanges: the id in the row, or one that the same row of the same file gets in each import.

    Attributes:
        has_made_any: whether any row has no id of its own.
    """

    def __init__(self, mapping: ColumnMapping, context: RowContext, problems: list[RowProblem]) -> None:
        """Begin a table.

        Args:
            mapping: the columns of its fields.
            context: has the series of the file, and the references of the recorded exchanges.
            problems: gets what is wrong with ids.
        """
        self._mapping = mapping
        self._problems = problems
        self.has_made_any = False
        self._row_ids = RowIds(context.recorded, context.series)
        self._lines: dict[str, int] = {}  # the lines of the ids so far
        # The columns, else the constant texts, that tell rows apart.
        self._identity = [(mapping.columns.get(field), mapping.constants.get(field, "")) for field in _IDENTITY]
        self._last_row: TableRow | None = None  # the last row that got an id here
        self._first_id = ""  # the first id that it got
        self._twice: TableRow | None = None  # the last row with an id that another row has

    def id_of(self, row: TableRow, own_id: str | None, start: date, ref: str | None) -> str:
        """Return the id of an exchange, after adding a problem if another row has the same own id.

        Args:
            row: its row.
            own_id: the id in the row; None if it has none.
            start: the first day, which counts in the same way however it is written.
            ref: the reference of the participant; None if the row has none.
        """
        if own_id is not None:
            return self._own(row, own_id)
        texts = row.cells
        parts = [constant if place is None else texts[place] for place, constant in self._identity]
        parts.append(start.isoformat())
        return self._made(row, parts, ref)

    def id_of_bad(self, row: TableRow, start_of: Callable[[TableRow], date | None]) -> str:
        """Return the id that a bad row gets when it is corrected; no other row gets it.

        Args:
            row: the row.
            start_of: returns the start that the row says; None if it says none that can be read.
        """
        if self._last_row is row:
            return self._first_id
        if row.problem:
            return self._made(row, ["", *row.cells])
        mapping = self._mapping
        own_id = mapping.text(row.cells, "id").strip()
        if mapping.has("id") and not mapping.says_nothing("id", own_id):
            return self._own(row, own_id)
        start = start_of(row)
        if start is not None:
            return self.id_of(row, None, start, None)
        ref = mapping.columns.get("ref")
        return self._made(row, ["", *(text for place, text in enumerate(row.cells) if place != ref)])

    def _own(self, row: TableRow, own_id: str) -> str:
        """Return the id of an exchange whose row says its own id, whatever that looks like."""
        exchange_id = exchange_id_of(own_id)
        line = self._lines.setdefault(exchange_id, row.line)
        if line != row.line and self._twice is not row:
            self._twice = row
            reason = f"is also on line {line}: each row needs its own id"
            self._problems.append(problem_in(row, self._mapping, "id", reason))
        return exchange_id

    def _made(self, row: TableRow, parts: list[str], ref: str | None = None) -> str:
        """Return an id for an exchange without its own that no other exchange of the table has."""
        self.has_made_any = True
        lines, line = self._lines, row.line
        made = self._row_ids.next(parts, ref)
        while made in lines:  # another row says it as its own
            made = self._row_ids.next(parts, ref)
        lines[made] = line
        if self._last_row is not row:
            self._last_row, self._first_id = row, made
        return made


def exchange_id_of(own_id: str) -> str:
    """Return the id of the exchange of a row that says an id: the same one, or a hash of one of another form."""
    return own_id if is_id(own_id) else id_of(key_of([own_id]), 1)
