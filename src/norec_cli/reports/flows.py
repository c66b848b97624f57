"""The flow table: who sent how many people, for how many days, to whom. Everything that adds up people is here."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from operator import attrgetter

import msgspec

from norec_cli.model.exchange import Exchange, days_between
from norec_cli.reports.balance import Unit

Key = tuple[str, str, str]


class Flow(msgspec.Struct):
    """What one partner sent to another.

    Attributes:
        people: participants whose stay has begun.
        days: their person-days so far, both ends of each stay included.
        upcoming_people: participants whose stay begins later.
        upcoming_days: the person-days planned for them.
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


# What a unit reads off a flow: people, or the days of their stays.
COUNTED: Mapping[Unit, Callable[[Flow], int]] = {"people": attrgetter("people"), "months": attrgetter("days")}
UPCOMING: Mapping[Unit, Callable[[Flow], int]] = {
    "people": attrgetter("upcoming_people"),
    "months": attrgetter("upcoming_days"),
}


class FlowTable(msgspec.Struct, frozen=True):
    """All exchanges of a view, as of a day, summed by sender and host.

    Attributes:
        as_of: the day.
        flows: by (sender, host, group); the group is empty unless the exchanges were parted.
        exchanges: placements counted: begun by the day and not cancelled.
        people: participants in them.
        days: their person-days.
        unconfirmed: counted placements that nobody has confirmed.
        without_end: participants of counted placements without an end, who have no days.
    """

    as_of: date
    flows: dict[Key, Flow]
    exchanges: int
    people: int
    days: int
    unconfirmed: int
    without_end: int

    @property
    def days_a_person(self) -> Fraction | None:
        """Average length of the stays that have one, in days."""
        with_length = self.people - self.without_end
        return Fraction(self.days, with_length) if with_length else None


def fold_flows(exchanges: Iterable[Exchange], as_of: date, part: Callable[[Exchange], str] | None = None) -> FlowTable:
    """Sum exchanges into a flow table, as of a day, with what is known now.

    A stay that begins after the day is upcoming; a cancelled one is neither counted nor upcoming. Days run from the
    start to the end, to the early end, or to the day itself, whichever is first, both included; a stay without an
    end has none.

    Args:
        exchanges: run once, to the end.
        as_of: the day.
        part: the group that an exchange stands in, where they are parted into groups.
    """
    flows: dict[Key, Flow] = {}
    counted = unconfirmed = without_end = 0
    for exchange in exchanges:
        if exchange.cancelled:
            continue
        key = (exchange.sender, exchange.host, "" if part is None else part(exchange))
        flow = flows.get(key)
        if flow is None:
            flow = flows[key] = Flow()
        people, start = exchange.participants, exchange.start
        last = exchange.ended_early or exchange.end
        if start > as_of:
            flow.upcoming_people += people
            if last is not None:
                flow.upcoming_days += people * days_between(start, last)
            continue
        counted += 1
        flow.people += people
        if not exchange.confirmed:
            unconfirmed += 1
        if last is None:
            without_end += people
        else:
            flow.days += people * days_between(start, min(as_of, last))
    return FlowTable(
        as_of=as_of,
        flows=flows,
        exchanges=counted,
        people=sum(flow.people for flow in flows.values()),
        days=sum(flow.days for flow in flows.values()),
        unconfirmed=unconfirmed,
        without_end=without_end,
    )
