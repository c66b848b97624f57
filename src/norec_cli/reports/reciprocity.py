"""`report reciprocity`: does every partner send and receive in approximately equal numbers?"""

from collections import Counter

import msgspec

from norec_cli.model.ledger import Ledger
from norec_cli.reports.core.balance import VERDICTS, Verdict
from norec_cli.reports.core.flow_table import COUNTED, FlowTable, fold_flows
from norec_cli.reports.core.groups import Grouping
from norec_cli.reports.core.parts import PartRow, part_rows, parts_by
from norec_cli.reports.core.query import PARTS, Query
from norec_cli.reports.core.returned import Returned, measure_returned
from norec_cli.reports.core.rows import Row, adjustments_of, regroup, rows_of


class Reciprocity(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        rows: the rows, sorted by the id of their group.
        returned: how much of everything between partners, or between groups, came back; without adjustments.
        within: people or person-days that stayed within a group of partners.
        counted: the flow table of everything that was counted.
        adjustments_left_out: number of adjustments up to the day that such rows can't contain.
    """

    query: Query
    rows: tuple[Row, ...] | tuple[PartRow, ...]
    returned: Returned
    within: int
    counted: FlowTable
    adjustments_left_out: int

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """Return how many rows have each verdict that occurs."""
        numbers = Counter(row.balance.verdict for row in self.rows if isinstance(row, Row))
        return {verdict: numbers[verdict] for verdict in VERDICTS if numbers[verdict]}


def report_reciprocity(ledger: Ledger, query: Query) -> Reciprocity:
    """Judge partners or groups by what they sent and received.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected.
    """
    table = fold_flows(
        query.selection.select(ledger.exchanges()), query.as_of, parts_by(query.group_by, ledger.projects)
    )
    amount_in = COUNTED[query.rule.unit]
    grouping = Grouping(ledger.partners, query)
    between = regroup(table.flows, grouping)
    adjustments, left_out = adjustments_of(ledger.partners, query)
    amounts = {pair: amount_in(flow) for pair, flow in between.items()}
    return Reciprocity(
        query=query,
        rows=(
            part_rows(table, grouping, query, ledger.projects)
            if query.group_by in PARTS
            else tuple(rows_of(between, adjustments, grouping, query))
        ),
        returned=measure_returned(amounts),
        within=sum(amount for (sender, host), amount in amounts.items() if sender == host),
        counted=table,
        adjustments_left_out=left_out,
    )
