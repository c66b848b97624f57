"""Lay out `report flows`: as a matrix for people if it isn't too wide, else a line for each sender and host."""

from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import amount, amount_column, amount_text, head_of, months, title_of
from norec_cli.render.layouts.footnotes import (
    caveats,
    counted,
    counted_in_json,
    no_exchanges,
    only_between,
    parts_overlap,
)
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.core.flow_table import COUNTED
from norec_cli.reports.core.query import PARTS
from norec_cli.reports.flows import FlowsReport

_WIDEST = 30  # partners in a matrix; a larger one is hard to read
_SHORT = 6  # greatest length of ids as headings; if any is longer, columns are numbered


def lay_out_flows(report: FlowsReport) -> Sheet:
    """Return the report as a sheet, with a matrix as its overview."""
    query = report.query
    has_part = query.group_by == "pair" or query.group_by in PARTS
    columns = [
        Column("from", "From", flexible=True),
        Column("to", "To", flexible=True),
        Column("people", "People", number=True),
        Column("months", "Months", number=True, decimals=1, decimals_shown=1, drop_order=2),
        Column("upcoming_people", "Upcoming", number=True, drop_order=1),
        Column("upcoming_months", "Upcoming months", number=True, decimals=1, decimals_shown=1, drop_order=3),
    ]
    if has_part:
        columns.append(
            Column(
                query.group_by,
                query.group_by.capitalize(),
                number=query.group_by == "year",
                is_label=True,
                drop_order=4,
            )
        )
    rows: list[tuple[Cell, ...]] = []
    for line in report.lines:
        flow = line.flow
        upcoming = (flow.upcoming_people, months(flow.upcoming_days))
        cells = (line.sender, line.host, flow.people, months(flow.days), *upcoming)
        rows.append((*cells, int(line.part) if query.group_by == "year" else line.part) if has_part else cells)
    return Sheet(
        title=_title(report),
        columns=columns,
        rows=rows,
        json_header=head_of(query, "norec.report.flows/1"),
        totals={
            "rows": len(rows),
            **counted_in_json(report.counted),
            "adjustments_left_out": report.adjustments_left_out,
        },
        footnotes=_foot(report),
        empty=no_exchanges(query),
        overview=None if has_part or query.partners or query.countries else _matrix(report),
    )


def _matrix(report: FlowsReport) -> Sheet | None:
    """Return a matrix with senders as rows and hosts as columns; None if there are no or too many partners."""
    rule = report.query.rule
    count = COUNTED[rule.unit]
    ids = sorted(report.sums)
    if not 0 < len(ids) <= _WIDEST:
        return None
    cells = {(line.sender, line.host): count(line.flow) for line in report.lines}
    numbered = any(len(partner_id) > _SHORT for partner_id in ids)

    def cell(sender: str, host: str) -> Cell:
        value = cells.get((sender, host))
        return amount(value, rule) if value else None

    rows: list[tuple[Cell, ...]] = [
        (place, sender, *(cell(sender, host) for host in ids), amount(report.sums[sender].sent, rule))
        for place, sender in enumerate(ids, start=1)
    ]
    rows.append((None, "Received", *(amount(report.sums[host].received, rule) for host in ids), None))
    return Sheet(
        title=_title(report),
        columns=[
            Column("number", "", number=True, hidden=not numbered),
            Column("from", "From"),
            *(amount_column(host, str(place) if numbered else host) for place, host in enumerate(ids, start=1)),
            amount_column("sent", "Sent"),
        ],
        rows=rows,
        json_header={},
        footnotes=[*_how_to_read(report, numbered=numbered), *_foot(report)],
    )


def _how_to_read(report: FlowsReport, *, numbered: bool) -> list[str]:
    """Return footnotes that explain the matrix."""
    lines = ["A line shows to whom it sent, a column from whom it received."]
    if numbered:
        lines[0] += " The columns are numbered as the lines are."
    if report.within:
        within = amount_text(report.within, report.query.rule)
        lines.append(f"On the diagonal: {within} within a group, neither sent nor received.")
    if report.upcoming:
        rule = report.query.rule
        of_people = rule.unit == "people"
        many = (
            plural(report.upcoming, "person", "people") if of_people else f"{amount_text(report.upcoming, rule)} months"
        )
        lines.append(f"Upcoming, and not in the table: {many}.")
    return lines


def _title(report: FlowsReport) -> str:
    return title_of(
        report.query,
        "Who sent to whom" + ("" if report.query.group_by == "partner" else f", by {report.query.group_by}"),
    )


def _foot(report: FlowsReport) -> list[str]:
    if not report.lines:
        return []
    left_out = caveats(report.counted, left_out=report.adjustments_left_out)
    return [
        counted(report.counted, report.query),
        *parts_overlap(report.query),
        *only_between(report.query),
        *left_out,
    ]
