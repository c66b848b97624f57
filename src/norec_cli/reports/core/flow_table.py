"""The flow table: who sent how many people, for how many days, to whom. Balances are made of this table alone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from operator import attrgetter

import msgspec

from norec_cli.model.exchange import Exchange, days_between
from norec_cli.reports.core.balance import Unit

Pair = tuple[str, str]


class Flow(msgspec.Struct):
    """What one partner sent to another.

    Attributes:
        people: participants whose stay has begun.
        days: their person-days so far, both ends of each stay included.
        upcoming_people: participants whose stay begins later.
        upcoming_days: person-days planned for them, and the remaining ones of stays under way. `days` and
            `upcoming_days` together are the whole stays.
    """

    people: int = 0
    days: int = 0
    upcoming_people: int = 0
    upcoming_days: int = 0

    def add(self, other: "Flow") -> None:
        """Add another flow to this one."""
        self.people += other.people
        self.days += other.days
        self.upcoming_people += other.upcoming_people
        self.upcoming_days += other.upcoming_days


# How to read the amount in a unit from a flow: people, or the days of their stays.
COUNTED: Mapping[Unit, Callable[[Flow], int]] = {"people": attrgetter("people"), "months": attrgetter("days")}
UPCOMING: Mapping[Unit, Callable[[Flow], int]] = {
    "people": attrgetter("upcoming_people"),
    "months": attrgetter("upcoming_days"),
}


class FlowTable(msgspec.Struct, frozen=True):
    """The selected exchanges as of a day, summed by sender and host.

    Attributes:
        as_of: the day.
        flows: the flow of each (sender, host).
        parts: the flows of each part, if the exchanges were split into parts; an exchange may be in several.
        exchanges: number of exchanges that are counted: begun by the day and not cancelled.
        people: participants in counted exchanges.
        days: person-days of counted exchanges.
        unconfirmed: counted exchanges that nobody has confirmed.
        without_end: participants of counted exchanges without an end, who have no days.
    """

    as_of: date
    flows: dict[Pair, Flow]
    parts: dict[str, dict[Pair, Flow]]
    exchanges: int
    people: int
    days: int
    unconfirmed: int
    without_end: int

    @property
    def days_a_person(self) -> Fraction | None:
        """Return the average length in days of the stays with a known length, or None if there are none."""
        with_length = self.people - self.without_end
        return Fraction(self.days, with_length) if with_length else None


def fold_flows(
    exchanges: Iterable[Exchange], as_of: date, parts_of: Callable[[Exchange], Iterable[str]] | None = None
) -> FlowTable:
    """Sum exchanges into a flow table as of a day, from what is known now.

    A stay that begins after the day is upcoming; a cancelled one is neither counted nor upcoming. Days are counted from
    the start to the end, the early end or the day itself, whichever comes first, both included. Later days are
    upcoming, but the people of a stay under way are counted. A stay without an end has no days.

    Args:
        exchanges: the exchanges; run once, to the end.
        as_of: the day.
        parts_of: returns the names of the parts that an exchange belongs to; None to make no parts.
    """
    flows: dict[Pair, Flow] = {}
    parts: dict[str, dict[Pair, Flow]] = {}
    tables = [flows]
    counted = unconfirmed = without_end = 0
    for exchange in exchanges:
        if exchange.cancelled:
            continue
        if parts_of is not None:
            tables = [flows, *(parts.setdefault(name, {}) for name in parts_of(exchange))]
        pair = (exchange.sender, exchange.host)
        people, start = exchange.participants, exchange.start
        last = exchange.ended_early or exchange.end
        begun = start <= as_of
        days = days_ahead = 0
        if last is not None:
            whole = people * days_between(start, last)
            if begun:
                days = whole if last <= as_of else people * days_between(start, as_of)
            days_ahead = whole - days
        elif begun:
            without_end += people
        if begun:
            counted += 1
            if not exchange.confirmed:
                unconfirmed += 1
        for table in tables:
            flow = table.get(pair)
            if flow is None:
                flow = table[pair] = Flow()
            if begun:
                flow.people += people
            else:
                flow.upcoming_people += people
            flow.days += days
            flow.upcoming_days += days_ahead
    return FlowTable(
        as_of=as_of,
        flows=flows,
        parts=parts,
        exchanges=counted,
        people=sum(flow.people for flow in flows.values()),
        days=sum(flow.days for flow in flows.values()),
        unconfirmed=unconfirmed,
        without_end=without_end,
    )
