"""Make exchanges of the values of a row."""

from collections.abc import Iterable
from typing import Any

from norec_cli.model.errors import InvalidRecordError
from norec_cli.model.exchange import Exchange
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchange_cells import NO_VALUE
from norec_cli.transfer.rows.exchange_ids import ExchangeIds, exchange_id_of
from norec_cli.transfer.rows.left_out import LeftOut
from norec_cli.transfer.rows.problems import RowProblem, problem_in
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.tables.table import TableRow

# Fields from which values of other fields follow, or which hold for some rows only.
_DERIVING = {"year", "months", "gender", "cancelled", "reason", "ended_early", "replaces"}


class ExchangeMaker:
    """Maker of exchanges of the values of rows.

    Attributes:
        left_out: the numbers of exchanges that are left out.
    """

    def __init__(
        self, mapping: ColumnMapping, context: RowContext, ids: ExchangeIds, problems: list[RowProblem]
    ) -> None:
        """Begin a table.

        Args:
            mapping: the columns of its fields.
            context: what else is needed to make exchanges.
            ids: gives each exchange its id.
            problems: gets what is wrong with values that don't fit each other.
        """
        self._mapping = mapping
        self._context = context
        self._ids = ids
        self._problems = problems
        self.left_out = LeftOut()
        self._derives = not _DERIVING.isdisjoint((*mapping.columns, *mapping.constants))

    def exchanges_of(self, row: TableRow, values: dict[str, Any]) -> list[Exchange]:
        """Return the exchanges of a row: none if they are left out, or after adding what is wrong to the problems.

        Args:
            row: the row.
            values: its values by field, which this function changes.
        """
        exchange = self._make_exchange(row, values)
        return [] if exchange is None else [exchange]

    def _make_exchange(self, row: TableRow, values: dict[str, Any]) -> Exchange | None:
        people = values.setdefault("participants", 1)
        sender, host = values.pop("from"), values.pop("to")
        if sender == host:
            self.left_out.count_within(people)
            return None
        if people == 0:
            self.left_out.nobody += 1
            return None
        own_id = values.pop("id", None)
        if (self._derives or "start" not in values) and not self._derive(row, values):
            return None
        start = values["start"]
        values.setdefault("confirmed", start <= self._context.today and "cancelled" not in values)
        try:
            exchange_id = self._ids.id_of(row, own_id, start, values.get("ref"))
            exchange = Exchange(id=exchange_id, sender=sender, host=host, **values)
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
        start = values.setdefault("start", values.pop("year", None) or self._context.undated)
        if start is None:
            field = "start" if self._mapping.has("start") else "year"
            self._problems.append(problem_in(row, self._mapping, field, NO_VALUE))
            return False
        months = values.pop("months", None)
        if months is not None:
            try:
                values["end"] = cells.end_of(start, months, values.get("end"))
            except ValueError as error:
                self._problems.append(problem_in(row, self._mapping, "months", str(error)))
                return False
        woman = values.pop("gender", None)
        if woman is not None and values["participants"] == 1:
            values.setdefault("women", int(woman))
        if values.get("cancelled") is False:
            del values["cancelled"]
        if "reason" in self._mapping.constants and not values.keys() & {"cancelled", "ended_early"}:
            del values["reason"]  # a constant reason is only for the rows that need one
        if "replaces" in values:
            values["replaces"] = exchange_id_of(values["replaces"])
        return True

    def _add_problems(self, row: TableRow, reasons: Iterable[str]) -> None:
        self._problems.extend(RowProblem(row.line, "", "", reason) for reason in reasons)
