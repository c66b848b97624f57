"""Lay out `report upcoming`."""

from typing import get_args

from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of
from norec_cli.render.layouts.footnotes import only_between
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.query import Query
from norec_cli.reports.upcoming import Event, EventKind, Upcoming

_KINDS: tuple[EventKind, ...] = get_args(EventKind)
_COLUMNS = (
    Column("date", "Date"),
    Column("days", "In days", number=True, drop_order=5),
    Column("what", "What", flexible=True, styles={"not-confirmed": "yellow", "report-overdue": "yellow"}),
    Column("exchange", "Exchange"),
    Column("from", "From", flexible=True),
    Column("to", "To", flexible=True),
    Column("people", "People", number=True, drop_order=3),
    Column("end", "Until", drop_order=4),
    Column("confirmed", "Confirmed", drop_order=6),
    Column("project", "Project", flexible=True),
    Column("round", "Round", number=True, is_label=True),
)


def lay_out_upcoming(report: Upcoming) -> Sheet:
    """Return the report as a sheet."""
    query = report.query
    return Sheet(
        title=f"Upcoming, {query.as_of} to {report.until}{filters_of(query)}",
        columns=_COLUMNS,
        rows=[_cells(event, query) for event in report.events],
        json_header={
            "schema": "norec.report.upcoming/1",
            "as_of": query.as_of.isoformat(),
            "until": report.until.isoformat(),
            "filters": query.filters(),
        },
        totals={"rows": len(report.events), **{kind: report.number_of(kind) for kind in _KINDS}},
        footnotes=_foot(report) if report.events else [],
        empty="No departures, returns, deadlines or unconfirmed plans in this period.",
    )


def _cells(event: Event, query: Query) -> tuple[Cell, ...]:
    exchange = event.exchange
    exchange_cells: tuple[Cell, ...] = ("", "", "", None, None, None)
    if exchange is not None:
        exchange_cells = (
            exchange.id,
            exchange.sender,
            exchange.host,
            exchange.participants,
            exchange.last_day(),
            exchange.confirmed,
        )
    return (event.on, (event.on - query.as_of).days, event.kind, *exchange_cells, event.project, event.round)


def _foot(report: Upcoming) -> list[str]:
    moves: tuple[EventKind, ...] = ("departure", "return")
    footnotes = []
    for kind in moves:
        people = plural(report.people_of(kind), "person", "people")
        footnotes.append(f"{kind.capitalize()}s: {people} in {plural(report.number_of(kind), 'exchange')}.")
    if report.number_of("not-confirmed"):
        begun = plural(report.number_of("not-confirmed"), "exchange has", "exchanges have")
        footnotes.append(f"{begun} begun by plan and not been confirmed: norec exchanges confirm ID, or cancel ID.")
    if report.number_of("report-overdue"):
        overdue = plural(report.number_of("report-overdue"), "report is", "reports are")
        footnotes.append(f"{overdue} overdue: norec projects round PROJECT N --reported-on DATE, once handed in.")
    return footnotes + only_between(report.query)
