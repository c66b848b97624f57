"""`report flows`: who sent how many people to whom."""

from collections.abc import Mapping

import msgspec

from norec_cli.model.ledger import Ledger
from norec_cli.reports.core.flow_table import UPCOMING, Flow, FlowTable, fold_flows
from norec_cli.reports.core.groups import Grouping, pair_of
from norec_cli.reports.core.parts import part_sort_key, parts_by
from norec_cli.reports.core.query import PARTS, Query
from norec_cli.reports.core.rows import Sums, adjustments_of, regroup, sum_rows


class FlowLine(msgspec.Struct, frozen=True):
    """What went from one partner or group to another, or stayed within it.

    Attributes:
        sender: the id of the group that sent.
        host: the id of the group that received.
        part: the pair, year, project, area or round that it belongs to, if the rows are of that kind; else empty.
        flow: the people and days.
    """

    sender: str
    host: str
    part: str
    flow: Flow


class FlowsReport(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        lines: lines with counted or upcoming flow, sorted by part, sender and host.
        sums: what each group sent and received in total, by id, without adjustments.
        counted: the flow table of everything that was counted.
        adjustments_left_out: number of adjustments up to the day; no flow contains them.
    """

    query: Query
    lines: tuple[FlowLine, ...]
    sums: Mapping[str, Sums]
    counted: FlowTable
    adjustments_left_out: int

    @property
    def within(self) -> int:
        """Return the people or person-days that stayed within a group."""
        return sum(sums.within for sums in self.sums.values())

    @property
    def upcoming(self) -> int:
        """Return the people who will go, or the person-days to come, in all lines."""
        return sum(UPCOMING[self.query.rule.unit](line.flow) for line in self.lines)


def report_flows(ledger: Ledger, query: Query) -> FlowsReport:
    """Return how much went from each partner or group to each other.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected; with filters on rows, lines from or to those partners are listed.
    """
    table = fold_flows(
        query.selection.select(ledger.exchanges()), query.as_of, parts_by(query.group_by, ledger.projects)
    )
    grouping = Grouping(ledger.partners, query)
    between = regroup(table.flows, grouping)
    if query.group_by in PARTS:
        lines = [FlowLine(*pair, part, flow) for part, flows in table.parts.items() for pair, flow in flows.items()]
    else:
        lines = [
            FlowLine(*pair, pair_of(*pair).id if query.group_by == "pair" else "", flow)
            for pair, flow in between.items()
        ]

    def order(line: FlowLine) -> tuple[tuple[str, int], str, str]:
        part = part_sort_key(line.part) if query.group_by in PARTS else (line.part, 0)
        return part, line.sender, line.host

    groups = {group.id: group for group in grouping.all_groups()}
    adjustments, left_out = adjustments_of(ledger.partners, query)
    return FlowsReport(
        query=query,
        lines=tuple(
            line
            for line in sorted(lines, key=order)
            if grouping.shows_row(groups[line.sender]) or grouping.shows_row(groups[line.host])
        ),
        sums={group.id: sums for group, sums in sum_rows(between, [], grouping, query).items()},
        counted=table,
        adjustments_left_out=left_out + len(adjustments),
    )
