"""The main question: does every partner send and receive in approximately equal numbers?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.reports.core.balance import VERDICTS, Verdict
from norec_cli.reports.core.flow_table import COUNTED, FlowTable, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.partitions import PartitionRow, partition_of, partition_rows
from norec_cli.reports.core.query import PARTITIONS, Query
from norec_cli.reports.core.returned import Returned, measure_returned
from norec_cli.reports.core.rows import Row, adjustments_of, regroup, rows_of

if TYPE_CHECKING:
    from norec_cli.model.project import Project


class Reciprocity(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked for.
        rows: by id of their groups.
        returned: the whole view, without adjustments; between partners, or between their groups.
        within: people or person-days that stayed within a group of partners.
        counted: the flow table, for what was counted in all.
        adjustments_left_out: adjustments dated by the day that this view can't contain.
    """

    query: Query
    rows: tuple[Row, ...] | tuple[PartitionRow, ...]
    returned: Returned
    within: int
    counted: FlowTable
    adjustments_left_out: int

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many rows have each verdict that occurs."""
        found = Counter(row.balance.verdict for row in self.rows if isinstance(row, Row))
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}


def report_reciprocity(
    exchanges: Iterable[Exchange], partners: Mapping[str, Partner], query: Query, projects: "Mapping[str, Project]"
) -> Reciprocity:
    """Judge partners, or groups of them, by what they sent and received.

    Args:
        exchanges: all of them; run once, to the end.
        partners: the register by id.
        query: what is asked for.
        projects: the register of projects by id.
    """
    table = fold_flows(query.selection.of(exchanges), query.as_of, partition_of(query.group_by, projects))
    begun = COUNTED[query.rule.unit]
    grouping = Grouping(partners, query)
    between = regroup(table.flows, grouping)
    adjustments, left_out = adjustments_of(partners, query)
    amounts = {pair: begun(flow) for pair, flow in between.items()}
    return Reciprocity(
        query=query,
        rows=(
            partition_rows(table, grouping, query, projects)
            if query.group_by in PARTITIONS
            else tuple(rows_of(between, adjustments, grouping, query))
        ),
        returned=measure_returned(amounts),
        within=sum(amount for (a, b), amount in amounts.items() if a == b),
        counted=table,
        adjustments_left_out=left_out,
    )
