"""`report trend`: what each partner sent and received year by year, and the balance so far."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from norec_cli.model.ledger import Ledger
from norec_cli.reports.core.balance import Balance
from norec_cli.reports.core.flow_table import COUNTED, UPCOMING, FlowTable, Pair, fold_flows
from norec_cli.reports.core.groups import Group, Grouping
from norec_cli.reports.core.parts import part_sort_key, parts_by
from norec_cli.reports.core.query import Query
from norec_cli.reports.core.returned import Returned, measure_returned
from norec_cli.reports.core.rows import Between, Dated, Row, adjustments_of, regroup, sum_rows


class TrendStep(msgspec.Struct, frozen=True):
    """What one year added to a row.

    Attributes:
        year: the year in which the exchanges start, and that the adjustments are dated in; or the round.
        row: what was sent and received in it, or is planned for it.
        running: what was sent and received up to its end.
    """

    year: str
    row: Row
    running: Balance


class WholeYear(msgspec.Struct, frozen=True):
    """What one year was for all partners together, without adjustments, in people or person-days.

    Attributes:
        year: the year in which the exchanges start; or the round.
        returned: how much of what was sent in it came back in it.
        so_far: how much of what was sent up to its end had come back by then.
        upcoming: what will be sent in it.
    """

    year: str
    returned: Returned
    so_far: Returned
    upcoming: int


class Trend(msgspec.Struct, frozen=True):
    """The report.

    Attributes:
        query: what was asked.
        steps: the steps, sorted by the id of their group and by year; only years in which the group has something.
        years: all partners together, by year; only years with counted or upcoming exchanges.
        counted: the flow table of everything that was counted.
        adjustments_left_out: number of adjustments up to the day that such rows can't contain.
    """

    query: Query
    steps: tuple[TrendStep, ...]
    years: tuple[WholeYear, ...]
    counted: FlowTable
    adjustments_left_out: int


def report_trend(ledger: Ledger, query: Query) -> Trend:
    """Return year by year what each partner or group sent and received, and the balance so far.

    Args:
        ledger: settings, partners, projects and exchanges.
        query: which exchanges and rows are selected; if its rows are rounds, they take the place of years.
    """
    table = fold_flows(
        query.selection.select(ledger.exchanges()),
        query.as_of,
        parts_by("round" if query.group_by == "round" else "year", ledger.projects),
    )
    grouping = Grouping(ledger.partners, query)
    adjustments, left_out = adjustments_of(ledger.partners, query)
    years = _split_by_year(table, adjustments, grouping)
    return Trend(
        query=query,
        steps=tuple(
            step
            for step in sorted(_steps(years, grouping, query), key=lambda step: (step.row.group.id, step.year))
            if grouping.shows_row(step.row.group)
        ),
        years=tuple(_whole_years(years, query)),
        counted=table,
        adjustments_left_out=left_out,
    )


class _Year(msgspec.Struct):
    """The flows between groups and the adjustments of one year."""

    between: Between = msgspec.field(default_factory=dict)
    adjustments: Dated = msgspec.field(default_factory=list)


def _split_by_year(table: FlowTable, adjustments: Dated, grouping: Grouping) -> dict[str, _Year]:
    """Return the flows and adjustments of each year, in the order of years."""
    years = {part: _Year(regroup(flows, grouping)) for part, flows in table.parts.items()}
    for partner_id, adjustment in adjustments:
        years.setdefault(str(adjustment.on.year), _Year()).adjustments.append((partner_id, adjustment))
    return dict(sorted(years.items(), key=lambda item: part_sort_key(item[0])))


def _steps(years: Mapping[str, _Year], grouping: Grouping, query: Query) -> Iterable[TrendStep]:
    """Yield what each year added to each row."""
    sent: defaultdict[Group, int] = defaultdict(int)
    received: defaultdict[Group, int] = defaultdict(int)
    for year, parts in years.items():
        for group, sums in sum_rows(parts.between, parts.adjustments, grouping, query).items():
            sent[group] += sums.sent
            received[group] += sums.received
            yield TrendStep(year, sums.row(group, query.rule), Balance(sent[group], received[group], query.rule))


def _whole_years(years: Mapping[str, _Year], query: Query) -> Iterable[WholeYear]:
    """Yield what each year with exchanges was for all partners together."""
    begun, planned = COUNTED[query.rule.unit], UPCOMING[query.rule.unit]
    so_far: dict[Pair, int] = {}
    for year, parts in years.items():
        amounts = {pair: begun(flow) for pair, flow in parts.between.items()}
        for pair, amount in amounts.items():
            so_far[pair] = so_far.get(pair, 0) + amount
        upcoming = sum(planned(flow) for (a, b), flow in parts.between.items() if a != b)
        if parts.between:
            yield WholeYear(year, measure_returned(amounts), measure_returned(so_far), upcoming)
