"""How `report upcoming` is laid out."""

from norec_cli.model.words import count
from norec_cli.render.amounts import filters_of
from norec_cli.render.sheet import Column, Sheet
from norec_cli.reports.upcoming import Kind, Upcoming

_KINDS: tuple[Kind, ...] = ("not-confirmed", "departure", "return")
_COLUMNS = (
    Column("date", "Date"),
    Column("days", "In days", number=True, spare=4),
    Column("what", "What", styles={"not-confirmed": "yellow"}),
    Column("exchange", "Exchange", spare=1),
    Column("from", "From"),
    Column("to", "To"),
    Column("people", "People", number=True),
    Column("end", "Until", spare=3),
    Column("confirmed", "Confirmed", spare=5),
)


def lay_out_upcoming(report: Upcoming) -> Sheet:
    """The report as a sheet."""
    view = report.view
    found: dict[str, int] = {kind: report.number_of(kind) for kind in _KINDS}
    people = {kind: count(report.people_of(kind), "person", "people") for kind in _KINDS}
    foot = [f"{kind.capitalize()}s: {people[kind]} in {count(found[kind], 'exchange')}." for kind in _KINDS[1:]]
    if found["not-confirmed"]:
        begun = count(found["not-confirmed"], "exchange has", "exchanges have")
        foot.append(f"{begun} begun by plan and not been confirmed: norec exchanges confirm ID, or cancel ID.")
    return Sheet(
        title=f"Upcoming, {view.as_of} to {report.until}{filters_of(view)}",
        columns=_COLUMNS,
        rows=[
            (
                event.on,
                (event.on - view.as_of).days,
                event.kind,
                event.exchange.id,
                event.exchange.sender,
                event.exchange.host,
                event.exchange.participants,
                event.exchange.last_day(),
                event.exchange.confirmed,
            )
            for event in report.events
        ],
        head={
            "schema": "norec.report.upcoming/1",
            "as_of": view.as_of.isoformat(),
            "until": report.until.isoformat(),
            "filters": view.filters(),
        },
        totals={"rows": len(report.events), **found},
        foot=foot if report.events else [],
        empty="Nobody leaves or comes home in that time, and no plan waits to be confirmed.",
    )
