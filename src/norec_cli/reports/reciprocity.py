"""The main question: does every partner send and receive in approximately equal numbers?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.balance import VERDICTS, Balance, Verdict
from norec_cli.reports.flows import Flow, FlowTable, fold_flows
from norec_cli.reports.groups import Group, Grouping
from norec_cli.reports.returned import Returned, measure_returned
from norec_cli.reports.rows import Row, adjustments_of, regroup, rows_of, sum_groups
from norec_cli.reports.view import View


@dataclass(frozen=True, slots=True)
class ClosedRow:
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


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """The report.

    Attributes:
        view: what was asked for.
        rows: by id of their groups.
        returned: the whole view, without adjustments; between partners, or between their groups.
        within: people or person-days that stayed within a group of partners.
        counted: the flow table, for what was counted in all.
        adjustments_left_out: adjustments dated by the day that this view can't contain.
    """

    view: View
    rows: tuple[Row, ...] | tuple[ClosedRow, ...]
    returned: Returned
    within: int
    counted: FlowTable
    adjustments_left_out: int

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many rows have each verdict that occurs."""
        found = Counter(row.balance.verdict for row in self.rows if isinstance(row, Row))
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}


def report_reciprocity(exchanges: Iterable[Exchange], partners: Mapping[str, Partner], view: View) -> Reciprocity:
    """Judge partners, or groups of them, by what they sent and received.

    Args:
        exchanges: all of them; run once, to the end.
        partners: the register by id.
        view: what is asked for.
    """
    table = fold_flows(view.selection.of(exchanges), view.as_of, year_of if view.by == "year" else None)
    in_people = view.rule.unit == "people"
    grouping = Grouping(partners, view)
    between = regroup(table.flows, grouping)
    adjustments, left_out = adjustments_of(partners, view)
    amounts = {pair: flow.amount(in_people=in_people) for pair, flow in between.items()}
    return Reciprocity(
        view=view,
        rows=(
            tuple(_closed_rows(table, grouping, view))
            if view.by == "year"
            else tuple(rows_of(between, adjustments, grouping, view))
        ),
        returned=measure_returned(amounts),
        within=sum(amount for (a, b), amount in amounts.items() if a == b),
        counted=table,
        adjustments_left_out=left_out,
    )


def year_of(exchange: Exchange) -> str:
    """The part that an exchange stands in by year: that of its start."""
    return str(exchange.start.year)


def _closed_rows(table: FlowTable, grouping: Grouping, view: View) -> Iterable[ClosedRow]:
    """A row for each part of the exchanges."""
    in_people = view.rule.unit == "people"
    parts: dict[str, dict[tuple[str, str, str], Flow]] = {}
    for key, flow in table.flows.items():
        parts.setdefault(key[2], {})[key] = flow
    for part, flows in sorted(parts.items()):
        begun = regroup({key: flow for key, flow in flows.items() if flow.people}, grouping)
        sums = sum_groups(begun, [], grouping, view.rule).values()
        balances = [Balance(one.sent, one.received, view.rule) for one in sums]
        yield ClosedRow(
            group=Group(part, part),
            returned=measure_returned({pair: flow.amount(in_people=in_people) for pair, flow in begun.items()}),
            partners=len(balances),
            balanced_partners=sum(balance.verdict == "balanced" for balance in balances),
            upcoming=sum(flow.upcoming(in_people=in_people) for flow in flows.values()),
        )
