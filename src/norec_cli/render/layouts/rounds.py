"""How `report rounds` is laid out."""

from norec_cli.model.wording import count
from norec_cli.render.layouts.amounts import filters_of, months
from norec_cli.render.layouts.footnotes import caveats, nothing, only_dealings
from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.reports.rounds import Line, Rounds

_COLUMNS = (
    Column("project", "Project", flexible=True),
    Column("round", "Round", number=True, ordinal=True),
    Column("from", "From", flexible=True),
    Column("to", "To", flexible=True),
    Column("planned", "Planned", number=True),
    Column("begun", "Begun", number=True),
    Column("upcoming", "Upcoming", number=True, spare=4),
    Column("replacing", "Replacing", number=True, spare=5),
    Column("missing", "Missing", number=True),
    Column("planned_months", "Planned months", number=True, spare=6),
    Column("months", "Months", number=True, places=1, places_shown=1, spare=6),
    Column("ended_early", "Ended early", number=True, spare=3),
    Column("cancelled", "Cancelled", number=True, spare=3),
    Column("reasons", "Reasons", flexible=True, spare=1),
)


def lay_out_rounds(report: Rounds) -> Sheet:
    """The report as a sheet."""
    view, lines = report.view, report.lines
    return Sheet(
        title=f"Rounds, planned and actual, as of {view.as_of}{filters_of(view)}",
        columns=_COLUMNS,
        rows=[_cells(line) for line in lines],
        head={"schema": "norec.report.rounds/1", "as_of": view.as_of.isoformat(), "filters": view.filters()},
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
        foot=[*(_figures(report) if lines else []), *_left_open(report)],
        empty=nothing("rounds", view),
    )


def _cells(line: Line) -> tuple[Cell, ...]:
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
    """Return what the lines add up to, in words."""
    planned = count(report.planned, "person", "people")
    foot = [f"Planned: {planned}; begun: {report.begun:,}; missing: {report.missing:,}."]
    if report.beyond_plan:
        foot.append(f"Beyond the plans: {count(report.beyond_plan, 'person', 'people')}; they stand as negative.")
    if any(line.replacing for line in report.lines):
        foot.append("Who replaces one that ended early fills the same slot, and is counted with those who have begun.")
    return foot + caveats(report.counted)


def _left_open(report: Rounds) -> list[str]:
    """Return what the lines don't tell: rounds without a plan or without anything, exchanges that are in no line."""
    foot = []
    if report.without_plan:
        foot.append(f"No plan is recorded of {', '.join(report.without_plan)}.")
    for (project, number), start in report.empty.items():
        began = f"Round {number} of {project} began on {start} and has neither a plan nor exchanges"
        foot.append(f"{began}: norec projects round {project} {number} --plan FROM:TO:PEOPLE.")
    if report.without_round:
        foot.append(f"{count(report.without_round, 'exchange')} of no round left out.")
    if report.view.selection.has_dates():
        foot.append("A round is listed if it reaches into that time, and all its exchanges count, whenever they start.")
    if report.elsewhere:
        they_start = count(report.elsewhere, "exchange starts", "exchanges start")
        foot.append(f"{they_start} in that time, but in a round that lies outside it and is not listed.")
    return foot + only_dealings(report.view)
