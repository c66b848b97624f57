"""Every placement and adjustment behind one row of the reciprocity report, with the balance after each."""

from datetime import date
from typing import Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger
from norec_cli.model.partner import Adjustment
from norec_cli.reports.core.flow_table import COUNTED, UPCOMING, Flow, FlowTable, fold_flows
from norec_cli.reports.core.groups import Group, Grouping, Side
from norec_cli.reports.core.query import Query
from norec_cli.reports.core.rows import Row, Sums, adjustments_of, regroup, sum_rows

Kind = Literal[Side, "adjustment"]


class StatementEntry(msgspec.Struct):
    """One line of a statement, in people or person-days.

    Attributes:
        on: the start of the exchange, or the day of the adjustment.
        kind: what it is to the row.
        sums: what it adds to the row.
        balance: sent less received of all entries up to this.
        partner: whose adjustment it is; empty for an exchange.
        adjustment: the record, of an adjustment.
        exchange: the record, of an exchange.
    """

    on: date
    kind: Kind
    sums: Sums
    balance: int = 0
    partner: str = ""
    adjustment: Adjustment | None = None
    exchange: Exchange | None = None


class Statement(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked for.
        row: the row of the reciprocity report that the entries lead to.
        entries: by date; upcoming ones come last, and leave the balance as it is.
        not_shown: entries that the view's filters on rows leave out; the balance runs over them all the same.
        counted: the flow table of these entries, for what was counted in all.
        cancelled: exchanges of the row that never began, and stand nowhere.
        adjustments_left_out: adjustments of the row's partners that this view can't contain.
    """

    query: Query
    row: Row
    entries: tuple[StatementEntry, ...]
    not_shown: int
    counted: FlowTable
    cancelled: int
    adjustments_left_out: int


def report_statement(ledger: Ledger, query: Query, group: Group) -> Statement:
    """List what a row of the reciprocity report is made of.

    The row is worked out as that report does it, from the flow table; the balances after each entry come from the
    entries, so that the last of them being the row's shows that nothing is missing.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: what is asked for; with rows filtered, only entries with those partners are listed.
        group: what the row stands for.
    """
    grouping = Grouping(ledger.partners, query)
    mine = [e for e in query.selection.of(ledger.exchanges()) if grouping.side(group, e.sender, e.host) is not None]
    table = fold_flows(mine, query.as_of, lambda exchange: (exchange.id,))
    members = {key: p for key, p in ledger.partners.items() if key in (group.pair or ()) or grouping.of(key) == group}
    adjustments, left_out = adjustments_of(members, query)
    sums = sum_rows(regroup(table.flows, grouping), adjustments, grouping, query)
    entries = [
        StatementEntry(a.on, "adjustment", Sums(a.sent, a.received, adjusted=True), partner=key, adjustment=a)
        for key, a in adjustments
    ]
    for exchange in mine:
        if not exchange.cancelled:
            kind = grouping.side(group, exchange.sender, exchange.host)
            assert kind is not None  # noqa: S101 - it was chosen by that; tells the type checker
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
        cancelled=sum(exchange.cancelled for exchange in mine),
        adjustments_left_out=left_out,
    )


def _sums_of(kind: Side, flow: Flow, query: Query) -> Sums:
    """What the flow of one exchange adds to a row."""
    begun, planned = COUNTED[query.rule.unit], UPCOMING[query.rule.unit]
    if kind == "sent":
        return Sums(sent=begun(flow), upcoming_sent=planned(flow))
    if kind == "received":
        return Sums(received=begun(flow), upcoming_received=planned(flow))
    return Sums(within=begun(flow))


def _put_in_order(entries: list[StatementEntry]) -> None:
    """Sort entries by date, an adjustment before what starts on its day, and note the balance after each."""
    entries.sort(key=lambda e: (e.on, e.exchange is not None, e.exchange.id if e.exchange else ""))
    balance = 0
    for entry in entries:
        balance += entry.sums.sent - entry.sums.received
        entry.balance = balance


def _shows(grouping: Grouping, entry: StatementEntry) -> bool:
    """Whether the view's filters on rows leave an entry in: whose it is, or with whom."""
    if entry.exchange is None:
        return grouping.shows(entry.partner)
    return grouping.shows(entry.exchange.sender, entry.exchange.host)
