"""Give the exchanges of a table their ids."""

from collections.abc import Callable, Mapping
from datetime import date

from norec_cli.model.ids import is_id
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.problems import RowProblem, problem_in
from norec_cli.transfer.rows.row_ids import RowIds
from norec_cli.transfer.tables.table import TableRow

# Fields that, with the start, tell whether a row was imported before, if the table has no column of ids.
_IDENTITY = ("from", "to", "project", "round")


class ExchangeIds:
    """Maker of ids for exchanges: the id in the row, or one that the same row gets in each import."""

    def __init__(self, mapping: ColumnMapping, recorded: Mapping[str, str | None], problems: list[RowProblem]) -> None:
        """Begin a table.

        Args:
            mapping: the columns of its fields.
            recorded: the references of the recorded exchanges by id; empty if the table has no references.
            problems: gets what is wrong with ids.
        """
        self._mapping = mapping
        self._problems = problems
        self._row_ids = RowIds(recorded)
        self._seen: set[str] = set()
        # The columns, else the constant texts, that tell rows apart.
        self._identity = [(mapping.columns.get(field), mapping.constants.get(field, "")) for field in _IDENTITY]
        self._last_row: TableRow | None = None  # the last row that got an id here
        self._first_id = ""  # the first id that it got

    def id_of(self, row: TableRow, own_id: str | None, start: date, ref: str | None) -> str:
        """Return the id of an exchange, after adding a problem if another row has the same own id.

        Args:
            row: its row.
            own_id: the id in the row; None if it has none.
            start: the first day, which counts in the same way however it is written.
            ref: the reference of the participant; None if the row has none.
        """
        if own_id is not None and is_id(own_id):
            if own_id in self._seen:
                self._problems.append(problem_in(row, self._mapping, "id", "is on several rows: each needs its own id"))
            self._seen.add(own_id)
            return own_id
        if own_id is not None:
            parts = [own_id]
        else:
            texts = row.cells
            parts = [constant if place is None else texts[place] for place, constant in self._identity]
            parts.append(start.isoformat())
        made = self._row_ids.next(parts, ref)
        if self._last_row is not row:
            self._last_row, self._first_id = row, made
        return made

    def id_of_bad(self, row: TableRow, start_of: Callable[[TableRow], date | None]) -> str:
        """Return the id that a bad row gets when it is corrected; no other row gets it. Empty if the row has its own.

        Args:
            row: the row.
            start_of: returns the start that the row says; None if it says none that can be read.
        """
        if self._last_row is row:
            return self._first_id
        if row.problem:
            return self._row_ids.next(["", *row.cells])
        mapping = self._mapping
        if mapping.has("id") and not mapping.says_nothing("id", mapping.text(row.cells, "id")):
            return ""
        start = start_of(row)
        if start is not None:
            return self.id_of(row, None, start, None)
        ref = mapping.columns.get("ref")
        return self._row_ids.next(["", *(text for place, text in enumerate(row.cells) if place != ref)])
