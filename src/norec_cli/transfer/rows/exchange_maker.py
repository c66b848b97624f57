"""Make exchanges of the values of a row."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from norec_cli.model.errors import InvalidRecordError
from norec_cli.model.exchange import Exchange
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.both_sides import BothSides
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchange_cells import NO_EXCHANGE, NO_VALUE
from norec_cli.transfer.rows.exchange_ids import ExchangeIds, exchange_id_of
from norec_cli.transfer.rows.left_out import LeftOut
from norec_cli.transfer.rows.people import CountError, settle_people
from norec_cli.transfer.rows.problems import RowProblem, problem_in
from norec_cli.transfer.rows.row_context import RowContext
from norec_cli.transfer.rows.row_ids import id_of, key_of
from norec_cli.transfer.rows.status import apply_status
from norec_cli.transfer.tables.table import TableRow

# Fields from which values of other fields follow, or which hold for some rows only.
_DERIVING = {
    "year", "months", "weeks", "days", "gender", "status", "cancelled", "reason", "ended_early", "replaces",
}  # fmt: skip


class ExchangeMaker:
    """Maker of exchanges of the values of rows.

    Attributes:
        left_out: the numbers of exchanges that are left out.
        within: the numbers of people who stay within one organisation, by its id.
        both_sides: the rows that say how many people go out and come in.
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
        self.within: dict[str, int] = {}
        self.both_sides = BothSides(mapping)
        self._derives = not _DERIVING.isdisjoint((*mapping.columns, *mapping.constants))
        self._units = [unit for unit in ("days", "weeks", "months") if mapping.has(unit)]
        self._has_status = mapping.has("status")
        ways = [field for field in ("outgoing", "incoming") if mapping.has(field)]
        self._only_way = ways[0] if len(ways) == 1 else ""
        self._two_ways = len(ways) > 1
        self._by_gender = mapping.has("men") or mapping.has("other")
        self._special = self._has_status or self._by_gender or bool(self._only_way) or mapping.has("direction")

    def exchanges_of(self, row: TableRow, values: dict[str, Any]) -> list[Exchange]:
        """Return the exchanges of a row: none if they are left out, or after adding what is wrong to the problems.

        Args:
            row: the row.
            values: its values by field, which this function changes.
        """
        if self._special and not self._settle(row, values):
            return []
        sender, host = values.pop("from"), values.pop("to")
        if self._two_ways:
            return self._make_both(row, values, sender, host)
        people = values.setdefault("participants", 1)
        if (sender == host or people == 0) and self._leaves_out(sender, host, people):
            return []
        own_id = values.pop("id", None)
        if not self._derive(row, values):
            return []
        exchange = self._finish(row, values, self._id_of(row, values, own_id), sender, host)
        return [] if exchange is None else [exchange]

    def _settle(self, row: TableRow, values: dict[str, Any]) -> bool:
        """Settle who goes where by status, gender and direction; return False if the row has no exchange."""
        if (status := values.get("status")) in NO_EXCHANGE:
            self.left_out.count_status(status)
            return False
        if self._only_way:
            values["participants"] = values.pop(self._only_way)
        if values.pop("direction", "out") == "in" or self._only_way == "incoming":
            values["from"], values["to"] = values["to"], values["from"]
        if self._by_gender:
            try:
                settle_people(values, self._mapping)
            except CountError as error:
                self._problems.append(problem_in(row, self._mapping, error.field, str(error)))
                return False
        return True

    def _make_both(self, row: TableRow, values: dict[str, Any], sender: str, host: str) -> list[Exchange]:
        """Return the exchanges of a row that says how many people go from sender to host, and how many come back.

        The id of the second one follows from that of the first, which exists whether or not anybody goes that way.
        """
        outgoing, incoming = values.pop("outgoing", 0), values.pop("incoming", 0)
        if sender == host or not (outgoing or incoming):
            self._leaves_out(sender, host, outgoing + incoming)
            return []
        own_id = values.pop("id", None)
        if not self._derive(row, values):
            return []
        base = self._id_of(row, values, own_id)
        self.both_sides.note(row.line, sender, host, outgoing, incoming, values)
        made = []
        if outgoing:
            made.append(self._finish(row, {**values, "participants": outgoing}, base, sender, host))
        if incoming:
            back = id_of(key_of([base, "incoming"]), 1)
            made.append(self._finish(row, {**values, "participants": incoming}, back, host, sender))
        return [exchange for exchange in made if exchange is not None]

    def _leaves_out(self, sender: str, host: str, people: int) -> bool:
        """Return whether an exchange is left out, after counting it if it is."""
        if sender == host:
            self.left_out.count_within(people)
            self.within[sender] = self.within.get(sender, 0) + people
            return True
        if people == 0:
            self.left_out.nobody += 1
            return True
        return False

    def _id_of(self, row: TableRow, values: dict[str, Any], own_id: str | None) -> str:
        """Return the id of a row's exchange: its own, else one made of what it says."""
        return self._ids.id_of(row, own_id, values["start"], values.get("ref"))

    def _finish(
        self, row: TableRow, values: dict[str, Any], exchange_id: str, sender: str, host: str
    ) -> Exchange | None:
        try:
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
        if (self._derives or "start" not in values) and not self._derive_from_fields(row, values):
            return False
        values.setdefault("confirmed", values["start"] <= self._context.today and "cancelled" not in values)
        return True

    def _derive_from_fields(self, row: TableRow, values: dict[str, Any]) -> bool:
        """Compute start, end and what status and gender say; return False if that isn't possible."""
        year = self._context.first_day_of(values.pop("year", None), values.get("project"))
        dated = "start" in values or year is not None
        start = values.setdefault("start", year or self._context.undated)
        if start is None:
            field = "start" if self._mapping.has("start") else "year"
            self._problems.append(problem_in(row, self._mapping, field, NO_VALUE))
            return False
        if self._units and not self._derive_end(row, values):
            return False
        if self._has_status and not self._apply_status(row, values, dated=dated):
            return False
        woman = values.pop("gender", None)
        if woman is not None and values["participants"] == 1:
            values.setdefault("women", int(woman))
        if values.get("cancelled") is False:
            del values["cancelled"]
        if values.get("cancelled") and not self._mapping.has("reason"):
            values.setdefault("reason", "other")  # as for a status: the table knows no reasons
        if "reason" in self._mapping.constants and not values.keys() & {"cancelled", "ended_early"}:
            del values["reason"]  # a constant reason is only for the rows that need one
        if "replaces" in values:
            values["replaces"] = exchange_id_of(values["replaces"])
        return True

    def _derive_end(self, row: TableRow, values: dict[str, Any]) -> bool:
        """Compute the end from lengths, the finest unit first; return False if they contradict it, or each other."""
        for unit in self._units:
            if (length := values.pop(unit, None)) is None:
                continue
            try:
                values["end"] = cells.end_of(values["start"], length, values.get("end"))
            except ValueError as error:
                self._problems.append(problem_in(row, self._mapping, unit, str(error)))
                return False
        return True

    def _apply_status(self, row: TableRow, values: dict[str, Any], *, dated: bool) -> bool:
        """Change the values to what the status says; return False if it contradicts others."""
        status = values.pop("status", None)
        if status is None:
            return True
        today = self._context.today if dated else max(self._context.today, values["start"])
        if status == "planned" and not dated:  # then it counts as one that is still to come
            values["start"] += timedelta(days=1)
        try:
            apply_status(values, status, today)
        except ValueError as error:
            self._problems.append(problem_in(row, self._mapping, "status", str(error)))
            return False
        return True

    def _add_problems(self, row: TableRow, reasons: Iterable[str]) -> None:
        self._problems.extend(RowProblem(row.line, "", "", reason) for reason in reasons)
