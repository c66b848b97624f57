"""`report upcoming`: who leaves, who comes home, what closes or is due, and what is overdue."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import Ledger
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.query import Query

if TYPE_CHECKING:
    from norec_cli.model.project import Project

EventKind = Literal[
    "not-confirmed", "report-overdue", "departure", "return", "round-ends", "agreement-ends", "report-due"
]


class Event(msgspec.Struct, frozen=True):
    """Something that happens on a day, or should have been done by it.

    Attributes:
        on: the day.
        kind: what happens.
        exchange: the exchange that it is about; None if it is about a project.
        project: the id of the project, or of the exchange's project; empty if there is none.
        round: the number of the round; None if there is none.
    """

    on: date
    kind: EventKind
    exchange: Exchange | None
    project: str
    round: int | None


class Upcoming(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        until: the last day of the time ahead.
        events: the events, sorted by day.
    """

    query: Query
    until: date
    events: tuple[Event, ...]

    def number_of(self, kind: EventKind) -> int:
        """Return the number of events of a kind."""
        return sum(event.kind == kind for event in self.events)

    def people_of(self, kind: EventKind) -> int:
        """Return the number of people in the events of a kind."""
        return sum(event.exchange.participants for event in self.events if event.kind == kind and event.exchange)


def report_upcoming(ledger: Ledger, query: Query, days: int) -> Upcoming:
    """List departures, returns, closing rounds and reports due in the coming days.

    Stays that should have begun and were never confirmed, and overdue reports, are listed whatever their date.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected; with filters on rows, events of those partners and of their
            projects are listed. If exchanges are filtered by date, projects have no events.
        days: how many days to look ahead, after the day of the query.
    """
    until = min(query.as_of, date.max - timedelta(days)) + timedelta(days)
    grouping = Grouping(ledger.partners, query)
    events = [
        event
        for exchange in query.selection.select(ledger.exchanges())
        if not exchange.cancelled and grouping.shows(exchange.sender, exchange.host)
        for event in _events_of_exchange(exchange, query.as_of, until)
    ]
    chosen = query.selection
    for project_id, project in ledger.projects.items():
        if (
            chosen.includes_project(project_id)
            and not chosen.filters_by_date()
            and grouping.shows_together(project.partners)
        ):
            events += _events_of_project(project_id, project, query, until)
    return Upcoming(query, until, tuple(sorted(events, key=_order)))


def _order(event: Event) -> tuple[date, str, str, str, int]:
    exchange_id = event.exchange.id if event.exchange else ""
    return event.on, event.kind, exchange_id, event.project, event.round or 0


def _events_of_project(project_id: str, project: "Project", query: Query, until: date) -> Iterable[Event]:
    """Yield the events of one project and its rounds up to a day."""
    today = query.as_of
    if project.end is not None and today <= project.end <= until and query.selection.round is None:
        yield Event(project.end, "agreement-ends", None, project_id, None)
    for number, period in project.rounds.items():
        subject = (None, project_id, int(number))
        if query.selection.round not in (None, int(number)):
            continue
        if today <= period.end <= until:
            yield Event(period.end, "round-ends", *subject)
        if period.report_due is not None and (period.reported_on is None or period.reported_on > today):
            if period.report_due < today:
                yield Event(period.report_due, "report-overdue", *subject)
            elif period.report_due <= until:
                yield Event(period.report_due, "report-due", *subject)


def _events_of_exchange(exchange: Exchange, today: date, until: date) -> Iterable[Event]:
    """Yield the events of one exchange up to a day."""
    start, last = exchange.start, exchange.last_day()
    subject = (exchange, exchange.project or "", exchange.round)
    if exchange.has_begun(today) and not exchange.confirmed:
        yield Event(start, "not-confirmed", *subject)
    if today <= start <= until:
        yield Event(start, "departure", *subject)
    if last is not None and today <= last <= until:
        yield Event(last, "return", *subject)
