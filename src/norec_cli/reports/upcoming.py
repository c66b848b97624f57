"""What comes next: who leaves, who comes home, and which plans nobody has confirmed."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.groups import Grouping
from norec_cli.reports.view import View

Kind = Literal["not-confirmed", "departure", "return"]


class Event(msgspec.Struct, frozen=True):
    """A day to keep in mind.

    Attributes:
        on: the day.
        kind: what happens on it, or on which it should have been confirmed that it happened.
        exchange: the record.
    """

    on: date
    kind: Kind
    exchange: Exchange


class Upcoming(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        view: what was asked for.
        until: the last day that it looks at.
        events: by day.
    """

    view: View
    until: date
    events: tuple[Event, ...]

    def number_of(self, kind: Kind) -> int:
        """How many events there are of a kind."""
        return sum(event.kind == kind for event in self.events)

    def people_of(self, kind: Kind) -> int:
        """How many people they concern."""
        return sum(event.exchange.participants for event in self.events if event.kind == kind)


def report_upcoming(exchanges: Iterable[Exchange], partners: Mapping[str, Partner], view: View, days: int) -> Upcoming:
    """List departures and returns of the coming days, and stays that began by plan and were never confirmed.

    Args:
        exchanges: all of them; run once, to the end.
        partners: the register by id.
        view: what is asked for; with rows filtered, events from or to those partners.
        days: how many days after the view's day are looked at; the day itself counts as today.
    """
    until = min(view.as_of, date.max - timedelta(days)) + timedelta(days)
    grouping = Grouping(partners, view)
    events = [
        event
        for exchange in view.selection.of(exchanges)
        if not exchange.cancelled and grouping.shows(exchange.sender, exchange.host)
        for event in _events(exchange, view.as_of, until)
    ]
    return Upcoming(view, until, tuple(sorted(events, key=lambda event: (event.on, event.kind, event.exchange.id))))


def _events(exchange: Exchange, today: date, until: date) -> Iterable[Event]:
    start, last = exchange.start, exchange.last_day()
    if start <= today and not exchange.confirmed:
        yield Event(start, "not-confirmed", exchange)
    if today <= start <= until:
        yield Event(start, "departure", exchange)
    if last is not None and today <= last <= until:
        yield Event(last, "return", exchange)
