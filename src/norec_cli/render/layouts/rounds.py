"""Lay out `report rounds`."""

from norec_cli.model.wording import plural
from norec_cli.render.layouts.amounts import filters_of, months
from norec_cli.render.layouts.footnotes import caveats, nothing, only_between
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.rounds import RoundLine, Rounds

_COLUMNS = (
    Column("project", "Project", flexible=True),
    Column("round", "Round", number=True, is_label=True),
    Column("from", "From", flexible=True),
    Column("to", "To", flexible=True),
    Column("planned", "Planned", number=True),
    Column("begun", "Begun", number=True),
    Column("upcoming", "Upcoming", number=True, drop_order=4),
    Column("replacing", "Replacing", number=True, drop_order=5),
    Column("missing", "Missing", number=True),
    Column("planned_months", "Planned months", number=True, drop_order=6),
    Column("months", "Months", number=True, decimals=1, decimals_shown=1, drop_order=6),
    Column("ended_early", "Ended early", number=True, drop_order=3),
    Column("cancelled", "Cancelled", number=True, drop_order=3),
    Column("reasons", "Reasons", flexible=True, drop_order=1),
)


def lay_out_rounds(report: Rounds) -> Sheet:
    """Return the report as a sheet."""
    query, lines = report.query, report.lines
    return Sheet(
        title=f"Rounds, planned and actual, as of {query.as_of}{filters_of(query)}",
        columns=_COLUMNS,
        rows=[_cells(line) for line in lines],
        json_header={"schema": "norec.report.rounds/1", "as_of": query.as_of.isoformat(), "filters": query.filters()},
        totals={
            "rows": len(lines),
            "planned": report.planned,
            "begun": report.begun,
            "upcoming": report.upcoming,
            "missing": report.missing,
            "beyond_plan": report.beyond_plan,
            "without_round": report.without_round,
            "without_plan": list(report.without_plan),
            "exchanges": report.counted.exchanges,
            "unconfirmed": report.counted.unconfirmed,
            "without_end": report.counted.without_end,
            "in_rounds_not_listed": report.elsewhere,
            "empty_rounds": [f"{project} {number}" for project, number in report.empty],
        },
        footnotes=[*(_figures(report) if lines else []), *_left_open(report)],
        empty=nothing("rounds", query),
    )


def _cells(line: RoundLine) -> tuple[Cell, ...]:
    return (
        line.project,
        line.round,
        line.sender,
        line.host,
        line.planned,
        line.begun,
        line.upcoming,
        line.replacing,
        line.missing,
        line.planned_months,
        months(line.days),
        line.ended_early,
        line.cancelled,
        tuple(f"{reason} {people}" for reason, people in line.reasons.items()),
    )


def _figures(report: Rounds) -> list[str]:
    """Return footnotes with the sums of the lines."""
    planned = plural(report.planned, "person", "people")
    footnotes = [f"Planned: {planned}; begun: {report.begun:,}; missing: {report.missing:,}."]
    if report.beyond_plan:
        footnotes.append(
            f"Beyond the plans: {plural(report.beyond_plan, 'person', 'people')}, shown as negative numbers."
        )
    if any(line.replacing for line in report.lines):
        footnotes.append("A person who replaces one that ended early is counted under begun, but fills the same place.")
    return footnotes + caveats(report.counted)


def _left_open(report: Rounds) -> list[str]:
    """Return footnotes about what is in no line: rounds without a plan or exchanges, exchanges without a round."""
    footnotes = []
    if report.without_plan:
        footnotes.append(f"No plan is recorded for {', '.join(report.without_plan)}.")
    for (project, number), start in report.empty.items():
        began = f"Round {number} of {project} began on {start} and has neither a plan nor exchanges"
        footnotes.append(f"{began}: norec projects round {project} {number} --plan FROM:TO:PEOPLE.")
    if report.without_round:
        footnotes.append(f"{plural(report.without_round, 'exchange')} of no round left out.")
    if report.query.selection.filters_by_date():
        footnotes.append(
            "A round is listed if it overlaps that time, and all its exchanges count, whenever they start."
        )
    if report.elsewhere:
        they_start = plural(report.elsewhere, "exchange starts", "exchanges start")
        footnotes.append(f"{they_start} in that time, but in a round outside it, which is not listed.")
    return footnotes + only_between(report.query)
