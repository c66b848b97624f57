"""What comes next: who leaves, who comes home, what closes and is due, and what should have been done by now."""

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

Kind = Literal["not-confirmed", "report-overdue", "departure", "return", "round-ends", "agreement-ends", "report-due"]


class Event(msgspec.Struct, frozen=True):
    """A day to keep in mind.

    Attributes:
        on: the day.
        kind: what happens on it, or should have been done by it.
        exchange: the record that it is about; None if it is about a project.
        project: the id of the project, or that of the exchange; empty if there is none.
        round: the number of its round; None if it is of none.
    """

    on: date
    kind: Kind
    exchange: Exchange | None
    project: str
    round: int | None


class Upcoming(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked for.
        until: the last day that it looks at.
        events: by day.
    """

    query: Query
    until: date
    events: tuple[Event, ...]

    def number_of(self, kind: Kind) -> int:
        """How many events there are of a kind."""
        return sum(event.kind == kind for event in self.events)

    def people_of(self, kind: Kind) -> int:
        """How many people they concern."""
        return sum(event.exchange.participants for event in self.events if event.kind == kind and event.exchange)


def report_upcoming(ledger: Ledger, query: Query, days: int) -> Upcoming:
    """List departures, returns, closing rounds and reports due in the coming days.

    Whatever their date: stays that began by plan and were never confirmed, reports that should have been handed in.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: what is asked for; with rows filtered, events from or to those partners, and of their projects. Where
            exchanges of a time are asked for, projects have no events.
        days: how many days after the view's day are looked at; the day itself counts as today.
    """
    until = min(query.as_of, date.max - timedelta(days)) + timedelta(days)
    grouping = Grouping(ledger.partners, query)
    events = [
        event
        for exchange in query.selection.of(ledger.exchanges())
        if not exchange.cancelled and grouping.shows(exchange.sender, exchange.host)
        for event in _events(exchange, query.as_of, until)
    ]
    chosen = query.selection
    for project_id, project in ledger.projects.items():
        if chosen.has_project(project_id) and not chosen.has_dates() and grouping.shows_together(project.partners):
            events += _events_of_project(project_id, project, query, until)
    return Upcoming(query, until, tuple(sorted(events, key=_order)))


def _order(event: Event) -> tuple[date, str, str, str, int]:
    name = event.exchange.id if event.exchange else ""
    return event.on, event.kind, name, event.project, event.round or 0


def _events_of_project(project_id: str, project: "Project", query: Query, until: date) -> Iterable[Event]:
    today = query.as_of
    if project.end is not None and today <= project.end <= until and query.selection.round is None:
        yield Event(project.end, "agreement-ends", None, project_id, None)
    for number, one in project.rounds.items():
        of = (None, project_id, int(number))
        if query.selection.round not in (None, int(number)):
            continue
        if today <= one.end <= until:
            yield Event(one.end, "round-ends", *of)
        if one.report_due is not None and (one.reported_on is None or one.reported_on > today):
            if one.report_due < today:
                yield Event(one.report_due, "report-overdue", *of)
            elif one.report_due <= until:
                yield Event(one.report_due, "report-due", *of)


def _events(exchange: Exchange, today: date, until: date) -> Iterable[Event]:
    start, last = exchange.start, exchange.last_day()
    of = (exchange, exchange.project or "", exchange.round)
    if start <= today and not exchange.confirmed:
        yield Event(start, "not-confirmed", *of)
    if today <= start <= until:
        yield Event(start, "departure", *of)
    if last is not None and today <= last <= until:
        yield Event(last, "return", *of)
