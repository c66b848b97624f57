"""Groups of exchanges inside which everything that is sent is received: years."""

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.reports.balance import Balance
from norec_cli.reports.flows import COUNTED, UPCOMING, Flow, FlowTable, Key
from norec_cli.reports.groups import Group, Grouping
from norec_cli.reports.returned import Returned, measure_returned
from norec_cli.reports.rows import regroup, sum_rows
from norec_cli.reports.view import View


class ClosedRow(msgspec.Struct, frozen=True):
    """A group of exchanges inside which everything sent is received: a year.

    Attributes:
        group: what it stands for.
        returned: how much of it came back.
        partners: partners that sent or received in it.
        balanced_partners: how many of them are balanced by what they sent and received in it.
        upcoming: people or person-days planned.
    """

    group: Group
    returned: Returned
    partners: int
    balanced_partners: int
    upcoming: int


def year_of(exchange: Exchange) -> str:
    """The part that an exchange stands in by year: that of its start."""
    return str(exchange.start.year)


def closed_rows(table: FlowTable, grouping: Grouping, view: View) -> tuple[ClosedRow, ...]:
    """A row for each part into which a flow table was parted, by the part's name."""
    of_begun, of_planned = COUNTED[view.rule.unit], UPCOMING[view.rule.unit]
    parts: dict[str, dict[Key, Flow]] = {}
    for key, flow in table.flows.items():
        parts.setdefault(key[2], {})[key] = flow
    rows = []
    for part, flows in sorted(parts.items()):
        begun = regroup({key: flow for key, flow in flows.items() if flow.people}, grouping)
        sums = sum_rows(begun, [], grouping, view).values()
        balances = [Balance(one.sent, one.received, view.rule) for one in sums]
        rows.append(
            ClosedRow(
                group=Group(part, part),
                returned=measure_returned({pair: of_begun(flow) for pair, flow in begun.items()}),
                partners=len(balances),
                balanced_partners=sum(balance.verdict == "balanced" for balance in balances),
                upcoming=sum(of_planned(flow) for flow in flows.values()),
            )
        )
    return tuple(rows)
