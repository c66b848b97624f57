"""The flow table: who sent how many people, for how many days, to whom. Everything that adds up people is here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from norec_cli.model.exchange import Exchange, days_between

Pair = tuple[str, str]


@dataclass(slots=True)
class Flow:
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


@dataclass(frozen=True, slots=True)
class FlowTable:
    """All exchanges of a view, as of a day, summed by sender and host.

    Attributes:
        as_of: the day.
        flows: by (sender, host).
        exchanges: placements counted: begun by the day and not cancelled.
        people: participants in them.
        days: their person-days.
        unconfirmed: counted placements that nobody has confirmed.
        without_end: participants of counted placements without an end, who have no days.
    """

    as_of: date
    flows: dict[Pair, Flow]
    exchanges: int
    people: int
    days: int
    unconfirmed: int
    without_end: int


def fold_flows(exchanges: Iterable[Exchange], as_of: date) -> FlowTable:
    """Sum exchanges into a flow table, as of a day, with what is known now.

    A stay that begins after the day is upcoming; a cancelled one is neither counted nor upcoming. Days run from the
    start to the end, to the early end, or to the day itself, whichever is first, both included; a stay without an
    end has none.

    Args:
        exchanges: run once, to the end.
        as_of: the day.
    """
    flows: dict[Pair, Flow] = {}
    counted = unconfirmed = without_end = 0
    for exchange in exchanges:
        if exchange.cancelled:
            continue
        pair = (exchange.sender, exchange.host)
        flow = flows.get(pair)
        if flow is None:
            flow = flows[pair] = Flow()
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
            flow.days += people * days_between(start, min(last, as_of))
    return FlowTable(
        as_of=as_of,
        flows=flows,
        exchanges=counted,
        people=sum(flow.people for flow in flows.values()),
        days=sum(flow.days for flow in flows.values()),
        unconfirmed=unconfirmed,
        without_end=without_end,
    )
