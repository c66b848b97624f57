"""Lay out `report statement`."""

from norec_cli.model.rounding import rounded
from norec_cli.model.wording import plural
from norec_cli.render.formats.cells import json_value
from norec_cli.render.layouts.amounts import amount, amount_column, amount_text, head_of, title_of
from norec_cli.render.layouts.footnotes import (
    adjustments_left_out,
    caveats,
    counted_in_json,
    first_stay,
    only_between,
    rule_in_words,
    what_has_ended,
)
from norec_cli.render.layouts.reciprocity import row_cells, row_columns
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query
from norec_cli.reports.statement import Statement, StatementEntry


def lay_out_statement(report: Statement) -> Sheet:
    """Return the report as a sheet; the resulting row is in words below a table, and under `row` in JSON."""
    query, row = report.query, report.row
    columns = row_columns([row], query)
    fields = {
        column.field: json_value(column, cell) for column, cell in zip(columns, row_cells(row, query), strict=True)
    }
    group = row.group
    name = group.id if group.name == group.id else f"{group.name} ({group.id})"
    return Sheet(
        title=title_of(query, f"Statement of {name}"),
        columns=_columns(report),
        rows=[_cells(entry, report) for entry in report.entries],
        json_header={**head_of(query, "norec.report.statement/1"), "row": fields},
        totals={
            "rows": len(report.entries),
            **counted_in_json(report.counted),
            "not_shown": report.not_shown,
            "cancelled": report.cancelled,
            "adjustments_left_out": report.adjustments_left_out,
        },
        footnotes=_foot(report),
        empty="No entries with the selected partners." if report.not_shown else "Nothing sent, nothing received.",
    )


def _columns(report: Statement) -> tuple[Column, ...]:
    entries, by = report.entries, report.query.group_by
    upcoming = any(entry.sums.upcoming_sent or entry.sums.upcoming_received for entry in entries)
    alone = by in ("partner", "pair")
    return (
        Column("date", "Date"),
        Column("what", "What", drop_order=3),
        Column("exchange", "Exchange", drop_order=2),
        Column("with", "With" if alone else "Partner", flexible=True),
        Column("from", "From", flexible=True, hidden=alone),
        Column("to", "To", flexible=True, hidden=alone),
        amount_column("sent", "Sent"),
        amount_column("received", "Received"),
        amount_column("within", "Within", hidden=not any(entry.sums.within for entry in entries)),
        amount_column("balance", "Balance"),
        amount_column("upcoming_sent", "Will send", drop_order=1, hidden=not upcoming),
        amount_column("upcoming_received", "Will host", drop_order=1, hidden=not upcoming),
        Column("end", "Until", drop_order=4),
        Column("state", "State", drop_order=6),
        Column("confirmed", "Confirmed", drop_order=7),
        Column("reason", "Reason", flexible=True, drop_order=5),
    )


def _cells(entry: StatementEntry, report: Statement) -> tuple[Cell, ...]:
    query = report.query
    return (entry.on, entry.kind, *_who(entry, query), *_amounts(entry, query), *_rest(entry, query))


def _who(entry: StatementEntry, query: Query) -> tuple[Cell, ...]:
    """Return the cells for the exchange, the other partner, the sender and the host."""
    exchange = entry.exchange
    if exchange is None:
        return (None, None if query.group_by == "partner" else entry.partner, None, None)
    alone = query.group_by in ("partner", "pair")
    other = exchange.host if entry.kind == "sent" else exchange.sender
    return (exchange.id, other if alone else None, exchange.sender, exchange.host)


def _amounts(entry: StatementEntry, query: Query) -> tuple[Cell, ...]:
    """Return the cells for what an entry adds, and the balance after it; an upcoming entry has no balance."""
    sums, rule = entry.sums, query.rule
    upcoming = entry.exchange is not None and entry.on > query.as_of
    return (
        amount(sums.sent, rule),
        amount(sums.received, rule),
        amount(sums.within, rule),
        None if upcoming else amount(entry.balance, rule),
        amount(sums.upcoming_sent, rule),
        amount(sums.upcoming_received, rule),
    )


def _rest(entry: StatementEntry, query: Query) -> tuple[Cell, ...]:
    """Return the cells for the last day, the state, whether it is confirmed, and the reason."""
    exchange = entry.exchange
    if exchange is None:
        return (None, None, None, entry.adjustment.reason if entry.adjustment else None)
    state, reason = exchange.state(query.as_of), exchange.reason_by(query.as_of)
    return (exchange.last_day(), state, exchange.confirmed, reason)


def _foot(report: Statement) -> list[str]:
    row, rule = report.row, report.query.rule
    sent, received = amount_text(row.balance.sent, rule), amount_text(row.balance.received, rule)
    words = f"In all: sent {sent}, received {received}, balance {amount_text(row.balance.difference, rule)}"
    if row.balance.index is not None:
        words += f", index {rounded(row.balance.index, 2)}"
    lines = [f"{words}: {row.balance.verdict}."]
    if report.not_shown:
        listed = len(report.entries)
        lines.insert(0, f"{listed:,} of {listed + report.not_shown:,} entries are listed; the balance runs over all.")
    if row.until_balanced:
        lines.append(f"Until balanced: {amount_text(row.until_balanced * rule.step(), rule)}.")
    if row.ended is not None:
        lines += [f"Ended on {row.ended}.", *what_has_ended([row], report.query)]
    if row.upcoming_sent or row.upcoming_received:
        will_send, will_host = amount_text(row.upcoming_sent, rule), amount_text(row.upcoming_received, rule)
        lines.append(f"Upcoming, not in the balance: {will_send} to be sent, {will_host} to be received.")
    lines += rule_in_words(rule)
    lines += [] if row.ended else first_stay([row.balance], rule)
    lines += [*only_between(report.query), *caveats(report.counted)]
    if report.cancelled:
        lines.append(f"{plural(report.cancelled, 'cancelled exchange')} left out: nobody went.")
    if report.adjustments_left_out:
        lines.append(adjustments_left_out(report.adjustments_left_out))
    return lines
