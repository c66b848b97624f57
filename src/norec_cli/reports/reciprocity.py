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
from norec_cli.reports.core.partitions import ClosedRow, closed_rows, parts_of
from norec_cli.reports.core.query import CLOSED, View
from norec_cli.reports.core.returned import Returned, measure_returned
from norec_cli.reports.core.rows import Row, adjustments_of, regroup, rows_of

if TYPE_CHECKING:
    from norec_cli.model.project import Project


class Reciprocity(msgspec.Struct, frozen=True):
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


def report_reciprocity(
    exchanges: Iterable[Exchange], partners: Mapping[str, Partner], view: View, projects: "Mapping[str, Project]"
) -> Reciprocity:
    """Judge partners, or groups of them, by what they sent and received.

    Args:
        exchanges: all of them; run once, to the end.
        partners: the register by id.
        view: what is asked for.
        projects: the register of projects by id.
    """
    table = fold_flows(view.selection.of(exchanges), view.as_of, parts_of(view.by, projects))
    begun = COUNTED[view.rule.unit]
    grouping = Grouping(partners, view)
    between = regroup(table.flows, grouping)
    adjustments, left_out = adjustments_of(partners, view)
    amounts = {pair: begun(flow) for pair, flow in between.items()}
    return Reciprocity(
        view=view,
        rows=(
            closed_rows(table, grouping, view, projects)
            if view.by in CLOSED
            else tuple(rows_of(between, adjustments, grouping, view))
        ),
        returned=measure_returned(amounts),
        within=sum(amount for (a, b), amount in amounts.items() if a == b),
        counted=table,
        adjustments_left_out=left_out,
    )
