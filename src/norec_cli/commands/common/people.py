"""Say how many people the exchanges of a table have, and from where to where they go."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.wording import plural, shorten
from norec_cli.reports.core.flow_table import FlowTable, fold_flows
from norec_cli.reports.core.rows import sum_flows

_MOST_PARTNERS = 10  # of more the largest flows are named instead
_LARGEST = 5
_LONGEST_NAME = 30


def describe_people(exchanges: Collection[Exchange], partners: Mapping[str, Partner] | None = None) -> list[str]:
    """Return a line that says how many people go, and from where to where.

    Args:
        exchanges: the exchanges of a table.
        partners: all partners by id, also the new ones; None to leave out from where to where.
    """
    if not exchanges:
        return []
    counted = [exchange for exchange in exchanges if not exchange.cancelled]
    people = sum(exchange.participants for exchange in counted)
    line = f"people: {people:,} in {plural(len(counted), 'exchange')}"
    if counted and partners is not None:
        line += f": {'; '.join(_directions(fold_flows(counted, date.max), partners))}"
    cancelled = len(exchanges) - len(counted)
    return [line, *([f"{plural(cancelled, 'more exchange')} cancelled"] if cancelled else [])]


def _directions(table: FlowTable, partners: Mapping[str, Partner]) -> Iterator[str]:
    """Yield what each partner sends and receives, or the largest flows if there are many partners."""
    sums = sum_flows(table.flows, "people")
    names = {key: shorten(partners[key].name, _LONGEST_NAME) for key in sums}
    if len(names) <= _MOST_PARTNERS:
        for key, name in sorted(names.items(), key=lambda item: item[1]):
            yield f"{name} sends {sums[key].sent:,} and receives {sums[key].received:,}"
        return
    flows = sorted(table.flows.items(), key=lambda item: (-item[1].people, item[0]))
    for (sender, host), flow in flows[:_LARGEST]:
        yield f"{flow.people:,} from {names[sender]} to {names[host]}"
    if len(flows) > _LARGEST:
        rest = sum(flow.people for _, flow in flows[_LARGEST:])
        yield f"{rest:,} in {len(flows) - _LARGEST:,} more directions between {len(names):,} partners"
