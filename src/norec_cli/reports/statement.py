"""`report statement`: every exchange and adjustment behind one row of the reciprocity report."""

from datetime import date
from typing import Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger
from norec_cli.model.partner import Adjustment
from norec_cli.reports.core.flow_table import COUNTED, UPCOMING, Flow, FlowTable, fold_flows
from norec_cli.reports.core.groups import Direction, Group, Grouping
from norec_cli.reports.core.query import Query
from norec_cli.reports.core.rows import Row, Sums, adjustments_of, regroup, sum_rows

EntryKind = Literal[Direction, "adjustment"]


class StatementEntry(msgspec.Struct):
    """One line of a statement, in people or person-days.

    Attributes:
        on: the start of the exchange, or the day of the adjustment.
        kind: the direction as seen by the row, or an adjustment.
        sums: what it adds to the row.
        balance: sent minus received of all entries up to and including this.
        partner: id of the partner that an adjustment is about; empty for an exchange.
        adjustment: the adjustment; None for an exchange.
        exchange: the exchange; None for an adjustment.
    """

    on: date
    kind: EntryKind
    sums: Sums
    balance: int = 0
    partner: str = ""
    adjustment: Adjustment | None = None
    exchange: Exchange | None = None


class Statement(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        row: the row of the reciprocity report that the entries add up to.
        entries: the entries by date; upcoming ones come last and don't change the balance.
        not_shown: number of entries that filters on rows leave out; the balance includes them.
        counted: the flow table of the row's exchanges.
        cancelled: number of exchanges of the row that were cancelled; they have no entry.
        adjustments_left_out: number of adjustments of the row's partners that such a row can't contain.
    """

    query: Query
    row: Row
    entries: tuple[StatementEntry, ...]
    not_shown: int
    counted: FlowTable
    cancelled: int
    adjustments_left_out: int


def report_statement(ledger: Ledger, query: Query, group: Group) -> Statement:
    """List the entries that a row of the reciprocity report is made of.

    The row comes from the flow table, as in that report; the balance after each entry comes from the entries. If the
    last balance equals that of the row, nothing is missing.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected; with filters on rows, only entries with those partners are listed.
        group: the partner, pair or group of the row.
    """
    grouping = Grouping(ledger.partners, query)
    own = [
        exchange
        for exchange in query.selection.select(ledger.exchanges())
        if grouping.direction(group, exchange.sender, exchange.host) is not None
    ]
    table = fold_flows(own, query.as_of, lambda exchange: (exchange.id,))
    members = {
        key: p for key, p in ledger.partners.items() if key in (group.pair or ()) or grouping.group_of(key) == group
    }
    adjustments, left_out = adjustments_of(members, query)
    sums = sum_rows(regroup(table.flows, grouping), adjustments, grouping, query)
    entries = [
        StatementEntry(a.on, "adjustment", Sums(a.sent, a.received, adjusted=True), partner=key, adjustment=a)
        for key, a in adjustments
    ]
    for exchange in own:
        if not exchange.cancelled:
            kind = grouping.direction(group, exchange.sender, exchange.host)
            assert kind is not None  # noqa: S101 - `own` has only exchanges with a direction; this tells the type checker
            (flow,) = table.parts[exchange.id].values()
            entries.append(StatementEntry(exchange.start, kind, _sums_of(kind, flow, query), exchange=exchange))
    _put_in_order(entries)
    shown = tuple(entry for entry in entries if _shows(grouping, entry))
    return Statement(
        query=query,
        row=sums.get(group, Sums()).row(group, query.rule, grouping.ended(group)),
        entries=shown,
        not_shown=len(entries) - len(shown),
        counted=table,
        cancelled=sum(exchange.cancelled for exchange in own),
        adjustments_left_out=left_out,
    )


def _sums_of(kind: Direction, flow: Flow, query: Query) -> Sums:
    """Return what the flow of one exchange adds to a row."""
    begun, planned = COUNTED[query.rule.unit], UPCOMING[query.rule.unit]
    if kind == "sent":
        return Sums(sent=begun(flow), upcoming_sent=planned(flow))
    if kind == "received":
        return Sums(received=begun(flow), upcoming_received=planned(flow))
    return Sums(within=begun(flow))


def _put_in_order(entries: list[StatementEntry]) -> None:
    """Sort entries by date, an adjustment before what starts on its day, and note the balance after each."""
    entries.sort(key=lambda entry: (entry.on, entry.exchange is not None, entry.exchange.id if entry.exchange else ""))
    balance = 0
    for entry in entries:
        balance += entry.sums.sent - entry.sums.received
        entry.balance = balance


def _shows(grouping: Grouping, entry: StatementEntry) -> bool:
    """Return whether the filters on rows choose a partner of an entry."""
    if entry.exchange is None:
        return grouping.shows(entry.partner)
    return grouping.shows(entry.exchange.sender, entry.exchange.host)
